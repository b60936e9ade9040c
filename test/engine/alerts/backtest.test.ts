import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BacktestParams, backtest } from '../../../electron/engine/alerts/backtest/backtest.ts';
import { GroupRun } from '../../../electron/engine/alerts/evaluation/group-run.ts';
import type { AlertingRule } from '../../../electron/engine/alerts/rules/rule.ts';
import { MemorySource } from '../../../electron/engine/promql/memory-source.ts';
import type { DraftRule } from '../../../shared/contract/alerts.ts';
import type { AlertSpan } from '../../../shared/model/alert.ts';
import { type Labels, METRIC_NAME, seriesKey } from '../../../shared/model/series.ts';
import { parse } from '../../../shared/promql/parse.ts';

const STEP = 15_000;
/** A multiple of the step. */
const T0 = 1_700_000_010_000 - (1_700_000_010_000 % STEP);

const draft = (expr: string, more: Partial<DraftRule> = {}): DraftRule => ({
  name: 'Test',
  expr,
  forMs: 0,
  keepFiringForMs: 0,
  labels: [],
  annotations: [],
  ...more,
});

function finished<T>(slices: Generator<void, T, void>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

function tried(source: MemorySource, rule: DraftRule, steps: number, more: Partial<BacktestParams> = {}) {
  const range = { startMs: T0, endMs: T0 + (steps - 1) * STEP, stepMs: STEP };
  return finished(
    backtest({ rule, ...range, limit: 100, groupLimit: 0, externalLabels: [], ...more }, source),
  );
}

const series = (name: string, labels: Labels = []): Labels => [[METRIC_NAME, name], ...labels];

/** One value a step; null is a step at which the series has ended. */
function sourceOf(values: Record<string, (number | null)[]>): MemorySource {
  const source = new MemorySource();
  for (const [name, list] of Object.entries(values)) {
    source.add(
      series('load', [['name', name]]),
      list.map((value, i) => ({ timeMs: T0 + i * STEP, value })),
    );
  }
  return source;
}

const spansOf = (source: MemorySource, rule: DraftRule, steps: number) =>
  tried(source, rule, steps).courses.map(({ spans }) =>
    spans.map(({ state, startMs, endMs }) => [
      state,
      (startMs - T0) / STEP,
      endMs === null ? null : (endMs - T0) / STEP,
    ]),
  );

describe('a rule over the past', () => {
  test('pends for its time, fires, and ends when it no longer holds', () => {
    const source = sourceOf({ api: [1, 9, 9, 9, 9, 1, 1] });
    expect(spansOf(source, draft('load > 5', { forMs: 2 * STEP }), 7)).toEqual([
      [
        ['pending', 1, 3],
        ['firing', 3, 5],
      ],
    ]);
  });

  test('fires on for keep_firing_for', () => {
    const source = sourceOf({ api: [9, 1, 1, 1, 1, 1] });
    expect(spansOf(source, draft('load > 5', { keepFiringForMs: 2 * STEP }), 6)).toEqual([
      [['firing', 0, 3]],
    ]);
  });

  test('says of what still fires that it has no end, and counts its time to the end of the range', () => {
    const found = tried(sourceOf({ api: [1, 9, 9, 9] }), draft('load > 5'), 4);
    expect(found.courses[0]?.spans).toEqual([{ state: 'firing', startMs: T0 + STEP, endMs: null }]);
    expect(found).toMatchObject({ timesFired: 1, firingMs: 2 * STEP, timesPending: 0, pendingMs: 0 });
  });

  test('fires from the start of the range where it has held for long enough before', () => {
    const source = new MemorySource();
    source.add(
      series('load'),
      Array.from({ length: 30 }, (_, i) => ({ timeMs: T0 + (i - 20) * STEP, value: i < 22 ? 9 : 1 })),
    );
    expect(spansOf(source, draft('load > 5', { forMs: 10 * STEP }), 10)).toEqual([[['firing', 0, 2]]]);
  });

  test('tells apart what fired by labels, the longest first, with how many are left out', () => {
    const source = sourceOf({ a: [9, 1, 1, 1], b: [9, 9, 9, 1], c: [1, 1, 1, 1] });
    const found = tried(source, draft('load > 5'), 4, { limit: 1 });
    expect(found.courses.map(({ labels }) => labels)).toEqual([
      [
        ['alertname', 'Test'],
        ['name', 'b'],
      ],
    ]);
    expect(found).toMatchObject({ moreCourses: 1, timesFired: 2, firingMs: 4 * STEP });
  });

  test('knows the threshold, from when there is data, and shows what is compared', () => {
    const found = tried(sourceOf({ api: [1, 9, 2] }), draft('load > 2 + 3'), 3, { startMs: T0 - 10 * STEP });
    expect(found).toMatchObject({ threshold: 5, thresholdOp: '>', firstDataMs: T0, evaluations: 13 });
    expect([...(found.shown.series[0]?.values ?? [])].filter((value) => !Number.isNaN(value))).toEqual([
      1, 9, 2,
    ]);
  });

  test('has no threshold where the comparison is one part of it', () => {
    const found = tried(sourceOf({ api: [9] }), draft('load > 5 and load < 20'), 1);
    expect(found).toMatchObject({ threshold: null, thresholdOp: null, timesFired: 1 });
  });

  test('loses its alerts where there are more than its group allows, and says so', () => {
    const source = sourceOf({ a: [9, 9, 9], b: [1, 9, 1] });
    const found = tried(source, draft('load > 5'), 3, { groupLimit: 1 });
    expect(found.courses.map(({ spans }) => spans.length)).toEqual([2]);
    expect(found.warnings).toEqual(['1 evaluations failed: exceeded limit of 1 with 2 alerts']);
  });

  test('goes on behind an evaluation that fails', () => {
    const source = new MemorySource();
    const at = (steps: number[], value: number) =>
      steps.map((i) => ({ timeMs: T0 + i * STEP, value: i === 3 ? value : value }));
    source.add(series('a', [['x', '1']]), at([0, 1, 2, 3, 4, 5], 9));
    source.add(
      series('b', [
        ['x', '1'],
        ['y', '1'],
      ]),
      at([0, 1, 2, 3, 4, 5], 1),
    );
    source.add(
      series('b', [
        ['x', '1'],
        ['y', '2'],
      ]),
      [
        { timeMs: T0 + 2 * STEP, value: 1 },
        { timeMs: T0 + 3 * STEP, value: null },
      ],
    );
    const found = tried(source, draft('a > on(x) b'), 6);
    expect(found.courses[0]?.spans).toEqual([{ state: 'firing', startMs: T0, endMs: null }]);
    expect(found.warnings[0]).toMatch(/^1 evaluations failed: /);
  });

  test('words its newest alert by the templates, and an example where none has been', () => {
    const rule = draft('load > 5', {
      labels: [['grade', '{{ if gt $value 8.0 }}high{{ else }}some{{ end }}']],
      annotations: [['summary', '{{ $labels.name }} has {{ $value }}']],
    });
    const fired = tried(sourceOf({ api: [6, 9, 1] }), rule, 3);
    expect(fired.courses.map(({ labels }) => new Map(labels).get('grade')).sort()).toEqual(['high', 'some']);
    expect(fired.example).toMatchObject({ holds: true, annotations: [['summary', 'api has 9']] });
    const quiet = tried(sourceOf({ api: [1, 2] }), rule, 2);
    expect(quiet.example).toMatchObject({ holds: false, annotations: [['summary', 'api has 2']] });
  });

  test('of an absent metric fires without any data to judge by', () => {
    expect(tried(new MemorySource(), draft('absent(load)'), 3)).toMatchObject({
      timesFired: 1,
      firstDataMs: null,
    });
  });

  test('that cannot be read is refused with its place', () => {
    expect(() => tried(new MemorySource(), draft('load >'), 3)).toThrow(/parse error/);
  });
});

const value = fc.oneof(fc.constantFrom(null, 1, 9), fc.integer({ min: 0, max: 12 }));
const course = fc.array(value, { minLength: 5, maxLength: 60 });
const expressions = [
  'load > 5',
  '5 < load',
  'load{name="a"} > bool 5 == 1',
  'load > 5 unless load > 9',
  'sum(load) > 12',
  'avg_over_time(load[1m]) >= 5',
  'load > 5 and on() count(load) > 1',
  'absent(load{name="b"})',
  'load - load offset 30s > 2',
  'max_over_time(load[1m:15s]) > 8',
  'load == load @ end()',
];

describe('the same as evaluating the rule then', () => {
  const cases = fc.tuple(
    fc.record({ a: course, b: course }),
    fc.constantFrom(...expressions),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 2 }),
    fc.boolean(),
  );
  type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

  test('over any series', () => {
    fc.assert(fc.property(cases, sameAsLive), { numRuns: 200 });
  });

  function sameAsLive([values, expr, forSteps, keepSteps, groupLimit, worded]: Case) {
    const source = sourceOf(values);
    const rule = draft(expr, {
      forMs: forSteps * STEP,
      keepFiringForMs: keepSteps * STEP,
      labels: worded ? [['grade', '{{ if gt $value 8.0 }}high{{ end }}']] : [['severity', 'warning']],
    });
    const { startMs, steps } = { startMs: T0, steps: 60 };
    const found = tried(source, rule, steps, { groupLimit });
    expect(told(found.courses)).toEqual(
      told(liveCourses(source, rule, groupLimit, startMs - (forSteps + keepSteps) * STEP, steps)),
    );
  }
});

