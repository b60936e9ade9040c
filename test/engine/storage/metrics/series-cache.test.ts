import { expect, test } from 'vitest';
import { SampleRun, wordsOf } from '../../../../electron/engine/storage/metrics/sample-run.ts';
import { CachedSeries, SeriesCache } from '../../../../electron/engine/storage/metrics/series-cache.ts';

const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, view: null };
const samplesOf = (...times: number[]) => ({
  timesMs: Float64Array.from(times),
  values: Float64Array.from(times, (time) => time * 10),
});

test('more than the limit is not kept: what was used longest ago goes', () => {
  const cache = new SeriesCache();
  const run = new SampleRun();
  const large = () =>
    new CachedSeries(
      { timesMs: new Float64Array(2 ** 20), values: new Float64Array(2 ** 20) },
      1,
      everything,
      run,
    );
  for (let key = 0; key < 9; key++) cache.put(key, large());
  const first = cache.get(0)!;
  first.usedMs = performance.now() + 1_000;
  for (let key = 9; key < 12; key++) cache.put(key, large());
  expect(cache.bytes).toBeLessThanOrEqual(160 * 2 ** 20);
  expect(cache.get(0)).toBe(first);
  expect(cache.get(1)).toBeUndefined();
  expect(cache.get(11)).toBeDefined();
});

test('a series follows the head; views that were given stay as they were', () => {
  const run = new SampleRun();
  const push = (time: number) => run.push(7, time, wordsOf(Float64Array.of(time * 10)), 0);
  push(3);
  const series = new CachedSeries(samplesOf(1, 2, 3), 1, everything, run);
  const before = series.slice(0, 10);
  for (let time = 4; time < 100; time++) {
    push(time);
    series.follow(7);
  }
  push(0);
  series.follow(7);
  expect([...before.timesMs]).toEqual([1, 2, 3]);
  expect([...series.slice(0, 1_000).timesMs]).toEqual([...Array(100).keys()]);
  expect([...series.slice(5, 7).values]).toEqual([50, 60, 70]);
});

test('serves only what was read, in the way in which it was read, and of the same version', () => {
  const range = { fromMs: 100, toMs: 200, view: 'max' as const };
  const series = new CachedSeries(samplesOf(150), 3, range, new SampleRun());
  expect(series.serves(3, 'max', 100, 200)).toBe(true);
  expect(series.serves(3, 'max', 99, 200)).toBe(false);
  expect(series.serves(3, 'max', 100, 201)).toBe(false);
  expect(series.serves(3, 'min', 100, 200)).toBe(false);
  expect(series.serves(4, 'max', 100, 200)).toBe(false);
});
