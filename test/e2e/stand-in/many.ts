import { type Member, members } from './shop.ts';

/** So many containers in ten projects, all running. */
export function crowd(count: number): Member[] {
  const running = members.filter(({ state }) => state === 'running');
  return Array.from({ length: count }, (_, i) => {
    const like = running[i % running.length] as Member;
    return { ...like, name: `${like.name}-${i}`, project: `project-${i % 10}`, service: `${like.name}-${i}` };
  });
}

export const HOSTILE_NAME = '<img src=x onerror="window.pwned=1">';

/** A container whose every text tries to be HTML or to act. */
export const hostile: Member = {
  ...(members[0] as Member),
  name: HOSTILE_NAME,
  image: '"><script>window.pwned=1</script>',
  project: 'javascript:window.pwned=1',
  service: '\u202eevil\u202c',
};
