import { beforeEach, expect, test } from 'vitest';
import { alert, briefly, ended, HOUR_MS, MINUTE_MS, ownTime, routed, testbed } from './testbed.ts';

const WAITS = 'group_by: [service]\ngroup_wait: 10s\ngroup_interval: 1m\nrepeat_interval: 5m';

beforeEach(ownTime);

test('alerts of a group wait for each other, then are told together', async () => {
  const { fire, pass, told } = await testbed(routed(WAITS));
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(4_000);
  fire(alert({ alertname: 'Errors', service: 'web' }), alert({ alertname: 'Slow', service: 'db' }));
  await pass(20_000);
  expect(told.map(briefly)).toEqual(['10 s [web] Errors+Slow', '14 s [db] Slow']);
});

test('news of a group is told at its next interval, and nothing while there is none', async () => {
  const { fire, pass, told } = await testbed(routed(WAITS));
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(30_000);
  fire(alert({ alertname: 'Errors', service: 'web' }));
  await pass(200_000);
  expect(told.map(briefly)).toEqual(['10 s [web] Slow', '70 s [web] Errors+Slow']);
});

test('what goes on is told again after the repeat interval', async () => {
  const { fire, pass, told } = await testbed(routed(WAITS));
  fire(alert({ alertname: 'Slow', service: 'web' }));
  await pass(14 * 60_000);
  expect(told.map(({ at }) => at)).toEqual([10, 370, 730]);
});

test('what is over is told once with what still fires, then no more', async () => {
  const { fire, pass, told } = await testbed(routed(WAITS));
  const [slow, errors] = ['Slow', 'Errors'].map((alertname) => alert({ alertname, service: 'web' }));
  fire(slow!, errors!);
  await pass(30_000);
  fire(ended(slow!));
  await pass(90_000);
  fire(ended(errors!));
  await pass(10 * MINUTE_MS);
  expect(told.map(briefly)).toEqual([
    '10 s [web] Errors+Slow',
    '70 s [web] Errors over: Slow',
    '130 s [web] over: Errors',
  ]);
});

test('an alert that was over before anybody was told of it is told to nobody', async () => {
  const { fire, pass, told } = await testbed(routed(WAITS));
  const slow = alert({ alertname: 'Slow', service: 'web' });
  fire(slow);
  await pass(5_000);
  fire(ended(slow));
  await pass(10 * MINUTE_MS);
  expect(told).toEqual([]);
});

test('an alert that nobody speaks of any more is over at its end', async () => {
  const { fire, pass, told } = await testbed(routed(WAITS));
  fire(alert({ alertname: 'Slow', service: 'web' }, { endsAtMs: Date.now() + 60_000 }));
  await pass(10 * MINUTE_MS);
  expect(told.map(briefly)).toEqual(['10 s [web] Slow', '70 s [web] over: Slow']);
});

test('with ... every alert has a group of its own', async () => {
  const { fire, pass, told } = await testbed(routed("group_by: ['...']\ngroup_wait: 1s"));
  fire(alert({ alertname: 'Slow', service: 'web' }), alert({ alertname: 'Slow', service: 'db' }));
  await pass(2_000);
  expect(told.map(briefly)).toEqual(['1 s [Slow web]', '1 s [Slow db]'].map((text) => `${text} `.trim()));
});

test('a route that goes on tells the receivers of the next one too', async () => {
  const { fire, pass, told } = await testbed(
    routed(
      `group_wait: 1s
routes:
  - matchers: [severity="page"]
    receiver: pager
    continue: true
  - matchers: [team="db"]
    receiver: db`,
      `  - name: pager
    webhook_configs: [{ url: 'http://127.0.0.1:1/' }]
  - name: db
    webhook_configs: [{ url: 'http://127.0.0.1:1/' }]`,
    ),
  );
  fire(alert({ alertname: 'A', severity: 'page', team: 'db' }), alert({ alertname: 'B' }));
  await pass(2_000);
  expect(told.map(({ receiver, notification }) => [receiver, notification.groupKey])).toEqual([
    ['pager', '{}/{severity="page"}:{}'],
    ['db', '{}/{team="db"}:{}'],
    ['all', '{}:{}'],
  ]);
});

test('an alert that began long ago does not wait, unless Trivet has only begun itself', async () => {
  const old = () => alert({ alertname: 'Slow' }, { startsAtMs: Date.now() - HOUR_MS });
  const running = await testbed(routed('group_wait: 30s'));
  running.fire(old());
  await running.pass(1);
  expect(running.told).toHaveLength(1);
  const fresh = await testbed(routed('group_wait: 1m'), { settlingMs: 20_000 });
  fresh.fire(old());
  await fresh.pass(19_000);
  expect(fresh.told).toEqual([]);
  await fresh.pass(1_000);
  expect(fresh.told).toHaveLength(1);
});
