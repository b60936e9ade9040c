import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { heldAlert, isResolved } from '../../../../electron/engine/alerts/dispatch/held-alert.ts';
import { Inhibitor } from '../../../../electron/engine/alerts/dispatch/inhibitor.ts';
import { matcherOf, matchesAll } from '../../../../shared/alerts/matchers.ts';
import { alert, briefly, ended, ownTime, routed, testbed } from './testbed.ts';

const INHIBIT = `inhibit_rules:
  - source_matchers: [severity="critical"]
    target_matchers: [severity=~"warning|critical"]
    equal: [service, zone]
`;
const WAITS = 'group_wait: 1s\ngroup_interval: 1m\nrepeat_interval: 1h';

beforeEach(ownTime);

test('a graver alert of the same service keeps others quiet until it is over', async () => {
  const { alertmanager, fire, pass, told } = await testbed(routed(WAITS, INHIBIT));
  const down = alert({ alertname: 'Down', service: 'web', severity: 'critical' });
  fire(alert({ alertname: 'Slow', service: 'web', severity: 'warning' }));
  fire(alert({ alertname: 'Slow', service: 'db', severity: 'warning' }), down);
  await pass(2_000);
  const quiet = [...alertmanager.alerts()].filter(
    ({ fingerprint }) => alertmanager.suppression(fingerprint).inhibitedBy.length > 0,
  );
  expect(quiet.map(({ values }) => values.get('service'))).toEqual(['web']);
  fire(ended(down));
  await pass(60_000);
  expect(told.map(briefly)).toEqual([
    '1 s Down web critical+Slow db warning',
    '61 s Slow db warning+Slow web warning over: Down web critical',
  ]);
});

test('an alert that is source and target of a rule does not keep itself or its like quiet', async () => {
  const { fire, pass, told } = await testbed(routed(WAITS, INHIBIT));
  fire(alert({ alertname: 'A', severity: 'critical' }), alert({ alertname: 'B', severity: 'critical' }));
  await pass(2_000);
  expect(told.map(briefly)).toEqual(['1 s A critical+B critical']);
});

test('labels that both lack are equal', async () => {
  const { fire, pass, told } = await testbed(routed(WAITS, INHIBIT));
  fire(
    alert({ alertname: 'A', severity: 'critical' }),
    alert({ alertname: 'B', severity: 'warning' }),
    alert({ alertname: 'C', severity: 'warning', zone: 'eu' }),
  );
  await pass(2_000);
  expect(told.map(briefly)).toEqual(['1 s A critical+C warning eu']);
});

test('whatever alerts there are, those are quiet that a look at all of them finds', () => {
  const label = fc.constantFrom('', 'a', 'b');
  const one = fc.record({ x: label, y: label, z: label, over: fc.boolean() });
  const matcher = fc
    .tuple(fc.constantFrom('x', 'y'), fc.constantFrom('=', '!=', '=~', '!~'), fc.constantFrom('', 'a', 'b'))
    .map(([name, op, value]) => matcherOf(name, op as '=', value));
  const matchers = fc.array(matcher, { maxLength: 2 });
  const rule = fc.record({ source: matchers, target: matchers, equal: fc.subarray(['x', 'z']) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), fc.array(rule, { maxLength: 3 }), (specs, rules) => {
      const alerts = specs.map(({ over, ...labels }, i) => {
        const given = Object.entries({ ...labels, i: String(i) }).filter(([, value]) => value !== '');
        const posted = alert(Object.fromEntries(given), { endsAtMs: over ? 1 : 1_000 });
        return heldAlert(posted, { nowMs: 0, foreign: false, endIsAssumed: false });
      });
      const inhibitor = new Inhibitor(rules);
      for (const each of alerts) inhibitor.put(each);
      for (const target of alerts) {
        const expected = rules.some(
          (each) =>
            matchesAll(each.target, target.values) &&
            alerts.some(
              (source) =>
                !isResolved(source, 500) &&
                matchesAll(each.source, source.values) &&
                each.equal.every((name) => source.values.get(name) === target.values.get(name)) &&
                !(matchesAll(each.source, target.values) && matchesAll(each.target, source.values)),
            ),
        );
        expect(inhibitor.inhibitedBy(target, 500) !== null).toBe(expected);
      }
    }),
  );
});
