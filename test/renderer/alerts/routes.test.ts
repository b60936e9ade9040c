import { expect, test } from 'vitest';
import { parseAlertmanagerConfig } from '../../../electron/engine/alerts/routing/alertmanager-config.ts';
import { EXAMPLE_ROUTING } from '../../../renderer/views/alerts/receivers/example-routing.ts';
import {
  labelSetText,
  parseLabelSet,
  routesByReceiver,
  takenRoutes,
} from '../../../renderer/views/alerts/receivers/route-test.ts';
import type { RouteView } from '../../../shared/contract/notifications.ts';
import type { Label } from '../../../shared/model/series.ts';

const route = (
  receiver: string,
  matchers: string[],
  routes: RouteView[] = [],
  goesOn = false,
): RouteView => ({
  receiver,
  matchers,
  groupBy: ['alertname'],
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
  continue: goesOn,
  muteTimeIntervals: [],
  activeTimeIntervals: [],
  routes,
});

const root = route(
  'default',
  [],
  [
    route('audit', ['severity=~"critical|page"'], [], true),
    route('shop', ['team="shop"'], [route('shop-db', ['job=~"db.*"', 'env!="dev"'])]),
    route('default', ['team="none"']),
  ],
);

const told = (...labels: Label[]) => takenRoutes(root, labels).map(({ receiver }) => receiver);

test('the deepest route that matches takes it, and one that goes on leaves it to those beside it', () => {
  expect(told(['team', 'shop'])).toEqual(['shop']);
  expect(told(['team', 'shop'], ['job', 'db-1'])).toEqual(['shop-db']);
  expect(told(['team', 'shop'], ['job', 'db-1'], ['env', 'dev'])).toEqual(['shop']);
  expect(told(['team', 'shop'], ['severity', 'page'])).toEqual(['audit', 'shop']);
  expect(told(['team', 'other'])).toEqual(['default']);
});

test('the routes that send to a receiver are counted', () => {
  expect([...routesByReceiver(root)]).toEqual([
    ['default', 2],
    ['audit', 1],
    ['shop', 1],
    ['shop-db', 1],
  ]);
});

test('labels are read as amtool takes them', () => {
  const expected = [
    ['team', 'shop'],
    ['severity', 'very "bad"'],
    ['empty', ''],
  ];
  expect(parseLabelSet('team=shop severity="very \\"bad\\"" empty=')).toEqual(expected);
  expect(parseLabelSet('{team="shop", severity="very \\"bad\\"", empty=""}')).toEqual(expected);
  expect(parseLabelSet(labelSetText(expected as Label[]))).toEqual(expected);
  expect(parseLabelSet('  ')).toEqual([]);
});

test.each(['team', 'team=a b', '="x"', 'team="a'])(
  '%s is said to be no set of labels, with the place',
  (text) => {
    expect(() => parseLabelSet(text)).toThrow(/expected name=value at/);
  },
);

test('the configuration that the page offers to begin with is one', () => {
  expect(parseAlertmanagerConfig(EXAMPLE_ROUTING)).toMatchObject({ ok: true });
});
