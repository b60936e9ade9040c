import { expect, test } from 'vitest';
import { durationHistogram, quantile } from '../../../../renderer/views/traces/search/duration-histogram.ts';

const points = (durations: number[], errors: number[] = []) => ({
  durationNano: Float64Array.from(durations),
  errorCounts: Uint32Array.from(durations, (_, i) => errors[i] ?? 0),
});

test('bins run from the shortest to the longest, twenty a decade, and keep failing traces apart', () => {
  const bins = durationHistogram(points([1e6, 1.05e6, 1e7], [0, 2, 0]));
  expect(bins).toHaveLength(21);
  expect(bins[0]).toMatchObject({ ok: 1, errors: 1 });
  expect(bins[20]).toMatchObject({ ok: 1, errors: 0 });
  expect(bins[20]!.from).toBeCloseTo(1e7, -1);
});

test('a trace without length has its bin, and no trace makes none', () => {
  expect(durationHistogram(points([0]))).toHaveLength(1);
  expect(durationHistogram(points([]))).toEqual([]);
});

test('quantiles are values that occurred', () => {
  const values = Float64Array.from([5, 1, 4, 2, 3]);
  expect([quantile(values, 0.5), quantile(values, 0.95), quantile(new Float64Array(), 0.5)]).toEqual([
    3,
    5,
    null,
  ]);
});
