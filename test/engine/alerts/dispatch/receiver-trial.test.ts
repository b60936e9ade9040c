import { beforeEach, expect, test } from 'vitest';
import { tryReceiver } from '../../../../electron/engine/alerts/dispatch/receiver-trial.ts';
import { ownTime, START_MS, testbed } from './testbed.ts';

const CONFIG = `route:
  receiver: team
receivers:
  - name: team
    webhook_configs:
      - url: http://127.0.0.1:1/a
      - url: http://127.0.0.1:1/b
    pagerduty_configs:
      - routing_key: k
  - name: nobody
`;

beforeEach(ownTime);

const around = { now: () => START_MS, signal: new AbortController().signal };

test('every way of the receiver is tried, and what holds incidents is told of the end', async () => {
  const { alertmanager, told } = await testbed(CONFIG);
  const { outcomes } = await tryReceiver(alertmanager, { receiver: 'team' }, around);
  expect(outcomes.map(({ kind, index, error }) => `${kind} ${index} ${error}`).sort()).toEqual([
    'pagerduty_configs 0 null',
    'webhook_configs 0 null',
    'webhook_configs 1 null',
  ]);
  expect(
    told.map(({ kind, firing, resolved }) => `${kind} ${firing.length} ${resolved.length}`).sort(),
  ).toEqual(['pagerduty_configs 0 1', 'pagerduty_configs 1 0', 'webhook_configs 1 0', 'webhook_configs 1 0']);
  expect(told[0]?.notification).toMatchObject({
    groupLabels: [['alertname', 'TrivetTest']],
    nowMs: START_MS,
  });
});

test('one way alone is tried where it is named, and its outcome is written down as a test', async () => {
  const { alertmanager, told, kept, pass } = await testbed(CONFIG, {
    answer: () => ({ ok: false, retry: true, error: '503 Service Unavailable' }),
  });
  const integration = { kind: 'webhook_configs', index: 1 };
  const { outcomes } = await tryReceiver(alertmanager, { receiver: 'team', integration }, around);
  expect(outcomes).toMatchObject([{ ...integration, error: '503 Service Unavailable' }]);
  expect(told).toHaveLength(1);
  await pass(5_000);
  expect(kept.attempts).toMatchObject([
    {
      receiver: 'team',
      kind: 'webhook_configs',
      outcome: 'failed',
      test: true,
      error: '503 Service Unavailable',
    },
  ]);
  const [team] = alertmanager.routingView().receivers;
  const webhook = (index: number) =>
    team?.integrations.find((one) => one.kind === 'webhook_configs' && one.index === index);
  expect(webhook(1)).toMatchObject({
    lastAttemptMs: START_MS,
    lastError: '503 Service Unavailable',
  });
  expect(webhook(0)).toMatchObject({ lastAttemptMs: null, lastError: null });
});

test('a receiver that tells nobody, or is not there, is no receiver to try', async () => {
  const { alertmanager } = await testbed(CONFIG);
  for (const receiver of ['nobody', 'gone']) {
    await expect(tryReceiver(alertmanager, { receiver }, around)).rejects.toMatchObject({
      code: 'not_found',
    });
  }
});
