import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { alert, MINUTE_MS, ownTime, routed, testbed } from './testbed.ts';

const WAITS = 'group_wait: 1s\ngroup_interval: 1m\nrepeat_interval: 4h';
/** As often as is looked, where the system tells of no changes. */
const LOOK_MS = 6_000;

beforeEach(ownTime);

test('without a file everything goes to the desktop', async () => {
  const { alertmanager, fire, pass, told } = await testbed(null);
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(6_000);
  expect(told).toMatchObject([{ receiver: 'desktop', kind: 'desktop_configs', group: 'Slow', at: 5 }]);
  expect(alertmanager.routingView()).toMatchObject({
    file: null,
    groups: 1,
    route: { groupBy: ['alertname'] },
  });
  expect(alertmanager.problems()).toEqual([]);
});

test('a file that is broken leaves the last good one in force and is told of; put right, it is taken', async () => {
  const { alertmanager, rewrite, pass, fault } = await testbed(routed(WAITS));
  const before = alertmanager.revision;
  rewrite('route: { receiver: nobody }\nreceivers: [{ name: all }]\n');
  await pass(LOOK_MS);
  expect(fault()).toContain('undefined receiver "nobody"');
  expect(alertmanager.routingView()).toMatchObject({
    file: { state: 'refused' },
    route: { receiver: 'all' },
  });
  expect(alertmanager.problems()).toMatchObject([
    { severity: 'error', message: expect.stringContaining(':1: ') },
  ]);
  rewrite(routed(WAITS).replaceAll('all', 'everybody'));
  await pass(LOOK_MS);
  expect(alertmanager.routingView()).toMatchObject({
    file: { state: 'loaded' },
    route: { receiver: 'everybody' },
  });
  expect(alertmanager.problems()).toEqual([]);
  expect(alertmanager.revision).toBeGreaterThan(before);
});

test('other routes for the same alerts tell nobody twice who was told by the same route', async () => {
  const { fire, pass, told, rewrite } = await testbed(routed(WAITS));
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(30_000);
  rewrite(`${routed(WAITS)}  - name: more\n`);
  await pass(5 * MINUTE_MS);
  expect(told).toHaveLength(1);
  rewrite(routed(WAITS.replace('group_wait', 'group_by: [service]\ngroup_wait')));
  await pass(MINUTE_MS);
  expect(told.map(({ group }) => group)).toEqual(['', 'web']);
});

test('template files that it names are read with it, and again when they change', async () => {
  const { alertmanager, pass, rewrite } = await testbed(routed(WAITS));
  const dir = join(dirname(alertmanager.routingView().file?.path ?? ''), 'templates');
  mkdirSync(dir);
  writeFileSync(join(dir, 'a.tmpl'), 'one');
  rewrite(`${routed(WAITS)}templates: ['templates/*.tmpl', 'missing.tmpl']\n`);
  await pass(LOOK_MS);
  const texts = () => alertmanager.configuration.templates.map(({ text }) => text);
  expect(texts()).toEqual(['one']);
  expect(alertmanager.routingView().file?.warnings).toMatchObject([
    { message: expect.stringContaining('missing.tmpl') },
  ]);
  writeFileSync(join(dir, 'a.tmpl'), 'two');
  await pass(LOOK_MS);
  expect(texts()).toEqual(['two']);
});

test('a time interval keeps a route quiet while it lasts', async () => {
  const config = routed(
    `${WAITS}
routes:
  - matchers: [service="web"]
    receiver: all
    mute_time_intervals: [noon]
  - matchers: [service="db"]
    receiver: all
    active_time_intervals: [noon]`,
    "time_intervals:\n  - name: noon\n    time_intervals: [{ times: [{ start_time: '12:00', end_time: '12:05' }] }]\n",
  );
  const { alertmanager, fire, pass, told } = await testbed(config);
  const both = () =>
    fire(alert({ alertname: 'A', service: 'web' }), alert({ alertname: 'A', service: 'db' }));
  both();
  await pass(4 * MINUTE_MS);
  expect(told.map(({ firing }) => firing)).toEqual([['A db']]);
  const muted = () =>
    [...alertmanager.alerts()].map(({ fingerprint }) => alertmanager.suppression(fingerprint).muted);
  expect(muted()).toEqual([true, false]);
  await pass(2 * MINUTE_MS);
  expect(told.map(({ firing }) => firing)).toEqual([['A db'], ['A web']]);
  expect(muted()).toEqual([false, true]);
});

test('an alert that would need a group too many is told by nobody, and counted', async () => {
  const { alertmanager, fire, pass } = await testbed(routed("group_by: ['...']\ngroup_wait: 1h"));
  fire(...Array.from({ length: 10_003 }, (_, i) => alert({ alertname: 'A', i: String(i) })));
  await pass(1);
  expect(alertmanager.routingView().groups).toBe(10_000);
  expect(alertmanager.problems()).toMatchObject([
    { message: expect.stringContaining('3 alerts are told by nobody') },
  ]);
});
