import { describe, expect, test } from 'vitest';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import { seriesLabels } from '../../../../shared/model/series.ts';
import { openStore } from '../../open-store.ts';

/** A multiple of an hour. */
const T0 = 1_789_999_200_000;
const HOUR = 3_600_000;
const limits = { perName: 1000, inAll: 10_000 };

/** A counter that begins anew now and then, and a gauge that swings. */
const counterAt = (i: number) => (i % 700) * 3;
const gaugeAt = (i: number) => Math.round(100 * Math.sin(i / 40) + (i % 7));

async function fill(store: Store, seconds: number, everySeconds: number): Promise<void> {
  const series = ['requests_total', 'level'].map((name) => ({
    labels: seriesLabels(name, []),
    entity: null,
  }));
  const { storeId, ids } = await store.write('metrics.series', { series, limits });
  const count = Math.floor(seconds / everySeconds);
  for (const [s, valueAt] of [counterAt, gaugeAt].entries()) {
    await store.write('metrics.append', {
      storeId,
      ids: new Uint32Array(count).fill(ids[s]!),
      timesMs: Float64Array.from({ length: count }, (_, i) => T0 + (i + 1) * everySeconds * 1000),
      values: Float64Array.from({ length: count }, (_, i) => valueAt(i + 1)),
    });
  }
  while ((await store.write('metrics.compact', {})).more);
}

let others = 0;

/** And makes the reader forget what it decoded before, which a compaction does. */
const downsample = async (store: Store, nowMs: number) => {
  while ((await store.write('metrics.downsample', { nowMs })).more);
  const series = [{ labels: seriesLabels('other', []), entity: null }];
  const { storeId, ids } = await store.write('metrics.series', { series, limits });
  await store.write('metrics.append', {
    storeId,
    ids: Uint32Array.from(ids),
    timesMs: Float64Array.of(nowMs + others++),
    values: Float64Array.of(1),
  });
  while ((await store.write('metrics.compact', {})).more);
  while (
    (await store.write('storage.deleteSlice', { signal: 'metrics', startMs: nowMs, endMs: nowMs * 2 })).more
  );
};

const items = async (store: Store) =>
  (await store.read('storage.usage', {})).find(({ signal }) => signal === 'metrics')?.items;

async function ask(store: Store, expr: string, stepMs = 60_000): Promise<number[]> {
  const range = { startMs: T0 + 10 * 60_000, endMs: T0 + 50 * 60_000, stepMs };
  const { series } = await store.read('promql.range', { expr, ...range, mostSeries: 10 });
  return [...(series[0]?.values ?? [])];
}

/** Steps and ranges on whole minutes, which are whole stretches at both resolutions. */
const exactQueries = [
  'min_over_time(level[5m])',
  'max_over_time(level[5m])',
  'sum_over_time(level[5m])',
  'count_over_time(level[5m])',
  'last_over_time(level[5m])',
  'level',
];

