import { expect, test } from 'vitest';
import { alertRows, type ListChoice, rowKey } from '../../../../renderer/views/alerts/list/alert-rows.ts';
import type { AlertView, RuleView } from '../../../../shared/contract/alerts.ts';

const alert = (fingerprint: string, given: Partial<AlertView> = {}): AlertView => ({
  fingerprint,
  ruleId: 'r',
  name: 'High',
  labels: [['service', 'pay']],
  annotations: [],
  state: 'firing',
  value: 1,
  activeAtMs: 0,
  firedAtMs: 0,
  resolvedAtMs: null,
  silencedBy: [],
  inhibitedBy: [],
  muted: false,
  receivers: ['desktop'],
  entity: null,
  ...given,
});
const rule = (id: string, given: Partial<RuleView> = {}): RuleView => ({
  id,
  kind: 'alert',
  name: `Rule ${id}`,
  file: '/rules.yml',
  group: 'g',
  line: 1,
  expr: 'up == 0',
  forMs: 0,
  keepFiringForMs: 0,
  labels: [],
  annotations: [],
  state: 'inactive',
  health: 'ok',
  lastError: null,
  lastEvaluationMs: null,
  lastDurationMs: null,
  ...given,
});
const all: ListChoice = { filter: '', folds: new Map(), inScope: () => true };
const keys = (alerts: AlertView[], rules: RuleView[], choice: Partial<ListChoice> = {}) =>
  alertRows({ alerts, rules }, { ...all, ...choice }).map((row) =>
    row.kind === 'section' ? `${row.title} ${row.count}` : rowKey(row),
  );

test('alerts stand by state, those that nobody is told of apart', () => {
  const alerts = [
    alert('a'),
    alert('b', { state: 'pending' }),
    alert('c', { silencedBy: ['s'] }),
    alert('d', { inhibitedBy: ['a'] }),
    alert('e', { muted: true, state: 'pending' }),
    alert('f', { state: 'resolved', silencedBy: ['s'] }),
  ];
  expect(keys(alerts, [])).toEqual([
    'Firing 1',
    'alert a',
    'Pending 1',
    'alert b',
    'Silenced 3',
    'alert c',
    'alert d',
    'alert e',
    'Resolved 1',
    'alert f',
  ]);
});

test('rules are folded beside alerts, and shown where there is nothing else', () => {
  const rules = [rule('1'), rule('2', { state: 'firing' }), rule('3', { kind: 'record' })];
  expect(keys([alert('a')], rules)).toEqual([
    'Firing 1',
    'alert a',
    'Inactive 1 of 2 rules',
    'Recording rules 1',
  ]);
  expect(keys([], rules)).toEqual(['Firing 0', 'Inactive 1 of 2 rules', 'rule 1', 'Recording rules 1']);
});

test('what a person folded stays folded, but for what is looked for', () => {
  const folds = new Map([['firing' as const, true]]);
  expect(keys([alert('a')], [], { folds })).toEqual(['Firing 1']);
  expect(keys([alert('a')], [rule('1')], { folds, filter: 'service=PAY' })).toEqual(['Firing 1', 'alert a']);
});

test('every word must be found, in labels, names, receivers or the expression', () => {
  const alerts = [alert('a'), alert('b', { labels: [['service', 'api']] })];
  expect(keys(alerts, [rule('1')], { filter: 'high desktop api' })).toEqual(['Firing 1', 'alert b']);
  expect(keys(alerts, [rule('1')], { filter: 'up' })).toEqual([
    'Firing 0',
    'Inactive 1 of 1 rules',
    'rule 1',
  ]);
});

test('alerts out of scope are left out', () => {
  expect(keys([alert('a'), alert('b')], [], { inScope: ({ fingerprint }) => fingerprint === 'b' })).toEqual([
    'Firing 1',
    'alert b',
  ]);
});
