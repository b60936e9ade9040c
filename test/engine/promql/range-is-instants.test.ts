import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MemorySample, MemorySource } from '../../../electron/engine/promql/memory-source.ts';
import { evaluateInstant, evaluateRange } from '../../../electron/engine/promql/query.ts';
import { seriesKey, seriesLabels } from '../../../shared/model/series.ts';
import { parse } from '../../../shared/promql/parse.ts';
import { drained } from './drained.ts';

/** A range query goes once through all samples, with windows that slide; it must come to what each step alone comes to. */
const QUERIES = [
  'x_total',
  'x_total offset 7s',
  'x_total @ 60',
  ...['rate', 'increase', 'delta', 'irate', 'idelta', 'resets', 'changes', 'deriv'].map(
    (name) => `${name}(x_total[31s])`,
  ),
  ...['sum', 'avg', 'min', 'max', 'count', 'stddev', 'last', 'first', 'present', 'absent', 'mad'].map(
    (name) => `${name}_over_time(x_total[17s])`,
  ),
  'predict_linear(x_total[40s], 30)',
  'quantile_over_time(0.3, x_total[25s])',
  'max_over_time(rate(x_total[20s])[1m:7s])',
  'sum_over_time(x_total[30s] @ 90)',
  ...['sum', 'avg', 'min', 'max', 'count', 'stddev', 'group'].map((op) => `${op} by (a) (x_total)`),
  'topk by (a) (1, x_total)',
  'limitk(2, x_total)',
  'quantile without (b) (0.6, x_total)',
  'count_values("v", x_total > 3)',
  'x_total / on(a, b) x_total',
  'x_total - ignoring(b) group_left max by (a) (x_total)',
  'x_total > 5 or x_total < 2',
  'x_total unless x_total > 5',
  'x_total and on(a) x_total{b="1"}',
  'absent(x_total{a="1"})',
  'timestamp(x_total)',
  'scalar(x_total{a="1", b="1"})',
  'clamp(x_total, 2, scalar(max(x_total)))',
];

const START_MS = 30_000;
const STEP_MS = 4_000;
const STEPS = 25;

const sample = fc.record({
  timeMs: fc.integer({ min: 0, max: 135_000 }),
  value: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 9 }) },
    { weight: 1, arbitrary: fc.constantFrom<number | null>(null, Number.NaN, Number.POSITIVE_INFINITY) },
  ),
});
const samples = fc.array<MemorySample>(sample, { maxLength: 60 });

function sourceOf(series: MemorySample[][]): MemorySource {
  const source = new MemorySource();
  for (const [i, all] of series.entries()) {
    const labels = seriesLabels('x_total', [
      ['a', String(i % 2)],
      ['b', String(i >> 1)],
    ]);
    source.add(labels, all);
  }
  return source;
}

test.each(QUERIES)('%s over a range is what it is at each of the steps', (text) => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const query = { expr: parsed.value, text };
  const range = { startMs: START_MS, endMs: START_MS + (STEPS - 1) * STEP_MS, stepMs: STEP_MS };
  const options = { settings: { lookbackMs: 13_000, subqueryStepMs: 5_000 } };
  fc.assert(
    fc.property(fc.array(samples, { minLength: 1, maxLength: 4 }), (series) => {
      const source = sourceOf(series);
      const whole = drained(evaluateRange(query, source, range, options)).value;
      for (let step = 0; step < STEPS; step++) {
        const timeMs = START_MS + step * STEP_MS;
        const one = drained(evaluateInstant(query, source, timeMs, options)).value;
        const found = whole.series.flatMap(({ labels, values, present }) =>
          present[step] === 1 ? [[seriesKey(labels), values[step]]] : [],
        );
        const wanted =
          one.type === 'vector'
            ? one.samples.map(({ labels, value }) => [seriesKey(labels), value])
            : [['', one.type === 'scalar' ? one.value : Number.NaN]];
        expect([timeMs, new Map(found as [string, number][])]).toEqual([
          timeMs,
          new Map(wanted as [string, number][]),
        ]);
      }
    }),
    { numRuns: 15 },
  );
});
