import { beforeEach, expect, test, vi } from 'vitest';
import { needsTelling } from '../../../../electron/engine/alerts/dispatch/notification-log.ts';
import {
  alert,
  briefly,
  DAY_MS,
  ended,
  HOUR_MS,
  KeptState,
  MINUTE_MS,
  ownTime,
  routed,
  START_MS,
  testbed,
} from './testbed.ts';

const WAITS = 'group_by: [service]\ngroup_wait: 10s\ngroup_interval: 1m\nrepeat_interval: 4h';

beforeEach(ownTime);

test('after a restart nothing is told twice, and what ended meanwhile is told as over', async () => {
  const kept = new KeptState();
  const [slow, errors] = ['Slow', 'Errors'].map((alertname) =>
    alert({ alertname, service: 'web' }, { endsAtMs: START_MS + DAY_MS }),
  );
  const before = await testbed(routed(WAITS), { kept });
  before.fire(slow!, errors!);
  await before.pass(5 * MINUTE_MS);
  await before.alertmanager.settled();
  before.alertmanager.dispose();
  await before.pass(10 * MINUTE_MS);
  const after = await testbed(routed(WAITS), { kept, settlingMs: 20_000 });
  after.fire(slow!);
  await after.pass(5 * MINUTE_MS);
  expect(after.told).toEqual([]);
  after.fire(ended(errors!));
  await after.pass(2 * MINUTE_MS);
  expect(after.told.map(briefly)).toEqual(
    ['1275 s [web] Slow over: Errors'].map(() => briefly(after.told[0]!)),
  );
  expect(after.told.map(({ firing, resolved }) => [firing, resolved])).toEqual([[['Slow'], ['Errors']]]);
});

test.each([
  ['first', undefined, ['a'], [], 0, true],
  ['first, but nothing fires', undefined, [], ['a'], 0, false],
  ['the same', { firing: ['a'], resolved: [] }, ['a'], [], 0, false],
  ['the same after long', { firing: ['a'], resolved: [] }, ['a'], [], 5 * HOUR_MS, true],
  ['one more', { firing: ['a'], resolved: [] }, ['a', 'b'], [], 0, true],
  ['one less, not said to be over', { firing: ['a', 'b'], resolved: [] }, ['a'], [], 0, false],
  ['one is over', { firing: ['a', 'b'], resolved: [] }, ['a'], ['b'], 0, true],
  ['one is over, as was told', { firing: ['a'], resolved: ['b'] }, ['a'], ['b'], 0, false],
  ['all are over', { firing: ['a'], resolved: [] }, [], ['a'], 0, true],
  ['all are over, as was told', { firing: [], resolved: ['a'] }, [], ['a'], 5 * HOUR_MS, false],
])('told or not: %s', (_what, last, firing, resolved, passedMs, expected) => {
  const entry = last && { key: '', timeMs: 0, ...last };
  const rules = { sendsResolved: true, repeatIntervalMs: 4 * HOUR_MS, nowMs: passedMs };
  expect(needsTelling(entry, { firing, resolved }, rules)).toBe(expected);
});

/** Rules say it again every 15 seconds, to be over a minute after. */
const saidAgain = (fire: (...alerts: ReturnType<typeof alert>[]) => void, startsAtMs: number) =>
  fire(alert({ alertname: 'Slow', service: 'web' }, { startsAtMs, endsAtMs: Date.now() + MINUTE_MS }));

test.each([
  ['a day ahead', DAY_MS],
  ['a day back', -DAY_MS],
  ['a minute ahead', MINUTE_MS],
])('a clock that is set %s makes no storm, and loses nothing', async (_what, stepMs) => {
  const { fire, pass, told } = await testbed(routed(WAITS));
  const startsAtMs = Date.now();
  const fireFor = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 15_000) {
      saidAgain(fire, startsAtMs);
      await pass(15_000);
    }
  };
  await fireFor(3 * MINUTE_MS);
  expect(told).toHaveLength(1);
  vi.setSystemTime(Date.now() + stepMs);
  await pass(14_000);
  await fireFor(10 * MINUTE_MS);
  expect(told).toHaveLength(1);
  await pass(3 * MINUTE_MS);
  expect(told.map(({ firing, resolved }) => [firing, resolved])).toEqual([
    [['Slow'], []],
    [[], ['Slow']],
  ]);
  fire(alert({ alertname: 'Errors', service: 'web' }));
  await pass(3 * MINUTE_MS);
  expect(told.at(-1)?.firing).toEqual(['Errors']);
});

test('what was over stays over when the clock is set back', async () => {
  let works = true;
  const answer = () => (works ? undefined : { ok: false as const, retry: false, error: 'down' });
  const { alertmanager, fire, pass, told } = await testbed(routed(WAITS), { answer });
  const slow = alert({ alertname: 'Slow', service: 'web' });
  fire(slow);
  await pass(5 * MINUTE_MS);
  works = false;
  fire(ended(slow));
  await pass(2 * MINUTE_MS);
  vi.setSystemTime(Date.now() - DAY_MS);
  await pass(5 * MINUTE_MS);
  expect(told.slice(1).map(({ firing, resolved }) => [firing, resolved])).toEqual(
    told.slice(1).map(() => [[], ['Slow']]),
  );
  expect(told.length).toBeGreaterThan(5);
  expect([...alertmanager.alerts()].filter(({ endsAtMs }) => endsAtMs > Date.now())).toEqual([]);
});
