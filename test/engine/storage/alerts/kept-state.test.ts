import { expect, test } from 'vitest';
import type { NotificationView } from '../../../../shared/contract/notifications.ts';
import { tempDir } from '../../../temp-dir.ts';
import { openStore } from '../../open-store.ts';

const attempt = (timeMs: number, fingerprints: string[], more: Partial<NotificationView> = {}) => ({
  timeMs,
  receiver: 'ops',
  kind: 'webhook_configs',
  target: '127.0.0.1',
  groupLabels: [['service', 'web']] as [string, string][],
  alerts: fingerprints.map((fingerprint) => ({ name: 'Slow', fingerprint, resolved: false })),
  firing: fingerprints.length,
  resolved: 0,
  outcome: 'sent' as const,
  attempt: 1,
  durationMs: 12.4,
  error: null,
  test: false,
  ...more,
});

test('old attempts are taken away in slices, with the names of their alerts', async () => {
  const store = await openStore();
  const notifications = Array.from({ length: 1_200 }, (_, i) => attempt(i, ['a']));
  await store.write('notifications.append', { notifications });
  const more = () => store.write('notifications.trim', { beforeMs: 1_100 });
  expect([await more(), await more(), await more()]).toEqual([true, true, false]);
  const left = await store.read('notifications.list', { limit: 1_000, fingerprint: 'a' });
  expect(left.notifications.map(({ timeMs }) => timeMs).at(-1)).toBe(1_100);
  expect(left.notifications).toHaveLength(100);
});

test('no more than so many attempts are kept', async () => {
  const store = await openStore();
  for (let i = 0; i < 42; i++) {
    const notifications = Array.from({ length: 500 }, (_, k) => attempt(i * 500 + k, []));
    await store.write('notifications.append', { notifications });
  }
  const { notifications } = await store.read('notifications.list', { limit: 1_000, beforeId: 1_002 });
  expect(notifications.map(({ timeMs }) => timeMs)).toEqual([1_000]);
});

test('silences and what was told of which group come back as they were', async () => {
  const dir = tempDir();
  const silence = {
    id: 'one',
    matchers: [{ name: 'service', op: '=~' as const, value: 'we.' }],
    startsAtMs: 1,
    endsAtMs: 2,
    updatedAtMs: 3,
    createdBy: 'me',
    comment: 'why "not"',
  };
  const told = [
    { key: '{}:{}\0ops\0webhook_configs\x000', timeMs: 2, firing: ['a', 'b'], resolved: [] },
    { key: 'earlier', timeMs: 1, firing: [], resolved: ['c'] },
  ];
  const store = await openStore(dir);
  await store.write('silences.write', { silences: [silence, { ...silence, id: 'two' }], gone: [] });
  await store.write('silences.write', { silences: [{ ...silence, endsAtMs: 9 }], gone: ['two'] });
  await store.write('told.write', { entries: [...told, { ...told[0]!, key: 'gone' }], gone: [] });
  await store.write('told.write', { entries: [], gone: ['gone'] });
  expect(await store.read('silences.list', {})).toEqual([{ ...silence, endsAtMs: 9 }]);
  expect(await store.read('told.list', {})).toEqual([told[1], told[0]]);
});
