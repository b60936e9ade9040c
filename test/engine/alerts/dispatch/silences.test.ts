import { beforeEach, expect, test, vi } from 'vitest';
import { MOST_SILENCES } from '../../../../electron/engine/alerts/dispatch/silences.ts';
import {
  alert,
  briefly,
  DAY_MS,
  HOUR_MS,
  KeptState,
  MINUTE_MS,
  ownTime,
  routed,
  testbed,
} from './testbed.ts';

const WAITS = 'group_wait: 1s\ngroup_interval: 1m\nrepeat_interval: 10m';
const web = { name: 'service', op: '=', value: 'web' } as const;

const draft = (more: object = {}) => ({
  id: null,
  matchers: [web],
  startsAtMs: Date.now(),
  endsAtMs: Date.now() + HOUR_MS,
  createdBy: 'me',
  comment: '',
  ...more,
});

beforeEach(ownTime);

test('what is silenced is told when the silence is over', async () => {
  const { alertmanager, fire, pass, told } = await testbed(routed(WAITS));
  await alertmanager.setSilence(draft({ endsAtMs: Date.now() + 90_000 }));
  const slow = alert({ alertname: 'Slow', service: 'web' });
  fire(slow, alert({ alertname: 'Slow', service: 'db' }));
  await pass(2_000);
  expect(
    alertmanager.suppression(alertmanager.alerts()[Symbol.iterator]().next().value?.fingerprint ?? ''),
  ).toMatchObject({
    silencedBy: [expect.any(String)],
    receivers: ['all'],
  });
  await pass(3 * MINUTE_MS);
  expect(told.map(briefly)).toEqual(['1 s Slow db', '121 s Slow db+Slow web']);
});

test('a pattern of a silence has to match the whole value', async () => {
  const { alertmanager, fire, pass, told } = await testbed(routed(WAITS));
  await alertmanager.setSilence(draft({ matchers: [{ name: 'service', op: '=~', value: 'we.' }] }));
  fire(alert({ alertname: 'A', service: 'web' }), alert({ alertname: 'A', service: 'webs' }));
  await pass(2_000);
  expect(told.map(briefly)).toEqual(['1 s A webs']);
});

test('a silence is pending until it begins, then active, then expired, and says so', async () => {
  const { alertmanager, pass } = await testbed(null);
  await alertmanager.setSilence(
    draft({ startsAtMs: Date.now() + MINUTE_MS, endsAtMs: Date.now() + 2 * MINUTE_MS }),
  );
  const seen: string[] = [];
  alertmanager.onChange.on(() => seen.push(alertmanager.silenceViews()[0]?.state ?? ''));
  await pass(2_000);
  await pass(3 * MINUTE_MS);
  expect(seen.filter((state, i) => state !== seen[i - 1])).toEqual(['pending', 'active', 'expired']);
});

test('more time is the same silence; other matchers are another one, and the old one expires', async () => {
  const { alertmanager } = await testbed(null);
  const id = await alertmanager.setSilence(draft());
  const { startsAtMs } = alertmanager.silences.get(id)!;
  expect(await alertmanager.setSilence(draft({ id, startsAtMs, endsAtMs: Date.now() + 2 * HOUR_MS }))).toBe(
    id,
  );
  const other = await alertmanager.setSilence(draft({ id, startsAtMs, matchers: [{ ...web, value: 'db' }] }));
  expect(other).not.toBe(id);
  expect(alertmanager.silenceViews().map(({ id: one, state }) => [one, state])).toEqual([
    [other, 'active'],
    [id, 'expired'],
  ]);
});

test('a silence that is over is made anew, and begins no earlier than now', async () => {
  const { alertmanager, pass } = await testbed(null);
  const id = await alertmanager.setSilence(draft());
  expect(await alertmanager.expireSilence(id)).toBe(true);
  expect(await alertmanager.expireSilence(id)).toBe(false);
  await pass(MINUTE_MS);
  const again = await alertmanager.setSilence(draft({ id, startsAtMs: Date.now() - HOUR_MS }));
  expect(again).not.toBe(id);
  expect(alertmanager.silences.get(again)?.startsAtMs).toBe(Date.now());
});

test.each([
  ['no matchers', { matchers: [] }, /at least one matcher/],
  ['matchers that everything meets', { matchers: [{ name: 'a', op: '=~', value: '.*' }] }, /empty string/],
  ['a pattern that is none', { matchers: [{ name: 'a', op: '=~', value: '(' }] }, /missing closing/],
  ['an end before its begin', { endsAtMs: 0 }, /start time must be before end time/],
  ['an end in the past', { startsAtMs: 0, endsAtMs: 1 }, /in the past/],
  ['an id that is not known', { id: 'nobody' }, /not found/],
])('a silence with %s is refused', async (_what, more, message) => {
  const { alertmanager } = await testbed(null);
  await expect(alertmanager.setSilence(draft(more))).rejects.toThrow(message);
  expect(alertmanager.silenceViews()).toEqual([]);
});

test('silences survive a restart, and are forgotten five days after they expired', async () => {
  const kept = new KeptState();
  const first = await testbed(null, { kept });
  const id = await first.alertmanager.setSilence(draft());
  first.alertmanager.dispose();
  const second = await testbed(null, { kept });
  expect(second.alertmanager.silenceViews()).toMatchObject([{ id, state: 'active', createdBy: 'me' }]);
  second.alertmanager.dispose();
  vi.setSystemTime(Date.now() + HOUR_MS + 4 * DAY_MS);
  const third = await testbed(null, { kept });
  await third.pass(2 * MINUTE_MS);
  expect(third.alertmanager.silenceViews()).toMatchObject([{ id, state: 'expired' }]);
  third.alertmanager.dispose();
  vi.setSystemTime(Date.now() + DAY_MS);
  const fourth = await testbed(null, { kept });
  await fourth.pass(2 * MINUTE_MS);
  expect([kept.silences.size, fourth.alertmanager.silenceViews().length]).toEqual([0, 0]);
});

test('a silence that cannot be kept is not made', async () => {
  const kept = new KeptState();
  const { alertmanager } = await testbed(null, { kept });
  kept.fault = new Error('disk full');
  await expect(alertmanager.setSilence(draft())).rejects.toThrow('disk full');
  expect(alertmanager.silenceViews()).toEqual([]);
});

test('there is an end to the number of silences', async () => {
  const { alertmanager } = await testbed(null);
  const { silences } = alertmanager;
  for (let i = 0; i < MOST_SILENCES; i++) await silences.set(draft({ comment: String(i) }));
  await expect(silences.set(draft())).rejects.toMatchObject({ code: 'limit' });
});

test('a fresh store in place of a damaged one is given what is known', async () => {
  const { alertmanager, kept } = await testbed(null);
  const id = await alertmanager.setSilence(draft());
  kept.silences.clear();
  kept.setAside.fire('telemetry.db.corrupt');
  await alertmanager.settled();
  expect([...kept.silences.keys()]).toEqual([id]);
});
