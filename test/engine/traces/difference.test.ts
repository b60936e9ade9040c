import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../electron/engine/storage/store.ts';
import { powerOf } from '../../../electron/engine/traces/difference/attribute-tally.ts';
import { Chance } from '../../../electron/engine/traces/difference/chance.ts';
import { packSpans } from '../../../electron/engine/traces/span-packer.ts';
import type { TraceDifference } from '../../../shared/contract/trace-answers.ts';
import type { KeyValue } from '../../../shared/model/attributes.ts';
import { durationNano } from '../../../shared/model/time.ts';
import { idOf, insert, openStore, span } from '../storage/traces/span-fixtures.ts';

const everything = { start: 0n, end: 2n ** 63n - 1n, query: '' };
const SLOW = 50_000_000n;

const difference = (store: Store, selection: object = { minDurationNano: SLOW }, more: object = {}) =>
  store.read('traces.difference', { ...everything, selection: { errorsOnly: false, ...selection }, ...more });

const find = ({ attributes }: TraceDifference, key: string) => attributes.find((one) => one.key === key);

/** 40 traces of a root and a query; every fourth is slow and of the region eu, as is one of the fast ones. */
async function shop(store: Store, more: (i: number) => KeyValue[] = () => []) {
  const roots = Array.from({ length: 40 }, (_, i) => {
    const slow = i % 4 === 0;
    const region: KeyValue = ['region', slow || i === 1 ? 'eu' : 'us'];
    return span(i + 1, 1, {
      durationNano: durationNano(slow ? 80_000_000n : 10_000_000n),
      attributes: [region, ['method', 'GET'], ...more(i)],
    });
  });
  await insert(store, roots, undefined, 'web');
  const queries = Array.from({ length: 40 }, (_, i) =>
    span(i + 1, 2, {
      parentSpanId: idOf(1, 16),
      name: 'SELECT',
      kind: 3,
      durationNano: durationNano(1_000_000n),
    }),
  );
  await insert(store, queries, undefined, 'db');
}

