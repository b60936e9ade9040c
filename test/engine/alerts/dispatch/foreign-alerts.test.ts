import { beforeEach, expect, test } from 'vitest';
import { foreignViews, withForeign } from '../../../../electron/engine/alerts/manager/foreign-views.ts';
import { alert, HOUR_MS, MINUTE_MS, ownTime, routed, testbed } from './testbed.ts';

beforeEach(ownTime);

const foreign = () => ({ ...alert({ alertname: 'Slow', service: 'web' }), endsAtMs: null });

test('an alert from outside without an end is over when it is not sent again for the time to resolve', async () => {
  const config = `${routed('group_wait: 1s\ngroup_interval: 1m')}global: { resolve_timeout: 3m }\n`;
  const { alertmanager, pass, told } = await testbed(config);
  alertmanager.putForeign([foreign()]);
  await pass(2 * MINUTE_MS);
  alertmanager.putForeign([foreign()]);
  await pass(2 * MINUTE_MS + 30_000);
  expect(told).toHaveLength(1);
  await pass(2 * MINUTE_MS);
  expect(told.map(({ at, resolved }) => [at, resolved])).toEqual([
    [1, []],
    [301, ['Slow web']],
  ]);
});

test('alerts from outside are shown beside those of rules, and whoever looks is told when they change', async () => {
  const { alertmanager, fire, pass } = await testbed(routed('group_wait: 1s'));
  const around = {
    suppression: (fingerprint: string) => alertmanager.suppression(fingerprint),
    entityOf: () => null,
  };
  const counts = {
    firing: 1,
    pending: 0,
    suppressed: 0,
    resolved: 0,
    alertingRules: 1,
    recordingRules: 0,
    failedRules: 0,
  };
  const shown = () =>
    withForeign({ alerts: [], counts }, foreignViews(alertmanager.foreignAlerts(), around, Date.now()));
  fire(alert({ alertname: 'OfARule' }));
  await pass(2_000);
  expect(shown().alerts).toEqual([]);
  const before = alertmanager.revision;
  alertmanager.putForeign([foreign()]);
  await pass(2_000);
  expect(alertmanager.revision).toBe(before + 1);
  expect(shown()).toMatchObject({
    alerts: [{ name: 'Slow', ruleId: null, state: 'firing', receivers: ['all'], resolvedAtMs: null }],
    counts: { firing: 2, suppressed: 0 },
  });
  alertmanager.putForeign([foreign()]);
  await pass(2_000);
  expect(alertmanager.revision).toBe(before + 1);
  const matchers = [{ name: 'service', op: '=' as const, value: 'web' }];
  const endsAtMs = Date.now() + HOUR_MS;
  await alertmanager.setSilence({
    id: null,
    matchers,
    startsAtMs: Date.now(),
    endsAtMs,
    createdBy: '',
    comment: '',
  });
  expect(shown().counts).toMatchObject({ firing: 1, suppressed: 1 });
  alertmanager.putForeign([{ ...foreign(), endsAtMs: Date.now() }]);
  await pass(2_000);
  expect(shown()).toMatchObject({ alerts: [{ state: 'resolved' }], counts: { firing: 1, resolved: 1 } });
});
