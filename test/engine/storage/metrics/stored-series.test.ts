import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pino from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { labelTest } from '../../../../electron/engine/storage/metrics/label-test.ts';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { type Label, type Matcher, seriesLabels } from '../../../../shared/model/series.ts';
import { isStale, markStale } from '../../../../shared/model/stale.ts';
import { compilePattern } from '../../../../shared/promql/matcher-pattern.ts';
import { openStore } from '../../open-store.ts';

const T0 = 1_790_000_000_000;
const limits = { perName: 1000, inAll: 10_000 };

async function write(
  store: Store,
  name: string,
  labels: Label[],
  samples: [second: number, value: number | 'stale'][],
  entity: string | null = null,
) {
  const series = [{ labels: seriesLabels(name, labels), entity }];
  const { storeId, ids } = await store.write('metrics.series', { series, limits });
  const values = Float64Array.from(samples, ([, value]) => Number(value === 'stale' ? 0 : value));
  for (const [i, [, value]] of samples.entries()) if (value === 'stale') markStale(values, i);
  const timesMs = Float64Array.from(samples, ([second]) => T0 + second * 1000);
  await store.write('metrics.append', {
    storeId,
    ids: new Uint32Array(samples.length).fill(ids[0]!),
    timesMs,
    values,
  });
}

const compact = async (store: Store) => {
  while ((await store.write('metrics.compact', {})).more);
};

const eq = (name: string, value: string): Matcher => ({ name, op: '=', value });
const select = async (store: Store, matchers: Matcher[], fromSecond = 0, toSecond = 100_000) => {
  const range = { startMs: T0 + fromSecond * 1000, endMs: T0 + toSecond * 1000 };
  return store.read('promql.select', { matchers, ...range });
};
const seconds = (samples: { timesMs: Float64Array } | undefined) =>
  [...(samples?.timesMs ?? [])].map((time) => (time - T0) / 1000);

describe('matchers', () => {
  let store: Store;
  beforeAll(async () => {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
    store = await Store.open(dir, false, pino({ level: 'silent' }));
    const both: Label[] = [
      ['job', 'api'],
      ['path', '/a\nb'],
    ];
    await write(store, 'up', both, [[1, 1]]);
    await write(store, 'up', [['job', 'web']], [[1, 1]], 'name:web');
    await write(store, 'down', [['Job', 'x']], [[1, 1]]);
    return async () => {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    };
  });

  const found = async (...matchers: Matcher[]) =>
    (await select(store, matchers)).map(({ labels }) => labels.map(([, value]) => value).join(' '));

  test.each<[Matcher[], string[]]>([
    [[eq('__name__', 'up')], ['up api /a\nb', 'up web']],
    [[eq('__name__', 'up'), { name: 'job', op: '!=', value: 'api' }], ['up web']],
    [[{ name: 'job', op: '=~', value: 'a.*|w.b' }], ['up api /a\nb', 'up web']],
    [[{ name: 'job', op: '=~', value: 'ap' }], []],
    [[{ name: 'path', op: '=~', value: '/a.b' }], ['up api /a\nb']],
    [[{ name: 'path', op: '=~', value: '/a.+' }], ['up api /a\nb']],
    [
      [{ name: '__name__', op: '=~', value: 'up|down' }, eq('path', '')],
      ['up web', 'x down'],
    ],
    [[{ name: '__name__', op: '!~', value: 'up' }], ['x down']],
    [[eq('__entity__', 'name:web')], ['up web']],
  ])('%j takes %j', async (matchers, expected) => {
    expect(await found(...matchers)).toEqual(expected);
  });
});

test('a pattern that is compared without a regular expression takes what the regular expression takes', () => {
  const piece = fc.constantFrom('a', 'b', 'ab', '|', '.*', '.+', '', '-', '.', 'a?', '\n');
  const pattern = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
  const text = fc
    .array(fc.constantFrom('a', 'b', '-', '.', '\n', 'ü'), { maxLength: 6 })
    .map((t) => t.join(''));
  fc.assert(
    fc.property(pattern, text, (value, sample) => {
      const isValid = (() => {
        try {
          return compilePattern(value);
        } catch {
          return null;
        }
      })();
      fc.pre(isValid !== null);
      expect(labelTest({ name: 'l', op: '=~', value })(sample)).toBe(isValid!.test(sample));
    }),
    { numRuns: 2000 },
  );
});

