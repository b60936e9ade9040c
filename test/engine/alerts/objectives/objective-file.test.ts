import { expect, test } from 'vitest';
import { isObjectivesFile } from '../../../../electron/engine/alerts/objectives/is-objectives-file.ts';
import { parseObjectives } from '../../../../electron/engine/alerts/objectives/objective-file.ts';
import { errorRatio } from '../../../../electron/engine/alerts/objectives/sli.ts';
import { ratioObjective, spanObjective } from './examples.ts';

function faultsOf(text: string): string[] {
  const read = parseObjectives(text);
  return read.ok ? [] : read.error.map(({ line, message }) => `${line}: ${message}`);
}

function only(text: string) {
  const read = parseObjectives(text);
  if (!read.ok) throw new Error(faultsOf(text).join('\n'));
  const [objective] = read.value.objectives;
  if (!objective) throw new Error('no objective');
  return { objective, warnings: read.value.warnings };
}

test('an objective by OpenSLO is read with its line, its target and its window', () => {
  const { objective } = only(ratioObjective());
  expect(objective).toMatchObject({
    name: 'orders-availability',
    displayName: 'Orders are taken',
    service: 'orders',
    target: 0.999,
    windowMs: 30 * 86_400_000,
    line: 4,
  });
  expect([...objective.labels]).toEqual([['team', 'shop']]);
});

test('several documents give several objectives, with the lines of the file', () => {
  const read = parseObjectives(`# both\n---\n${ratioObjective()}---\n${spanObjective('errors: true')}`);
  expect(read.ok && read.value.objectives.map(({ name, line }) => [name, line])).toEqual([
    ['orders-availability', 6],
    ['spans', 33],
  ]);
});

test('counters may be written bare, with a range of their own or with a mark for the window', () => {
  const ratio = (bad: string) => errorRatio(only(ratioObjective({ bad })).objective.indicator, 3_600_000);
  const total = '(sum(rate(requests_total[1h])) > 0)';
  const expected = `(sum(rate(requests_total{code="500"}[1h])) or vector(0)) / ${total}`;
  expect(ratio('sum(requests_total{code="500"})')).toBe(expected);
  expect(ratio('sum(rate(requests_total{code="500"}[5m]))')).toBe(expected);
  expect(ratio('sum(increase(requests_total{code="500"}[{{.window}}]))')).toBe(expected);
  expect(ratio('requests_total{code="500"}')).toBe(expected);
});

test('a range that a window replaces is told', () => {
  const { warnings } = only(ratioObjective({ bad: 'rate(bad_total[5m])' }));
  expect(warnings).toEqual([{ message: 'query: each window stands in the place of [5m]', line: 18 }]);
});

test('a part that is good is taken from the whole', () => {
  const text = ratioObjective().replace('bad:', 'good:');
  expect(errorRatio(only(text).objective.indicator, 300_000)).toMatch(/^clamp_min\(1 - \(sum\(rate\(/);
});

test('a threshold counts the moments at which it is crossed, of those that have a value', () => {
  const { objective } = only(thresholdObjective);
  expect(objective.name).toBe('queue');
  expect(errorRatio(objective.indicator, 3_600_000)).toBe(
    '(sum(count_over_time(((queue_length) > 100)[1h:1m])) or vector(0)) / (sum(count_over_time(((queue_length) >= -Inf)[1h:1m])) > 0)',
  );
});

test('calls of a service without an error are what x-spans asks for', () => {
  expect(errorRatio(only(spanObjective('errors: true')).objective.indicator, 300_000)).toBe(
    '(sum(rate(traces_spanmetrics_calls_total{service="api",span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER",status_code="STATUS_CODE_ERROR"}[5m])) or vector(0)) / (sum(rate(traces_spanmetrics_calls_total{service="api",span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"}[5m])) > 0)',
  );
});

test('a latency between two bounds is taken from both, and said', () => {
  const { objective, warnings } = only(spanObjective('latencyBelow: 300ms, kind: any'));
  expect(errorRatio(objective.indicator, 300_000)).toContain(
    'sum(rate(traces_spanmetrics_latency_bucket{le="0.2",service="api"}[5m])) * 0.5 + sum(rate(traces_spanmetrics_latency_bucket{le="0.4",service="api"}[5m])) * 0.5',
  );
  expect(warnings[0]?.message).toContain('from 0.2s to 0.4s');
  expect(only(spanObjective('latencyBelow: 400ms')).warnings).toEqual([]);
});

test('lines of a level are what x-logs asks for', () => {
  const text = spanObjective('errors: true').replace(
    /x-spans: .*/,
    'x-logs: {container: api, levels: [error, fatal]}',
  );
  expect(errorRatio(only(text).objective.indicator, 300_000)).toBe(
    '(sum(rate(trivet_log_lines_total{container="api",level=~"error|fatal"}[5m])) or vector(0)) / (sum(rate(trivet_log_lines_total{container="api"}[5m])) > 0)',
  );
});

test.each([
  [
    'a field that nobody knows',
    (text: string) => text.replace('  service: orders', '  service: orders\n  sevice: x'),
    '11: field sevice not found in spec',
  ],
  [
    'a query that cannot be read',
    (text: string) => text.replace('sum(requests_total)', 'sum(requests_total'),
    '22: query: 1:19: parse error',
  ],
  [
    'two targets',
    (text: string) => text.replace('target: 0.999', 'target: 0.999\n      targetPercent: 99'),
    '27: one of target and targetPercent',
  ],
  [
    'a target of everything',
    (text: string) => text.replace('target: 0.999', 'target: 1'),
    '27: target is to lie between 0 and 1',
  ],
  [
    'a window by the calendar',
    (text: string) => text.replace('- duration: 30d', '- duration: 30d\n      calendar: {startTime: x}'),
    '26: a window by the calendar',
  ],
  [
    'another budgeting method',
    (text: string) => text.replace('Occurrences', 'Timeslices'),
    '23: budgetingMethod: "Timeslices"',
  ],
  [
    'a template that is broken',
    (text: string) => text.replace('team: shop', 'team: "{{ nothing"'),
    '6: labels.team:',
  ],
  [
    'a duration that is none',
    (text: string) => text.replace('30d', 'month'),
    '25: duration: not a valid duration',
  ],
  [
    'another kind',
    (text: string) => text.replace('kind: SLO', 'kind: AlertPolicy'),
    '2: kind: "AlertPolicy"',
  ],
])('%s is refused with its line', (_what, change, fault) => {
  const changed = change(ratioObjective());
  expect(changed).not.toBe(ratioObjective());
  expect(faultsOf(changed).join('\n')).toContain(fault);
});

test('every document tells its fault, and a name stands once', () => {
  const broken = ratioObjective().replace('target: 0.999', 'target: 2');
  expect(faultsOf(`${broken}---\n${broken}`)).toHaveLength(2);
  expect(faultsOf(`${ratioObjective()}---\n${ratioObjective()}`)).toEqual([
    '32: the name "orders-availability" is repeated in the same file',
  ]);
});

test('a file of rules is none of objectives', () => {
  expect(isObjectivesFile(ratioObjective())).toBe(true);
  expect(isObjectivesFile('groups:\n- name: x\n  rules: []\n')).toBe(false);
});

const thresholdObjective = `apiVersion: openslo/v1
kind: SLO
metadata: {name: queue}
spec:
  service: worker
  indicator:
    spec:
      thresholdMetric:
        metricSource: {type: Prometheus, spec: {query: queue_length}}
  timeWindow: [{duration: 7d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{op: lte, value: 100, targetPercent: 99.5}]
`;