const told = (courses: readonly { labels: Labels; spans: AlertSpan[] }[]) =>
  courses
    .map(({ labels, spans }) => [
      seriesKey(labels),
      ...spans.map(({ state, startMs, endMs }) => `${state} ${startMs} ${endMs}`),
    ])
    .sort();

/** The states that an evaluation of the rule's group at each step has shown from T0 on. */
function liveCourses(source: MemorySource, rule: DraftRule, limit: number, fromMs: number, steps: number) {
  const parsed = parse(rule.expr);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const alerting: AlertingRule = {
    ...rule,
    kind: 'alert',
    parsed: parsed.value,
    labels: new Map(rule.labels),
    annotations: new Map(),
    line: 1,
  };
  const group = {
    name: 'g',
    intervalMs: STEP,
    queryOffsetMs: null,
    limit,
    labels: new Map<string, string>(),
    rules: [alerting],
    line: 1,
  };
  const run = new GroupRun(group);
  const courses = new Map<string, { labels: Labels; spans: AlertSpan[] }>();
  const around = { source, append: () => undefined, externalLabels: new Map(), externalUrl: '' };
  for (let timeMs = fromMs; timeMs < T0 + steps * STEP; timeMs += STEP) {
    finished(run.evaluate(timeMs, around));
    if (timeMs < T0) continue;
    const alerts = run.rules[0]?.alerting?.alerts ?? [];
    for (const { spans } of courses.values()) {
      const last = spans.at(-1);
      if (last?.endMs === null) last.endMs = -timeMs;
    }
    for (const { labels, state } of alerts) {
      if (state === 'inactive') continue;
      const key = seriesKey(labels);
      const found = courses.get(key) ?? { labels, spans: [] };
      courses.set(key, found);
      const last = found.spans.at(-1);
      if (last && last.endMs === -timeMs && last.state === state) last.endMs = null;
      else found.spans.push({ state, startMs: timeMs, endMs: null });
    }
    for (const { spans } of courses.values())
      for (const span of spans) if (span.endMs !== null && span.endMs < 0) span.endMs = -span.endMs;
  }
  return [...courses.values()];
}
