import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import { type Label, seriesLabels } from '../../../../shared/model/series.ts';
import { openStore } from '../../open-store.ts';

const limits = { perName: 100, inAll: 1000 };
const T0 = 1_790_000_000_000;

interface Written {
  /** Index of the series. */
  series: number;
  second: number;
  value: number;
}

async function define(
  store: Store,
  count: number,
  labels: (i: number) => Label[] = (i) => [['i', String(i)]],
) {
  const series = Array.from({ length: count }, (_, i) => ({
    labels: seriesLabels('m', labels(i)),
    entity: `name:c${i}`,
  }));
  return store.write('metrics.series', { series, limits });
}

async function append(
  store: Store,
  { storeId, ids }: { storeId: string; ids: number[] },
  samples: Written[],
) {
  return store.write('metrics.append', {
    storeId,
    ids: Uint32Array.from(samples, ({ series }) => ids[series]!),
    timesMs: Float64Array.from(samples, ({ second }) => T0 + second * 1000),
    values: Float64Array.from(samples, ({ value }) => value),
  });
}

async function compactAll(store: Store): Promise<void> {
  while ((await store.write('metrics.compact', {})).more);
}

const whole = { startMs: T0, endMs: T0 + 1_000_000, stepMs: 1000, metric: 'm', matchers: [] };

async function readAll(store: Store): Promise<[series: number, second: number, value: number][]> {
  const { series, timesMs } = await store.read('metrics.range', { ...whole, as: 'max', by: 'series' });
  return series.flatMap(({ labels, values }) =>
    [...values].flatMap((value, i): [number, number, number][] =>
      Number.isNaN(value) ? [] : [[Number(new Map(labels).get('i')), (timesMs[i]! - T0) / 1000, value]],
    ),
  );
}