describe('what is different about slow traces', () => {
  test('the value that they share goes first, with spans and traces counted on both sides', async () => {
    const store = await openStore();
    await shop(store);
    const found = await difference(store);
    expect(found).toMatchObject({
      insideTraces: 10,
      outsideTraces: 30,
      insideSpans: 20,
      outsideSpans: 60,
      scannedSpans: 80,
      truncated: false,
    });
    // Nothing else differs: the services, the method and the names are in every trace.
    expect(found.attributes).toHaveLength(1);
    const region = found.attributes[0]!;
    expect(region).toMatchObject({ key: 'region', from: 'span', inside: 10, outside: 30 });
    expect(region.score).toBeCloseTo(1 - 1 / 30, 12);
    expect(region.values.map(({ chance: _, range: _range, ...counts }) => counts)).toEqual([
      { value: 'eu', inside: 10, outside: 1, insideTraces: 10, outsideTraces: 1 },
      { value: 'us', inside: 0, outside: 29, insideTraces: 0, outsideTraces: 29 },
    ]);
    // All 10 of the 40 among the 11 with eu: C(11, 10) / C(40, 10).
    expect(region.values[0]!.chance).toBeCloseTo(11 / 847_660_528, 15);
    expect(region.values[1]!.chance).toBe(1);
  });

  test('a value on one span of a long trace weighs as much as one on all of them', async () => {
    const store = await openStore();
    await shop(store, (i) => (i % 4 === 0 ? [['retry', true]] : []));
    const found = await difference(store);
    expect(find(found, 'retry')).toMatchObject({ score: 1, inside: 10, outside: 0 });
    expect(find(found, 'retry')!.values[0]).toMatchObject({
      value: 'true',
      insideTraces: 10,
      outsideTraces: 0,
    });
  });

  test('ids that are new in every trace are told apart, not ranked', async () => {
    const store = await openStore();
    await shop(store, (i) => [['order', `no-${i}`]]);
    const found = await difference(store);
    expect(find(found, 'order')).toBeUndefined();
    expect(found.identifiers).toEqual([{ key: 'order', from: 'span' }]);
  });

  test('numbers of many values are compared as ranges, of few as they are', async () => {
    const store = await openStore();
    await shop(store, (i) => [
      ['items', BigInt(i % 4 === 0 ? 100 + (i % 28) : 1 + (i % 28))],
      ['code', i % 4 === 0 ? 500n : 200n],
    ]);
    const found = await difference(store);
    // Slow: 100 to 124; fast: 2 to 28.
    expect(find(found, 'items')!.values[0]).toMatchObject({
      value: '100 – 124',
      range: { from: 100, to: 124 },
      inside: 10,
      outside: 0,
    });
    expect(find(found, 'code')!.values[0]).toMatchObject({ value: '500', inside: 10, outside: 0 });
  });

  test('a difference that may be chance is counted, not told', async () => {
    const store = await openStore();
    // 5 of 10 inside and 8 of 30 outside.
    await shop(store, (i) => [['coin', (i % 4 === 0 ? i % 8 === 0 : i < 11) ? 'head' : 'tail']]);
    const found = await difference(store);
    expect(find(found, 'coin')).toBeUndefined();
    expect(found.unsure).toBe(1);
  });

  test('resources, services, operations, kinds and containers are compared too, the service’s name once', async () => {
    const store = await openStore();
    await shop(store);
    const slowOnly = Array.from({ length: 10 }, (_, i) =>
      span(i * 4 + 1, 3, { name: 'retry', kind: 4, durationNano: durationNano(1n) }),
    );
    await insert(store, slowOnly, undefined, 'queue');
    const told = (await difference(store)).attributes.map(({ from, key, score }) => [from, key, score]);
    expect(told).toEqual([
      ['field', 'kind', 1],
      ['field', 'operation', 1],
      ['field', 'service', 1],
      ['span', 'region', expect.closeTo(29 / 30)],
    ]);
  });
});

describe('the selection', () => {
  test('is by the trace’s duration with both ends, start with both ends, and errors', async () => {
    const store = await openStore();
    const spans = [10n, 20n, 30n, 40n].map((nano, i) =>
      span(i + 1, 1, { durationNano: durationNano(nano), statusCode: i === 3 ? 2 : 0 }),
    );
    await insert(store, spans);
    const inside = async (selection: object) => (await difference(store, selection)).insideTraces;
    expect(await inside({ minDurationNano: 20n, maxDurationNano: 30n })).toBe(2);
    const [, second, third] = spans.map(({ startTimeUnixNano }) => startTimeUnixNano);
    expect(await inside({ startNano: second, endNano: third })).toBe(2);
    expect(await inside({ errorsOnly: true })).toBe(1);
    expect(await inside({ errorsOnly: true, maxDurationNano: 30n })).toBe(0);
  });

  test('by errors does not tell that its traces have errors', async () => {
    const store = await openStore();
    await insert(
      store,
      Array.from({ length: 20 }, (_, i) => span(i + 1, 1, { statusCode: i < 10 ? 2 : 0 })),
    );
    expect((await difference(store, { errorsOnly: true })).attributes).toEqual([]);
    const [status] = (await difference(store, { endNano: span(10, 1).startTimeUnixNano })).attributes;
    expect(status).toMatchObject({ key: 'status', score: 1 });
  });

  test('is held against what the query finds only', async () => {
    const store = await openStore();
    await shop(store);
    const found = await difference(store, undefined, { query: 'region=eu' });
    expect([found.insideTraces, found.outsideTraces]).toEqual([10, 1]);
  });

  test('of all, or of nothing, has nothing to be held against', async () => {
    const store = await openStore();
    await shop(store);
    expect(await difference(store, { minDurationNano: 0n })).toMatchObject({
      attributes: [],
      outsideTraces: 0,
    });
    expect(await difference(store, { minDurationNano: SLOW * 1000n })).toMatchObject({
      attributes: [],
      insideTraces: 0,
    });
  });
});

