import { expect, test } from 'vitest';
import { matchedAlerts, matchersFault } from '../../../renderer/views/alerts/silences/matched-alerts.ts';
import { matcherCandidates } from '../../../renderer/views/alerts/silences/matcher-completion.ts';
import { parseStart } from '../../../renderer/views/alerts/silences/silence-draft.ts';
import { endsSoon, SOON_MS, silenceRows } from '../../../renderer/views/alerts/silences/silence-rows.ts';
import { matcherText, parseMatchers } from '../../../shared/alerts/matchers.ts';
import type { AlertView } from '../../../shared/contract/alerts.ts';
import type { SilenceView } from '../../../shared/contract/notifications.ts';
import type { AlertMatcherText } from '../../../shared/model/alert.ts';
import type { Labels } from '../../../shared/model/series.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

const silence = (id: string, over: Partial<SilenceView> = {}): SilenceView => ({
  id,
  matchers: [{ name: 'alertname', op: '=', value: id }],
  startsAtMs: NOW - 60_000,
  endsAtMs: NOW + 3_600_000,
  updatedAtMs: NOW,
  createdBy: 'mia',
  comment: 'load test',
  state: 'active',
  alerts: 0,
  ...over,
});

const alert = (labels: Labels, state: AlertView['state'] = 'firing') =>
  ({
    labels,
    state,
    fingerprint: JSON.stringify(labels),
    silencedBy: [] as string[],
  }) as unknown as AlertView;

const present = [
  alert([
    ['alertname', 'PayDown'],
    ['job', 'pay'],
  ]),
  alert([
    ['alertname', 'PayDown'],
    ['job', 'pay.v2'],
  ]),
  alert([
    ['alertname', 'DiskFull'],
    ['job', 'db'],
  ]),
];

test('active ones come first, what ends next at the top, then those to come, then the last that ended', () => {
  const rows = silenceRows(
    [
      silence('over', { state: 'expired', endsAtMs: NOW - 10_000 }),
      silence('later', { endsAtMs: NOW + 7_200_000 }),
      silence('planned', { state: 'pending', startsAtMs: NOW + 60_000 }),
      silence('next', { endsAtMs: NOW + 60_000 }),
      silence('over since long', { state: 'expired', endsAtMs: NOW - 90_000 }),
    ],
    '',
    NOW,
  );
  expect(rows.map((row) => (row.kind === 'group' ? row.title : row.key))).toEqual([
    'Active 2',
    'next',
    'later',
    'Not yet 1',
    'planned',
    'Over 2',
    'over',
    'over since long',
  ]);
});

test('only an active silence that is over before long is marked', () => {
  expect(endsSoon(silence('a', { endsAtMs: NOW + SOON_MS - 1 }), NOW)).toBe(true);
  expect(endsSoon(silence('a', { endsAtMs: NOW + SOON_MS }), NOW)).toBe(false);
  expect(endsSoon(silence('a', { state: 'expired', endsAtMs: NOW - 1 }), NOW)).toBe(false);
});

test('the filter looks into labels, reason and author', () => {
  const all = [
    silence('PayDown'),
    silence('other', { comment: 'new PAY release' }),
    silence('x', { createdBy: 'pay-team' }),
  ];
  const found = (filter: string) =>
    silenceRows([...all, silence('disk')], filter, NOW).filter(({ kind }) => kind === 'silence');
  expect(found('pay').map(({ key }) => key)).toEqual(['PayDown', 'other', 'x']);
  expect(found('nothing')).toEqual([]);
});

const matchers = (...all: [string, AlertMatcherText['op'], string][]): AlertMatcherText[] =>
  all.map(([name, op, value]) => ({ name, op, value }));

test('the preview counts alerts that are not over, with patterns anchored at both ends', () => {
  const names = (given: AlertMatcherText[]) =>
    matchedAlerts(given, present).map(({ labels }) => labels[1]?.[1]);
  expect(names(matchers(['alertname', '=', 'PayDown']))).toEqual(['pay', 'pay.v2']);
  expect(names(matchers(['job', '=~', 'pay']))).toEqual(['pay']);
  expect(names(matchers(['alertname', '=~', '.+'], ['job', '!~', 'pay.*']))).toEqual(['db']);
  const over = alert([['alertname', 'PayDown']], 'resolved');
  expect(matchedAlerts(matchers(['alertname', '=', 'PayDown']), [over])).toEqual([]);
});

test('what would quiet everything, and what is no pattern, is a fault and matches nothing', () => {
  expect(matchersFault([])).toMatch(/needs a label/);
  expect(matchersFault(matchers(['job', '=~', '.*'], ['team', '=', '']))).toMatch(/quiet everything/);
  expect(matchersFault(matchers(['job', '=~', '(']))).toMatch(/missing closing \)/);
  expect(matchedAlerts(matchers(['job', '=~', '(']), present)).toEqual([]);
  expect(matchersFault(matchers(['job', '!=', 'x'], ['team', '=', 'a']))).toBeNull();
});

test('names of labels are completed by how many alerts have them, without those that stand already', () => {
  expect(matcherCandidates('', present, []).map(({ label, alerts }) => [label, alerts])).toEqual([
    ['alertname', 3],
    ['job', 3],
  ]);
  expect(matcherCandidates('', present, matchers(['job', '=', 'x'])).map(({ text }) => text)).toEqual([
    'alertname=',
  ]);
  expect(matcherCandidates('jo', present, []).map(({ text }) => text)).toEqual(['job=']);
});

test('values are completed behind any operator, quoted, and as patterns that mean nothing but them', () => {
  expect(matcherCandidates('alertname=', present, []).map(({ text }) => text)).toEqual([
    'alertname="PayDown"',
    'alertname="DiskFull"',
  ]);
  expect(matcherCandidates('job=~V2', present, []).map(({ text }) => text)).toEqual(['job=~"pay\\\\.v2"']);
  expect(matcherCandidates('alertname="PayDown", job!="d', present, []).map(({ text }) => text)).toEqual([
    'alertname="PayDown", job!="db"',
  ]);
});

test('values that try to be something else stay quoted text', () => {
  const hostile = alert([['job', '"} , x="<img src=x onerror=alert(1)>']]);
  expect(matcherCandidates('job=', [hostile], [])[0]?.text).toBe(
    'job="\\"} , x=\\"<img src=x onerror=alert(1)>"',
  );
});

test('no text begins now, a moment that is over too, and what is no moment is a fault', () => {
  expect(parseStart('', NOW, 'utc')).toEqual({ atMs: null, isFaulty: false });
  expect(parseStart('2026-11-21 11:00', NOW, 'utc')).toEqual({ atMs: null, isFaulty: false });
  expect(parseStart('2026-11-21 13:00', NOW, 'utc')).toEqual({ atMs: NOW + 3_600_000, isFaulty: false });
  expect(parseStart('soon', NOW, 'utc')).toEqual({ atMs: null, isFaulty: true });
});

test('a matcher is written as it is read, whatever is in its name and its value', () => {
  for (const [name, value] of [
    ['job', 'a"b\\\n'],
    ['my label', ''],
    ['a{b}', 'x=~"y", z!="z"'],
    ['größe', 'ü'],
  ] as const) {
    const text = matcherText({ name, op: '!~', value });
    expect(parseMatchers(text), text).toMatchObject([{ name, op: '!~', value }]);
  }
});