describe('heads and chunks', () => {
  test('however samples are split into flushes and compactions, the same is read', async () => {
    const flushes = fc.array(fc.record({ length: fc.integer({ min: 1, max: 200 }), compact: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    });
    const store = await openStore();
    const everything = { signal: 'metrics' as const, startMs: 0, endMs: T0 * 2, crossing: 'cut' as const };
    await fc.assert(
      fc.asyncProperty(flushes, fc.integer({ min: 1, max: 4 }), async (parts, seriesCount) => {
        const ids = await define(store, seriesCount);
        let second = 0;
        const expected: [number, number, number][] = [];
        for (const { length, compact } of parts) {
          const samples: Written[] = [];
          for (let i = 0; i < length && second < 1000; i++, second++) {
            for (let series = 0; series < seriesCount; series++) {
              samples.push({ series, second, value: second * 10 + series });
            }
          }
          if (samples.length === 0) break;
          await append(store, ids, samples);
          if (compact) await compactAll(store);
          expected.push(...samples.map((s): [number, number, number] => [s.series, s.second, s.value]));
        }
        const byPlace = (a: number[], b: number[]) => a[0]! - b[0]! || a[1]! - b[1]!;
        expect((await readAll(store)).sort(byPlace)).toEqual(expected.sort(byPlace));
        const [usage] = (await store.read('storage.usage', {})).filter(({ signal }) => signal === 'metrics');
        expect(usage?.items).toBe(expected.length);
        while ((await store.write('storage.deleteSlice', everything)).more);
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  test('samples sent again after a lost answer are read once', async () => {
    const store = await openStore();
    const ids = await define(store, 1);
    const samples = Array.from({ length: 30 }, (_, second) => ({ series: 0, second, value: second }));
    await append(store, ids, samples);
    await compactAll(store);
    await append(store, ids, samples);
    expect(await readAll(store)).toHaveLength(30);
    await compactAll(store);
    expect(await readAll(store)).toHaveLength(30);
  });

  test('samples that come late are put in order', async () => {
    const store = await openStore();
    const ids = await define(store, 1);
    await append(
      store,
      ids,
      [4, 5, 6].map((second) => ({ series: 0, second, value: second })),
    );
    await compactAll(store);
    await append(
      store,
      ids,
      [3, 1, 2].map((second) => ({ series: 0, second, value: second })),
    );
    expect((await readAll(store)).map(([, second]) => second)).toEqual([1, 2, 3, 4, 5, 6]);
    await compactAll(store);
    expect((await readAll(store)).map(([, second]) => second)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('compaction is asked for once a series has a chunk full of samples', async () => {
    const store = await openStore();
    const ids = await define(store, 2);
    const samples = (from: number, to: number) =>
      Array.from({ length: (to - from) * 2 }, (_, i) => ({
        series: i % 2,
        second: from + (i >> 1),
        value: i,
      }));
    expect(await append(store, ids, samples(0, 249))).toMatchObject({ compact: false });
    expect(await append(store, ids, samples(249, 250))).toMatchObject({ compact: true });
    await compactAll(store);
    expect(await append(store, ids, samples(250, 251))).toMatchObject({ compact: false });
  });
});

describe('series', () => {
  test('the same labels are the same series', async () => {
    const store = await openStore();
    expect((await define(store, 3)).ids).toEqual((await define(store, 3)).ids);
  });

  test('a limit refuses new series of a name and in all, and leaves the known ones', async () => {
    const store = await openStore();
    const series = (name: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        labels: seriesLabels(name, [['i', String(i)]]),
        entity: null,
      }));
    const few = { perName: 2, inAll: 3 };
    const first = await store.write('metrics.series', { series: series('a', 3), limits: few });
    expect(first.ids.map(Boolean)).toEqual([true, true, false]);
    const second = await store.write('metrics.series', { series: series('b', 2), limits: few });
    expect(second.ids.map(Boolean)).toEqual([true, false]);
    const again = await store.write('metrics.series', { series: series('a', 2), limits: few });
    expect(again.ids).toEqual(first.ids.slice(0, 2));
  });

  test('ids of another store, or of a series that is gone, are refused whole', async () => {
    const store = await openStore();
    const ids = await define(store, 1);
    const samples = [{ series: 0, second: 1, value: 1 }];
    await expect(append(store, { ...ids, storeId: 'other' }, samples)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(append(store, { ...ids, ids: [99] }, samples)).rejects.toMatchObject({ code: 'not_found' });
    expect(await readAll(store)).toEqual([]);
  });
});

describe('matchers', () => {
  const labels = (i: number): Label[] => [
    ['i', String(i)],
    ['image', i < 2 ? 'api' : 'db'],
  ];
  const ask = async (store: Store, name: string, op: '=' | '!=' | 'in', values: string[]) => {
    const matchers = [{ name, op, values }];
    const { series } = await store.read('metrics.range', { ...whole, matchers, as: 'last', by: 'series' });
    return series.map(({ labels }) => new Map(labels).get('i'));
  };

  test('take labels, the entity and what is absent', async () => {
    const store = await openStore();
    const ids = await define(store, 3, labels);
    await append(
      store,
      ids,
      [0, 1, 2].map((series) => ({ series, second: 1, value: 1 })),
    );
    expect(await ask(store, 'image', '=', ['api'])).toEqual(['0', '1']);
    expect(await ask(store, 'image', '!=', ['api'])).toEqual(['2']);
    expect(await ask(store, '__entity__', 'in', ['name:c1', 'name:c2'])).toEqual(['1', '2']);
    expect(await ask(store, 'zone', '=', [''])).toEqual(['0', '1', '2']);
    expect(await ask(store, 'zone', '=', ['x'])).toEqual([]);
  });

  test('by entity: runs follow each other in one line, interfaces of a run are summed', async () => {
    const store = await openStore();
    const run = (id: string, interfaceName: string) => ({
      labels: seriesLabels('m', [
        ['id', id],
        ['interface', interfaceName],
      ]),
      entity: 'name:api',
    });
    const series = [run('old', 'eth0'), run('new', 'eth0'), run('new', 'eth1')];
    const ids = await store.write('metrics.series', { series, limits });
    await append(store, ids, [
      { series: 0, second: 1, value: 10 },
      { series: 0, second: 2, value: 20 },
      { series: 1, second: 2, value: 1 },
      { series: 2, second: 2, value: 2 },
      { series: 1, second: 3, value: 3 },
      { series: 2, second: 3, value: 4 },
    ]);
    const ask = { ...whole, startMs: T0 + 1000, endMs: T0 + 3000, by: 'entity' as const };
    const last = await store.read('metrics.range', { ...ask, as: 'last' });
    expect(last.series.map(({ values }) => [...values])).toEqual([[10, 3, 7]]);
    expect(new Map(last.series[0]?.labels).get('__entity__')).toBe('name:api');
    const rate = await store.read('metrics.range', { ...ask, as: 'rate' });
    expect([...rate.series[0]!.values]).toEqual([Number.NaN, 10, 4]);
  });
});

describe('deleting', () => {
  const fill = async (store: Store) => {
    const ids = await define(store, 2);
    const samples = Array.from({ length: 1000 }, (_, i) => ({ series: i % 2, second: i >> 1, value: i }));
    await append(store, ids, samples);
    await compactAll(store);
  };
  const remove = async (
    store: Store,
    range: { startMs: number; endMs: number; entity?: string },
    keep = false,
  ) => {
    const params = {
      signal: 'metrics' as const,
      crossing: keep ? ('keep' as const) : ('cut' as const),
      ...range,
    };
    let items = 0;
    for (let more = true; more; ) {
      const slice = await store.write('storage.deleteSlice', params);
      items += slice.items;
      more = slice.more;
    }
    return items;
  };

  test('a range is cut out exactly, of one entity where asked', async () => {
    const store = await openStore();
    await fill(store);
    const range = { startMs: T0 + 100_000, endMs: T0 + 200_000 };
    expect(await remove(store, { ...range, entity: 'name:c1' })).toBe(100);
    expect(await readAll(store).then((all) => all.filter(([series]) => series === 0))).toHaveLength(500);
    const left = (await readAll(store)).filter(([series]) => series === 1).map(([, second]) => second);
    expect(left).toEqual([...Array(100).keys(), ...Array.from({ length: 300 }, (_, i) => 200 + i)]);
  });

  test('retention leaves a chunk until all of it is old', async () => {
    const store = await openStore();
    await fill(store);
    expect(await remove(store, { startMs: 0, endMs: T0 + 499_000 }, true)).toBe(0);
    expect(await readAll(store)).toHaveLength(1000);
    expect(await remove(store, { startMs: 0, endMs: T0 + 500_000 }, true)).toBe(1000);
  });

  test('with its last sample a series goes, and nothing is counted any more', async () => {
    const store = await openStore();
    await fill(store);
    expect(await remove(store, { startMs: 0, endMs: T0 + 10_000_000 })).toBe(1000);
    const usage = await store.read('storage.usage', {});
    expect(usage.find(({ signal }) => signal === 'metrics')).toEqual({
      signal: 'metrics',
      items: 0,
      bytes: 0,
      oldestMs: null,
    });
    const ids = await define(store, 1);
    expect(ids.ids[0]).toBeGreaterThan(2);
  });

  test('samples still in heads are deleted too when a person asks', async () => {
    const store = await openStore();
    const ids = await define(store, 1);
    await append(
      store,
      ids,
      [1, 2, 3].map((second) => ({ series: 0, second, value: second })),
    );
    expect(await remove(store, { startMs: T0, endMs: T0 + 3000 })).toBe(2);
    expect((await readAll(store)).map(([, second]) => second)).toEqual([3]);
  });
});