test('spans that were packed answer the same as in rows, and so do those of a trace that grew since', async () => {
  const store = await openStore();
  await shop(store, (i) => [
    ['order', `no-${i}`],
    ['items', BigInt(1 + (i % 28))],
    ['@jaeger@warnings', ['odd']],
  ]);
  const more = (trace: number) => span(trace, 3, { attributes: [['late', true]] });
  const inRows = await difference(store);
  expect(await packSpans(store, { quietMs: 2e12, waitingMs: 2e12 })).toBe(1);
  expect(await difference(store)).toEqual(inRows);
  await insert(store, [more(1), more(2)], undefined, 'web');
  expect(await difference(store)).toMatchObject({ scannedSpans: 82, insideSpans: 21, outsideSpans: 61 });
});

test('of too many spans an even choice of traces is looked at, and it says so', async () => {
  const store = await openStore();
  await insert(
    store,
    Array.from({ length: 400 }, (_, i) =>
      span(i + 1, 1, { attributes: [['half', i < 200 ? 'old' : 'new']] }),
    ),
  );
  const found = await difference(store, { startNano: span(201, 1).startTimeUnixNano }, { mostSpans: 100 });
  expect(found).toMatchObject({ truncated: true, insideTraces: 50, outsideTraces: 50 });
  expect(find(found, 'half')!.values[0]).toMatchObject({ value: 'new', insideTraces: 50, outsideTraces: 0 });
});

test('an attribute of very many values counts those met first exactly', async () => {
  const store = await openStore();
  const path = (i: number) => (i % 2 === 0 ? '/popular' : `/page/${i}`);
  await insert(
    store,
    Array.from({ length: 5_000 }, (_, i) =>
      span(i + 1, 1, {
        durationNano: durationNano(i % 2 === 0 ? SLOW : 1n),
        attributes: [['path', path(i)]],
      }),
    ),
  );
  const found = await difference(store);
  expect(find(found, 'path')!.values[0]).toMatchObject({ value: '/popular', inside: 2_500, outside: 0 });
});

describe('chance', () => {
  test('is Fisher’s for the lady who told 4 of 4 cups, and 3 of 4', () => {
    const tea = new Chance(8);
    expect(tea.atLeast(4, 4, 4, 8)).toBeCloseTo(1 / 70, 12);
    expect(tea.atLeast(3, 4, 4, 8)).toBeCloseTo(17 / 70, 12);
    expect(tea.atLeast(0, 4, 4, 8)).toBeCloseTo(1, 12);
  });

  test('is a probability that falls with every further hit', () => {
    const counts = fc
      .record({ all: fc.integer({ min: 1, max: 300 }), a: fc.nat(300), b: fc.nat(300) })
      .map(({ all, a, b }) => ({ all, chosen: a % (all + 1), marked: b % (all + 1) }));
    fc.assert(
      fc.property(counts, ({ all, chosen, marked }) => {
        const test = new Chance(all);
        let before = 1 + 1e-9;
        for (let hits = Math.max(0, chosen + marked - all); hits <= Math.min(chosen, marked); hits++) {
          const now = test.atLeast(hits, chosen, marked, all);
          expect(now).toBeGreaterThanOrEqual(0);
          expect(now).toBeLessThanOrEqual(before + 1e-9);
          before = now;
        }
      }),
    );
  });
});

test.each([
  [[1, 1.5], true],
  [[64, 127], true],
  [[127, 128], false],
  [[0.26, 0.49], true],
  [[-5, 5], false],
  [[-5, -7], true],
  [[0, 0.001], false],
])('%j lie in one range: %s', ([a, b], together) => {
  expect(powerOf(a!) === powerOf(b!)).toBe(together);
});
