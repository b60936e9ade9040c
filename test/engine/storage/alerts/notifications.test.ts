import pino from 'pino';
import { expect, test } from 'vitest';
import { Store } from '../../../../electron/engine/storage/store.ts';
import type { NotificationView } from '../../../../shared/contract/notifications.ts';
import { tempDir } from '../../../temp-dir.ts';

const outcomes = ['sent', 'retried', 'failed'] as const;

/** Thirty of them, over three outcomes, two receivers and two alerts. */
const attempts = Array.from(
  { length: 30 },
  (_, i): Omit<NotificationView, 'id'> => ({
    timeMs: 1_000 + i,
    receiver: i % 2 === 0 ? 'team' : 'desktop',
    kind: 'webhook_configs',
    target: 'hooks.example',
    groupLabels: [['alertname', 'PayDown']],
    alerts: [{ name: 'PayDown', fingerprint: i < 10 ? 'aa' : 'bb', resolved: false }],
    firing: 1,
    resolved: 0,
    outcome: outcomes[i % 3] ?? 'sent',
    attempt: 1,
    durationMs: 2,
    error: i % 3 === 0 ? null : 'refused',
    test: false,
  }),
);

test('the log is read from its newest end, page by page, by receiver, outcome and alert', async () => {
  const store = await Store.open(tempDir(), false, pino({ level: 'silent' }));
  try {
    await store.write('notifications.append', { notifications: attempts });
    const first = await store.read('notifications.list', { limit: 12 });
    expect([first.more, first.notifications.map(({ timeMs }) => timeMs)]).toEqual([
      true,
      Array.from({ length: 12 }, (_, i) => 1_029 - i),
    ]);
    const beforeId = first.notifications.at(-1)?.id;
    const rest = await store.read('notifications.list', { limit: 100, beforeId });
    expect([rest.more, rest.notifications.length]).toEqual([false, 18]);
    const failed = await store.read('notifications.list', {
      limit: 4,
      outcome: 'failed',
      receiver: 'team',
    });
    expect(failed.more).toBe(true);
    expect(failed.notifications.map(({ outcome, receiver }) => `${receiver} ${outcome}`)).toEqual(
      Array(4).fill('team failed'),
    );
    const ofAlert = await store.read('notifications.list', {
      limit: 100,
      outcome: 'sent',
      fingerprint: 'aa',
    });
    expect(ofAlert.notifications.map(({ timeMs }) => timeMs)).toEqual([1_009, 1_006, 1_003, 1_000]);
  } finally {
    await store.close();
  }
});
