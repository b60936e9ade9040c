import { describe, expect, test } from 'vitest';
import { MemorySource } from '../../../electron/engine/promql/memory-source.ts';
import { evaluateInstant, evaluateRange, type QueryOptions } from '../../../electron/engine/promql/query.ts';
import type { SeriesSource } from '../../../electron/engine/promql/series-source.ts';
import { seriesLabels } from '../../../shared/model/series.ts';
import { parse } from '../../../shared/promql/parse.ts';
import { drained } from './drained.ts';

const SERIES = 50;
const SAMPLES = 200;

const source = new MemorySource();
for (let i = 0; i < SERIES; i++) {
  const labels = seriesLabels('some_total', [['i', String(i)]]);
  source.add(
    labels,
    Array.from({ length: SAMPLES }, (_, sample) => ({ timeMs: sample * 1000, value: sample * i })),
  );
}

function query(text: string) {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return { expr: parsed.value, text };
}

const range = { startMs: 0, endMs: 199_000, stepMs: 1000 };
const ask = (text: string, options: QueryOptions = {}) =>
  drained(evaluateRange(query(text), source, range, options));

describe('samples', () => {
  test('a query that would hold more than it may is refused in the words of Prometheus', () => {
    expect(() => ask('some_total', { limits: { samples: SERIES * SAMPLES - 1 } })).toThrow(
      'query processing would load too many samples into memory in query execution',
    );
  });

  test('a source is stopped while it reads, not after', () => {
    let read = 0;
    const endless = {
      *select({ charge }: { charge(samples: number): void }): Generator<void, never, void> {
        for (;;) {
          charge(1_000_000);
          read++;
          yield;
        }
      },
    };
    const slices = evaluateInstant(query('some_total[1d]'), endless, 0);
    expect(() => drained(slices)).toThrow('too many samples');
    expect(read).toBe(50);
  });

  test.each(['count_over_time(some_total[200000h:1ms])', 'sum_over_time(vector(1)[100y:1ms])'])(
    'a subquery of more steps than may be held is refused before it is begun: %s',
    (text) => {
      expect(() => ask(text)).toThrow('too many samples');
    },
  );

  test.each(['large', '-large', 'large > 1', 'large * large', 'sum by (i) (large)', 'rate(large[1h])'])(
    'few samples over many steps are stopped before there is room for all: %s',
    (text) => {
      const wide = { startMs: 0, endMs: 10_000_000, stepMs: 1000 };
      const options = { limits: { samples: 100_000 }, settings: { lookbackMs: 1e9 } };
      const sparse: SeriesSource = {
        *select() {
          return Array.from({ length: 50 }, (_, i) => ({
            labels: seriesLabels('large', [['i', String(i)]]),
            timesMs: Float64Array.of(0, 1000),
            values: Float64Array.of(i, i),
          }));
        },
      };
      expect(() => drained(evaluateRange(query(text), sparse, wide, options))).toThrow('too many samples');
    },
  );

  test('what is no longer needed is not counted as held', () => {
    const text = Array(10).fill('sum(some_total)').join(' + ');
    const { value } = ask(text, { limits: { samples: 3 * SERIES * SAMPLES } });
    expect(value.stats.samplesRead).toBe(10 * SERIES * SAMPLES);
    expect(value.stats.seriesRead).toBe(10 * SERIES);
    expect(value.stats.peakSamples).toBeLessThan(3 * SERIES * SAMPLES);
  });
});

test('of many notes the first ten are given, and how many more there are', () => {
  const many = new MemorySource();
  for (let i = 0; i < 30; i++)
    many.add(seriesLabels(`gauge_${i}`, [['i', String(i)]]), [
      { timeMs: 0, value: 1 },
      { timeMs: 1000, value: 2 },
    ]);
  const { value } = drained(evaluateInstant(query('rate({__name__=~"gauge_.*"}[1m])'), many, 1000));
  expect(value.infos.length).toBe(11);
  expect(value.infos.at(-1)).toBe('20 more info annotations omitted');
});

/** Has its samples at hand, so that only the evaluator yields. */
const large: SeriesSource = {
  *select() {
    return Array.from({ length: 12 }, (_, i) => ({
      labels: seriesLabels('some_total', [['i', String(i)]]),
      timesMs: Float64Array.from({ length: 20_000 }, (_, sample) => sample * 1000),
      values: Float64Array.from({ length: 20_000 }, (_, sample) => (sample * (i + 7)) % 1009),
    }));
  },
};

const whole = { startMs: 0, endMs: 19_999_000, stepMs: 1000 };

test('a query whose time is over is refused in the words of Prometheus', () => {
  let now = 0;
  const options = { limits: { timeoutMs: 10 }, now: () => now++ * 11 };
  const slices = evaluateRange(query('abs(abs(abs(some_total)))'), large, whole, options);
  expect(() => drained(slices)).toThrow('query timed out in expression evaluation');
});

test.each([
  'abs(abs(abs(some_total)))',
  'quantile_over_time(0.5, some_total[20s])',
  'quantile(0.9, some_total)',
  'sum(rate(some_total[1m]))',
  'topk(3, some_total)',
  'some_total * on(i) some_total',
  'some_total and some_total',
  'count_values("v", some_total > 1000)',
  'sum_over_time(some_total[3m:1s])',
])('a query yields while it works, so that it can be left: %s', (text) => {
  expect(drained(evaluateRange(query(text), large, whole)).slices).toBeGreaterThan(1);
});

test('many series at one time are work too', () => {
  const many: SeriesSource = {
    *select() {
      return Array.from({ length: 40_000 }, (_, i) => ({
        labels: seriesLabels('some_total', [['i', String(i)]]),
        timesMs: Float64Array.of(0),
        values: Float64Array.of(i),
      }));
    },
  };
  for (const text of ['count(some_total)', 'some_total + on(i) some_total', 'some_total and some_total'])
    expect(drained(evaluateInstant(query(text), many, 0)).slices).toBeGreaterThan(4);
});

test('the steps of one series are worked on in parts, with the same answer', () => {
  const parts = drained(evaluateRange(query('stddev_over_time(some_total[2m])'), large, whole));
  expect(parts.slices).toBeGreaterThan(5);
  const [series] = parts.value.series;
  for (const step of [5, 1800, 19_999]) {
    const at = step * 1000;
    const { value } = drained(evaluateInstant(query('stddev_over_time(some_total[2m])'), large, at));
    if (value.type !== 'vector') throw new Error(value.type);
    expect(series?.values[step]).toBe(value.samples[0]?.value);
  }
});

describe('patterns meant to blow up', () => {
  const evil = 'a'.repeat(2000);
  const victims = new MemorySource();
  victims.add(seriesLabels('x', [['path', `${evil}!`]]), [{ timeMs: 0, value: 1 }]);

  test.each(['(a+)+b', '(a|aa)+b', '(.*)*(.*)*(.*)*b', 'a{0,50}a{0,50}a{0,50}b'])(
    'label_replace by %s answers',
    (pattern) => {
      const text = `label_replace(x, "y", "$1", "path", "${pattern}")`;
      const { value } = drained(evaluateInstant(query(text), victims, 0));
      expect(value).toMatchObject({ type: 'vector', samples: [{ value: 1 }] });
    },
  );

  test('a pattern that repeats without bound is no pattern', () => {
    const text = 'label_replace(x, "y", "$1", "path", "((a{1000}){1000}){1000}")';
    expect(() => drained(evaluateInstant(query(text), victims, 0))).toThrow(
      'invalid regular expression in label_replace()',
    );
  });
});