describe('samples of every second', () => {
  test('become one of ten seconds after six hours and one of a minute after two days, and say the same', async () => {
    const store = await openStore();
    await fill(store, 3600, 1);
    const before = await Promise.all(exactQueries.map((query) => ask(store, query)));
    const average = await ask(store, 'avg_over_time(level[5m])');
    const rate = await ask(store, 'rate(requests_total[5m])');
    expect(await items(store)).toBe(7200);
    for (const [afterHours, stretches, resolution] of [
      [6, 720, 10],
      [48, 120, 60],
    ] as const) {
      await downsample(store, T0 + HOUR + afterHours * HOUR + 1000);
      expect(await items(store)).toBe(stretches);
      for (const [i, query] of exactQueries.entries())
        expect([query, await ask(store, query)]).toEqual([query, before[i]]);
      for (const [i, value] of (await ask(store, 'avg_over_time(level[5m])')).entries())
        expect(value).toBeCloseTo(average[i]!, 9);
      // Three a second, new starts counted: off by no more than what one stretch of 300 s can hide.
      const coarse = await ask(store, 'rate(requests_total[5m])');
      for (const [i, value] of coarse.entries()) {
        expect(Math.abs(value - rate[i]!)).toBeLessThanOrEqual((3 * 2 * resolution) / 300);
      }
    }
  });

  test('young ones stay as they are', async () => {
    const store = await openStore();
    await fill(store, 3600, 1);
    await downsample(store, T0 + HOUR + 5 * HOUR);
    expect(await items(store)).toBe(7200);
  });

  test('charts read them as well', async () => {
    const store = await openStore();
    await fill(store, 3600, 1);
    const read = async (metric: string, as: 'last' | 'max' | 'rate') => {
      const { series } = await store.read('metrics.range', {
        ...{
          startMs: T0 + 600_000,
          endMs: T0 + 3_000_000,
          stepMs: 60_000,
          metric,
          matchers: [],
          as,
          by: 'series',
        },
      });
      return [...series[0]!.values];
    };
    const before = [await read('level', 'max'), await read('level', 'last')];
    const rate = await read('requests_total', 'rate');
    await downsample(store, T0 + HOUR + 7 * HOUR);
    expect([await read('level', 'max'), await read('level', 'last')]).toEqual(before);
    for (const [i, value] of (await read('requests_total', 'rate')).entries())
      expect(Math.abs(value - rate[i]!)).toBeLessThan(0.6);
  });

  test('those that come later join the newest stretches, and retention takes all that is old', async () => {
    const store = await openStore();
    await fill(store, 1200, 1);
    await downsample(store, T0 + HOUR + 6 * HOUR);
    expect(await items(store)).toBe(240);
    await fill(store, 3600, 1);
    expect((await ask(store, 'count_over_time(level[5m])')).at(-1)).toBe(300);
    await downsample(store, T0 + 2 * HOUR + 6 * HOUR);
    expect((await ask(store, 'count_over_time(level[5m])')).at(-1)).toBe(300);
    const range = { signal: 'metrics' as const, startMs: 0, endMs: T0 + 2 * HOUR, crossing: 'keep' as const };
    while ((await store.write('storage.deleteSlice', range)).more);
    expect(await items(store)).toBe(0);
  });
});

test('samples of every fifteen seconds stay as they are until two days, and become those of a minute then', async () => {
  const store = await openStore();
  await fill(store, 3600, 15);
  const before = await Promise.all(exactQueries.map((query) => ask(store, query)));
  await downsample(store, T0 + HOUR + 7 * HOUR);
  expect(await items(store)).toBe(480);
  await downsample(store, T0 + HOUR + 49 * HOUR);
  expect(await items(store)).toBe(120);
  for (const [i, query] of exactQueries.entries())
    expect([query, await ask(store, query)]).toEqual([query, before[i]]);
});

test('an import that is done again counts nothing twice, though its samples were put together meanwhile', async () => {
  const store = await openStore();
  await fill(store, 1200, 1);
  await downsample(store, T0 + HOUR + 7 * HOUR);
  await fill(store, 1200, 1);
  expect((await ask(store, 'count_over_time(level[5m])'))[0]).toBe(300);
  expect(await items(store)).toBe(240);
});

test('what a person deletes is cut out of what was put together', async () => {
  const store = await openStore();
  await fill(store, 3600, 1);
  await downsample(store, T0 + HOUR + 7 * HOUR);
  const range = {
    signal: 'metrics' as const,
    startMs: T0 + 1_200_001,
    endMs: T0 + 2_400_001,
    crossing: 'cut' as const,
  };
  while ((await store.write('storage.deleteSlice', range)).more);
  const counts = await ask(store, 'count_over_time(level[1m])');
  expect(counts.filter((count) => count === 60)).toHaveLength(21);
  expect(counts.filter(Number.isNaN)).toHaveLength(20);
});