describe('samples', () => {
  test('come from heads and chunks together, within the range, with its ends', async () => {
    const store = await openStore();
    await write(
      store,
      'm',
      [],
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    );
    await compact(store);
    await write(
      store,
      'm',
      [],
      [
        [4, 4],
        [5, 5],
      ],
    );
    const [series] = await select(store, [eq('__name__', 'm')], 2, 4);
    expect(seconds(series)).toEqual([2, 3, 4]);
    expect([...series!.values]).toEqual([2, 3, 4]);
    expect(await select(store, [eq('__name__', 'm')], 6, 9)).toEqual([]);
  });

  test('what is committed after a query is seen by the next, whether it is late, moved into chunks or deleted', async () => {
    const store = await openStore();
    const read = async () => seconds((await select(store, [eq('__name__', 'm')]))[0]);
    await write(store, 'm', [], [[10, 1]]);
    expect(await read()).toEqual([10]);
    await write(store, 'm', [], [[20, 2]]);
    expect(await read()).toEqual([10, 20]);
    await write(
      store,
      'm',
      [],
      [
        [5, 0],
        [30, 3],
      ],
    );
    expect(await read()).toEqual([5, 10, 20, 30]);
    await compact(store);
    expect(await read()).toEqual([5, 10, 20, 30]);
    await write(
      store,
      'm',
      [],
      [
        [40, 4],
        [1, 9],
      ],
    );
    expect(await read()).toEqual([1, 5, 10, 20, 30, 40]);
    const range = {
      signal: 'metrics' as const,
      startMs: T0 + 5_000,
      endMs: T0 + 21_000,
      crossing: 'cut' as const,
    };
    while ((await store.write('storage.deleteSlice', range)).more);
    expect(await read()).toEqual([1, 30, 40]);
  });

  test('staleness markers keep their bits on the whole way', async () => {
    const store = await openStore();
    await write(
      store,
      'm',
      [],
      [
        [1, 1],
        [2, 'stale'],
        [3, Number.NaN],
      ],
    );
    const stale = async () => {
      const [series] = await select(store, [eq('__name__', 'm')]);
      return [0, 1, 2].map((i) => isStale(series!.values, i));
    };
    expect(await stale()).toEqual([false, true, false]);
    await write(store, 'm', [], [[0, 1]]);
    await compact(store);
    await write(store, 'm', [], [[-1, 1]]);
    const [series] = await select(store, [eq('__name__', 'm')], -5);
    expect(seconds(series)).toEqual([-1, 0, 1, 2, 3]);
    expect([...series!.values.keys()].filter((i) => isStale(series!.values, i))).toEqual([3]);
  });

  test('however they were written, compacted and asked for before, the same is read', async () => {
    const step = fc.oneof(
      fc.record({ write: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 }) }),
      fc.constant({ compact: true as const }),
      fc.record({ read: fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 })) }),
    );
    const store = await openStore();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const name = `p${run++}`;
        const model = new Map<number, number>();
        for (const one of steps) {
          if ('compact' in one) await compact(store);
          else if ('write' in one) {
            await write(
              store,
              name,
              [],
              one.write.map((second, i) => [second, second * 1000 + i]),
            );
            for (const [i, second] of one.write.entries())
              if (!model.has(second)) model.set(second, second * 1000 + i);
          } else {
            const [from, to] = [Math.min(...one.read), Math.max(...one.read)];
            const [series] = await select(store, [eq('__name__', name)], from, to);
            const expected = [...model]
              .filter(([second]) => second >= from && second <= to)
              .sort(([a], [b]) => a - b);
            expect(seconds(series)).toEqual(expected.map(([second]) => second));
            expect([...(series?.values ?? [])]).toEqual(expected.map(([, value]) => value));
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
