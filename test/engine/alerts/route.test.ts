import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAlertmanagerConfig } from '../../../electron/engine/alerts/routing/alertmanager-config.ts';
import { matchingRoutes } from '../../../electron/engine/alerts/routing/route.ts';
import {
  contains,
  dayOfMonthRange,
  monthRange,
  type TimeInterval,
  timeRange,
  weekdayRange,
  yearRange,
} from '../../../electron/engine/alerts/routing/time-interval.ts';
import { matcherText, parseMatchers } from '../../../shared/alerts/matchers.ts';
import { tempDir } from '../../temp-dir.ts';

const CONFIG = `
route:
  receiver: all
  group_by: [alertname]
  group_wait: 10s
  routes:
  - matchers: [service=~"foo1|foo2|baz"]
    receiver: mails
    repeat_interval: 1h
    routes:
    - matchers: ['severity="critical"']
      receiver: pager
  - match: { service: files }
    receiver: files
    continue: true
  - match_re: { team: ^(x|y)$ }
    receiver: team
    group_by: ['...']
  - matchers: ['{env!="prod",region!~"eu-.*"}']
    receiver: elsewhere
receivers: [{ name: all }, { name: mails }, { name: pager }, { name: files }, { name: team }, { name: elsewhere }]
`;

function root() {
  const read = parseAlertmanagerConfig(CONFIG);
  if (!read.ok) throw read.error;
  return read.value.route;
}

const CASES: [labels: Record<string, string>, receivers: string[]][] = [
  [{ service: 'foo1' }, ['mails']],
  [{ service: 'foo1', severity: 'critical' }, ['pager']],
  [{ service: 'foo10', env: 'prod' }, ['all']],
  [{ service: 'files', team: 'x' }, ['files', 'team']],
  [{ service: 'files', env: 'prod' }, ['files']],
  [{ team: 'xy', region: 'us-1' }, ['elsewhere']],
  [{ team: 'xy', region: 'eu-1' }, ['all']],
  [{}, ['elsewhere']],
];

test.each(CASES)('an alert with %j goes to %j', (labels, receivers) => {
  const taken = matchingRoutes(root(), new Map(Object.entries(labels)));
  expect(taken.map(({ receiver }) => receiver)).toEqual(receivers);
});

const hasAmtool = (() => {
  try {
    execFileSync('amtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasAmtool && process.env.CI !== 'true')('amtool sends each of them the same way', () => {
  const file = join(tempDir(), 'alertmanager.yml');
  writeFileSync(file, CONFIG);
  for (const [labels, receivers] of CASES) {
    const args = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    // amtool wants a label at least.
    if (args.length === 0) continue;
    const said = execFileSync('amtool', ['config', 'routes', 'test', `--config.file=${file}`, ...args], {
      encoding: 'utf8',
    });
    expect(said.trim().split(',')).toEqual(receivers);
  }
});

test('a route has from the one above what it does not say itself', () => {
  const [pager] = matchingRoutes(
    root(),
    new Map([
      ['service', 'baz'],
      ['severity', 'critical'],
    ]),
  );
  expect(pager).toMatchObject({
    groupBy: ['alertname'],
    groupWaitMs: 10_000,
    groupIntervalMs: 300_000,
    repeatIntervalMs: 3_600_000,
  });
  expect(
    matchingRoutes(
      root(),
      new Map([
        ['team', 'y'],
        ['service', 'z'],
      ]),
    )[0]?.groupBy,
  ).toBe('all');
});

test.each([
  ['a=b', ['a="b"']],
  ['a = "b c"', ['a="b c"']],
  ['{a!="b",c=~"d|e", f!~g}', ['a!="b"', 'c=~"d|e"', 'f!~"g"']],
  ['"with space"="x"', ['"with space"="x"']],
  ['a="say \\"hi\\", now"', ['a="say \\"hi\\", now"']],
  ['{a="b",}', ['a="b"']],
  ['a=', ['a=""']],
])('%s is read as matchers', (text, matchers) => {
  expect(parseMatchers(text).map(matcherText)).toEqual(matchers);
});

test.each(['', 'a', '=b', 'a=b}', '{a=b', 'a="b', 'a==b=c,,', 'a=~[', "a='b'"])(
  '%s is no matcher',
  (text) => {
    expect(() => parseMatchers(text)).toThrow();
  },
);

const always: TimeInterval = {
  times: [],
  weekdays: [],
  daysOfMonth: [],
  months: [],
  years: [],
  location: 'UTC',
};
const at = (text: string) => Date.parse(text);

test.each([
  [{ times: [timeRange('09:00', '17:00')] }, '2026-11-20T09:00:00Z', true],
  [{ times: [timeRange('09:00', '17:00')] }, '2026-11-20T17:00:00Z', false],
  [{ times: [timeRange('09:00', '24:00')] }, '2026-11-20T23:59:59Z', true],
  [{ weekdays: [weekdayRange('monday:friday')] }, '2026-11-20T12:00:00Z', true],
  [{ weekdays: [weekdayRange('monday:friday')] }, '2026-11-21T12:00:00Z', false],
  [{ daysOfMonth: [dayOfMonthRange('-3:-1')] }, '2026-02-26T12:00:00Z', true],
  [{ daysOfMonth: [dayOfMonthRange('-3:-1')] }, '2026-02-25T12:00:00Z', false],
  [{ daysOfMonth: [dayOfMonthRange('29:31')] }, '2026-02-28T12:00:00Z', false],
  [{ months: [monthRange('november:12')] }, '2026-11-21T12:00:00Z', true],
  [{ years: [yearRange('2020:2025')] }, '2026-11-21T12:00:00Z', false],
  [{ times: [timeRange('09:00', '17:00')], location: 'Asia/Tokyo' }, '2026-11-20T02:00:00Z', true],
  [{ weekdays: [weekdayRange('sunday')], location: 'Pacific/Auckland' }, '2026-11-21T12:00:00Z', true],
  [{}, '2026-11-21T12:00:00Z', true],
])('%j holds %s: %s', (interval, time, holds) => {
  expect(contains({ ...always, ...interval }, at(time))).toBe(holds);
});
