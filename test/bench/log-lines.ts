const words =
  'cart checkout payment user order item stock price cache query retry timeout ok failed ready'.split(' ');
const levels = ['INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'];

/** Deterministic, so that every run measures the same text. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Lines of a web service, about 130 bytes each. */
export function logLines(count: number, seed = 1): string[] {
  const random = randomFrom(seed);
  const pick = (list: string[]) => list[Math.floor(random() * list.length)] as string;
  return Array.from({ length: count }, (_, i) => {
    const id = Math.floor(random() * 2 ** 32).toString(16);
    const ms = Math.floor(random() * 900);
    return `2026-05-14T09:26:53.${String(i % 1000).padStart(3, '0')}Z ${pick(levels)} [api] request=${id} user=${Math.floor(random() * 5000)} ${pick(words)} ${pick(words)} ${pick(words)} path=/api/${pick(words)}/${i % 977} took=${ms}ms`;
  });
}
