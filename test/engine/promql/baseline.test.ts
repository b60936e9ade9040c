import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateBaseline } from '../../../electron/engine/promql/baseline.ts';
import { MemorySource } from '../../../electron/engine/promql/memory-source.ts';
import { baselineText } from '../../../shared/alerts/baseline-text.ts';
import { drained } from './drained.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NOW = 40 * DAY;
/** So long a step that no neighbour is within reach: each day gives one value. */
const range = { startMs: NOW, endMs: NOW + 2 * HOUR, stepMs: HOUR, factor: 3, days: 7, mostSeries: 10 };

const load = (job: string): [string, string][] => [
  ['__name__', 'load'],
  ['job', job],
];

/** Values at the hours of the range: those of the days before, yesterday first, and those of today. */
function sourceOf(days: (number | null)[], today = 5): MemorySource {
  const source = new MemorySource();
  const samples = days.flatMap((value, i) =>
    value === null ? [] : [0, 1, 2].map((hour) => ({ timeMs: NOW - (i + 1) * DAY + hour * HOUR, value })),
  );
  source.add(load('a'), [
    ...samples,
    ...[0, 1, 2].map((hour) => ({ timeMs: NOW + hour * HOUR, value: today })),
  ]);
  return source;
}

const baselineOf = (source: MemorySource, params = range) =>
  drained(evaluateBaseline(source, { expr: 'load', ...params })).value;

test('the band is the median and the MAD of the days at this time of day', () => {
  const { series, timesMs } = baselineOf(sourceOf([10, 11, 12, 13, 14, 15, 20]));
  expect([...timesMs]).toEqual([NOW, NOW + HOUR, NOW + 2 * HOUR]);
  expect(series).toHaveLength(1);
  expect(series[0]).toMatchObject({ from: 'time-of-day', days: 7, flat: false });
  expect([...(series[0]?.median ?? [])]).toEqual([13, 13, 13]);
  expect([...(series[0]?.lower ?? [])]).toEqual([7, 7, 7]);
  expect([...(series[0]?.upper ?? [])]).toEqual([19, 19, 19]);
});

test('days without values are told, and what was used is said in words', () => {
  const baseline = baselineOf(sourceOf([10, null, 12, null, 14, 15, 16]));
  expect(baseline.series[0]).toMatchObject({ days: 5 });
  expect(baselineText(baseline)).toBe('median ± 3 MAD of 7 days at this time of day; 5 days present');
});

test('values that never vary have a median and no band', () => {
  const baseline = baselineOf(sourceOf([5, 5, 5, 5, 5, 5, 5]));
  expect(baseline.series[0]).toMatchObject({ flat: true });
  expect([...(baseline.series[0]?.median ?? [])]).toEqual([5, 5, 5]);
  expect([...(baseline.series[0]?.upper ?? [])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(baselineText(baseline)).toContain('where values do not vary there is no band');
});

test('with too few days the values before each moment are taken, and that is said', () => {
  const source = new MemorySource();
  const minute = 60_000;
  source.add(
    load('a'),
    Array.from({ length: 121 }, (_, i) => ({ timeMs: NOW + (i - 60) * minute, value: i < 60 ? i % 5 : 100 })),
  );
  const params = { ...range, endMs: NOW + 10 * minute, stepMs: minute };
  const baseline = baselineOf(source, params);
  const [only] = baseline.series;
  expect(only).toMatchObject({ from: 'recent', days: 0 });
  // 0 1 2 3 4 over and over: the median is 2, the distances 2 1 0 1 2 have the median 1.
  expect([only?.median[0], only?.lower[0], only?.upper[0]]).toEqual([2, -1, 5]);
  expect(baselineText(baseline)).toBe(
    'median ± 3 MAD of the 1h before each moment, for 0 days of 7 are present where 3 are needed for the time of day',
  );
});

test('with hardly any values before nothing is said', () => {
  const source = new MemorySource();
  source.add(load('a'), [{ timeMs: NOW, value: 1 }]);
  const [only] = baselineOf(source, { ...range, stepMs: 60_000, endMs: NOW + 60_000 }).series;
  expect([...(only?.median ?? [])].every(Number.isNaN)).toBe(true);
});

test('neighbours of the time of day count too, where steps are short', () => {
  const source = new MemorySource();
  const minute = 60_000;
  for (let day = 1; day <= 3; day++) {
    source.add(
      load('a'),
      // From a quarter of an hour before to one after: 0 to 30.
      Array.from({ length: 31 }, (_, i) => ({ timeMs: NOW - day * DAY + (i - 15) * minute, value: i })),
    );
  }
  source.add(load('a'), [{ timeMs: NOW, value: 1 }]);
  const baseline = baselineOf(source, { ...range, stepMs: minute, endMs: NOW });
  expect(baseline.aroundMs).toBe(15 * minute);
  expect(baseline.series[0]?.median[0]).toBe(15);
  expect(baseline.series[0]?.upper[0]).toBe(15 + 3 * 8);
});

test('for any days the band is that of the definition', () => {
  const day = fc.option(fc.integer({ min: -50, max: 50 }), { nil: null, freq: 6 });
  fc.assert(
    fc.property(fc.array(day, { minLength: 7, maxLength: 7 }), (days) => {
      const there = days.filter((one) => one !== null);
      fc.pre(there.length >= 3);
      const [only] = baselineOf(sourceOf(days)).series;
      const usual = median(there);
      const distance = 3 * median(there.map((one) => Math.abs(one - usual)));
      expect(only?.median[1]).toBe(usual);
      expect(only?.upper[1]).toBe(distance === 0 ? Number.NaN : usual + distance);
      expect(only?.lower[1]).toBe(distance === 0 ? Number.NaN : usual - distance);
    }),
  );
});

test('more series than are asked for are told', () => {
  const source = sourceOf([1, 2, 3, 4, 5, 6, 7]);
  source.add(load('b'), [{ timeMs: NOW, value: 1 }]);
  expect(baselineOf(source, { ...range, mostSeries: 1 })).toMatchObject({ truncated: true });
});

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
