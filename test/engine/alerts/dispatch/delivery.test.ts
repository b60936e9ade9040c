import { beforeEach, expect, test } from 'vitest';
import { alert, briefly, ended, MINUTE_MS, ownTime, routed, type Told, testbed } from './testbed.ts';

const WAITS = 'group_by: [service]\ngroup_wait: 1s\ngroup_interval: 1m\nrepeat_interval: 2h';
const TWO = `  - name: other
    webhook_configs: [{ url: 'http://127.0.0.1:1/' }]
`;
const failed = (retry: boolean) => ({ ok: false as const, retry, error: 'no way' });

beforeEach(ownTime);

test('a receiver that fails is told again, after longer and longer waits, until it takes it', async () => {
  let left = 4;
  const answer = () => (left-- > 0 ? failed(true) : undefined);
  const { fire, pass, told, kept } = await testbed(routed(WAITS), { answer });
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(30_000);
  const waits = told.slice(1).map(({ at }, i) => at - told[i]!.at);
  expect(waits).toHaveLength(4);
  for (const [i, wait] of waits.entries()) {
    const middle = 0.5 * 1.5 ** i;
    expect(wait).toBeGreaterThanOrEqual(middle * 0.5 - 0.01);
    expect(wait).toBeLessThanOrEqual(middle * 1.5 + 0.01);
  }
  expect(kept.attempts.map(({ outcome, attempt }) => `${outcome} ${attempt}`)).toEqual([
    'retried 1',
    'retried 2',
    'retried 3',
    'retried 4',
    'sent 5',
  ]);
  await pass(30 * MINUTE_MS);
  expect(told).toHaveLength(5);
});

test('what a receiver refuses for good is given up, and tried afresh at the next interval', async () => {
  const { fire, pass, told, kept } = await testbed(routed(WAITS), { answer: () => failed(false) });
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(2 * MINUTE_MS);
  expect(told.map(({ at }) => at)).toEqual([1, 61]);
  expect(kept.attempts.map(({ outcome, error }) => [outcome, error])).toEqual([
    ['failed', 'no way'],
    ['failed', 'no way'],
  ]);
});

test('a receiver is left alone for as long as it asks', async () => {
  let first = true;
  const answer = () => {
    if (!first) return undefined;
    first = false;
    return { ...failed(true), afterMs: 20_000 };
  };
  const { fire, pass, told } = await testbed(routed(WAITS), { answer });
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(40_000);
  expect(told.map(({ at }) => at)).toEqual([1, 21]);
});

test('a receiver that hangs is given up after the interval of its group, and delays no other', async () => {
  const config = routed(
    `${WAITS}\nroutes:\n  - receiver: other\n    matchers: [service=~".+"]\n    continue: true\n  - receiver: all`,
    TWO,
  );
  const hang = (receiver: string) => (receiver === 'all' ? new Promise<never>(() => undefined) : undefined);
  const { fire, pass, told, kept } = await testbed(config, { answer: hang });
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(10_000);
  fire(alert({ alertname: 'Errors', service: 'web' }));
  await pass(55_000);
  const of = (name: string) => told.filter(({ receiver }) => receiver === name).map(briefly);
  expect(of('other')).toEqual(['1 s [web] Slow', '61 s [web] Errors+Slow']);
  expect(of('all')).toEqual(['1 s [web] Slow', '61 s [web] Errors+Slow']);
  expect(kept.attempts.find(({ receiver }) => receiver === 'all')).toMatchObject({
    outcome: 'failed',
    error: 'no answer in time',
  });
});

test('of two ways of one receiver, the one that works is told once while the other is tried', async () => {
  const config = routed(WAITS).replace(
    "webhook_configs: [{ url: 'http://127.0.0.1:1/' }]",
    "webhook_configs: [{ url: 'http://127.0.0.1:1/' }]\n    desktop_configs: [{}]",
  );
  const answer = (_receiver: string, { kind }: Told) =>
    kind === 'webhook_configs' ? failed(false) : undefined;
  const { fire, pass, told } = await testbed(config, { answer });
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(3 * MINUTE_MS);
  expect(told.filter(({ kind }) => kind === 'desktop_configs').map(({ at }) => at)).toEqual([1]);
  expect(told.filter(({ kind }) => kind === 'webhook_configs')).toHaveLength(3);
});

test('a receiver that wants no resolved ones is not told of them, and is told when it fires again', async () => {
  const config = routed(WAITS).replace("/' }]", "/', send_resolved: false }]");
  const { fire, pass, told } = await testbed(config);
  const slow = alert({ alertname: 'Slow', service: 'web' });
  fire(slow);
  await pass(10_000);
  fire(ended(slow));
  await pass(3 * MINUTE_MS);
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(2 * MINUTE_MS);
  expect(told.map(({ firing, resolved }) => [firing, resolved])).toEqual([
    [['Slow'], []],
    [['Slow'], []],
  ]);
});

test('one receiver is sent no more than sixteen notifications at a time', async () => {
  let [now, most] = [0, 0];
  const answer = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    now -= 1;
    return { ok: true as const };
  };
  const { fire, pass, told } = await testbed(routed(WAITS), { answer });
  fire(...Array.from({ length: 100 }, (_, i) => alert({ alertname: 'Slow', service: `s${i}` })));
  await pass(30_000);
  expect([most, told.length]).toEqual([16, 100]);
});
