import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import type { AttributeValue, KeyValue } from '../../../../shared/model/attributes.ts';
import type { Span } from '../../../../shared/model/span.ts';
import { unpackSpanIds } from '../../../../shared/model/span-ids.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { fileSource, idOf, insert, openStore, packAll, span } from './span-fixtures.ts';

const all = { start: -(2n ** 62n), end: 2n ** 63n - 1n, query: '', order: 'newest' as const, limit: 5000 };

async function idsOf(store: Store, traceId: string): Promise<string[]> {
  const detail = await store.read('traces.detail', { traceId });
  return detail ? unpackSpanIds(detail.spanIds) : [];
}

/** All that can be asked of each stored trace. */
async function everything(store: Store, traceIds: string[]) {
  const read = async (traceId: string) => {
    const detail = await store.read('traces.detail', { traceId });
    const places = (detail ? unpackSpanIds(detail.spanIds) : []).map((spanId, index) => ({
      traceId,
      index,
      spanId,
    }));
    const spans = await Promise.all(places.map((place) => store.read('traces.span', place)));
    const groups = await store.read('traces.spans', { traceId });
    return {
      detail,
      spans,
      groups: new Set(
        groups?.map(({ resource, scope, spans: of }) => ({ resource, scope, of: new Set(of) })),
      ),
    };
  };
  return Promise.all(traceIds.map(read));
}

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 8 }),
  fc.array(fc.oneof(fc.string(), fc.bigInt({ min: 0n, max: 9n })), { maxLength: 3 }),
);
const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'db.system', 'http.route', ''));
const attributes = fc.array(fc.tuple(key, value) as fc.Arbitrary<KeyValue>, { maxLength: 6 });
const time = fc.bigInt({ min: 0n, max: 2n ** 62n });

const spans: fc.Arbitrary<Span[]> = fc.array(
  fc
    .record({
      trace: fc.integer({ min: 1, max: 4 }),
      id: fc.integer({ min: 1, max: 30 }),
      parent: fc.integer({ min: 0, max: 40 }),
      changes: fc.record({
        name: fc.string(),
        kind: fc.constantFrom(0, 1, 2, 3, 4, 5) as fc.Arbitrary<2>,
        statusCode: fc.constantFrom(0, 1, 2) as fc.Arbitrary<2>,
        statusMessage: fc.string(),
        traceState: fc.constantFrom('', 'a=b'),
        startTimeUnixNano: time.map(unixNano),
        durationNano: time.map(durationNano),
        attributes,
        events: fc.array(
          fc.record({
            timeUnixNano: time.map(unixNano),
            name: fc.string(),
            attributes,
            droppedAttributesCount: fc.nat(3),
          }),
          { maxLength: 3 },
        ),
        links: fc.array(
          fc.record({
            traceId: fc.constant(idOf(7, 32)),
            spanId: fc.constant(idOf(8, 16)),
            traceState: fc.string(),
            attributes,
          }),
          { maxLength: 2 },
        ),
        droppedAttributesCount: fc.nat(3),
        droppedEventsCount: fc.nat(3),
        droppedLinksCount: fc.nat(3),
      }),
    })
    .map(({ trace, id, parent, changes }) =>
      span(trace, id, { ...changes, parentSpanId: parent === 0 ? '' : idOf(parent, 16) }),
    ),
  { minLength: 1, maxLength: 25 },
);

test('whatever is packed reads as it did before, in any number of goes', async () => {
  const [rows, packed] = [await openStore(), await openStore()];
  let run = 0;
  await fc.assert(
    fc.asyncProperty(spans, spans, async (...given) => {
      // Every run has traces of its own.
      run++;
      const [first, second] = given.map((list) =>
        list.map((one) => ({ ...one, traceId: `${idOf(run, 8)}${one.traceId.slice(8)}` })),
      );
      if (!first || !second) return;
      await insert(rows, first);
      await insert(rows, second, undefined, 'other');
      await insert(packed, first);
      expect(await packAll(packed)).toBe(1);
      await insert(packed, second, undefined, 'other');
      const ids = [...new Set([...first, ...second].map(({ traceId }) => traceId))];
      const expected = await everything(rows, ids);
      expect(await everything(packed, ids)).toEqual(expected);
      await packAll(packed);
      expect(await everything(packed, ids)).toEqual(expected);
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 60_000);

describe('a packed trace', () => {
  test('knows its spans when they come again', async () => {
    const store = await openStore();
    const both = [span(1, 1), span(1, 2, { attributes: [['a', 'b']] })];
    await insert(store, both);
    await packAll(store);
    expect(await insert(store, [...both, span(1, 3)])).toMatchObject({ stored: 1, duplicates: 2 });
    // Another kind, service or start is another span, as in rows.
    expect(await insert(store, [span(1, 1, { kind: 3 })])).toMatchObject({ stored: 1 });
    expect(await insert(store, [span(1, 1)], undefined, 'bank')).toMatchObject({ stored: 1 });
    expect(await idsOf(store, idOf(1, 32))).toHaveLength(5);
  });

  test('tells of an opened file which of its spans say something else', async () => {
    const store = await openStore();
    await insert(store, [span(1, 1, { attributes: [['a', 'b']] }), span(1, 2), span(1, 3)]);
    await packAll(store);
    const again = [
      span(1, 1, { attributes: [['a', 'b']] }),
      span(1, 2, { attributes: [['a', 'c']] }),
      span(1, 3, { name: 'other' }),
    ];
    expect(await insert(store, again, fileSource(3))).toMatchObject({
      stored: 0,
      duplicates: 3,
      different: 2,
    });
    expect((await store.read('traces.detail', { traceId: idOf(1, 32) }))?.sources).toEqual([
      'otlp-http',
      'file-3.json',
    ]);
  });

  test('with an earlier span coming late is found by its new start', async () => {
    const store = await openStore();
    await insert(store, [span(5, 1, { attributes: [['late', 'yes']] })]);
    await packAll(store);
    const early = span(1, 1).startTimeUnixNano;
    await insert(store, [span(5, 9, { startTimeUnixNano: early })]);
    const search = (query: string, end: bigint) => store.read('traces.search', { ...all, query, end });
    expect((await search('late:yes', early)).traces).toHaveLength(1);
    expect((await search('late:yes', early - 1n)).traces).toHaveLength(0);
  });

  test('gives a file its spans back when the file is removed', async () => {
    const store = await openStore();
    await insert(store, [span(1, 1), span(1, 2)], fileSource(3));
    await insert(store, [span(1, 2), span(1, 3)]);
    await insert(store, [span(2, 1), span(2, 2)], fileSource(3));
    await packAll(store);
    let done = false;
    let removed = 0;
    while (!done) {
      const step = await store.write('spans.removeFile', { fileId: 3, traces: 1 });
      done = step.done;
      removed += step.spans;
    }
    expect(removed).toBe(3);
    const { traces } = await store.read('traces.search', all);
    expect(traces.map(({ spanCount }) => spanCount)).toEqual([2]);
    expect(await idsOf(store, idOf(1, 32))).toEqual([idOf(2, 16), idOf(3, 16)]);
  });

  test('is deleted whole, its block with its last trace', async () => {
    const store = await openStore();
    await insert(store, [span(1, 1), span(1, 2), span(2, 1)]);
    await packAll(store);
    const drop = async (startMs: number, endMs: number) => {
      const range = { startMs, endMs, crossing: 'keep' as const };
      return store.write('storage.deleteSlice', { signal: 'traces', ...range });
    };
    await store.write('traces.pin', { traceId: idOf(2, 32), pinned: true });
    expect(await drop(0, 2e15)).toMatchObject({ items: 2 });
    expect((await store.read('traces.search', all)).traces).toHaveLength(1);
    expect(await store.read('spans.blocks', {})).toMatchObject({ blocks: 1, spans: 3 });
    await store.write('traces.pin', { traceId: idOf(2, 32), pinned: false });
    expect(await drop(0, 2e15)).toMatchObject({ items: 1, bytes: 0 });
    expect(await store.read('spans.blocks', {})).toMatchObject({ blocks: 0, spans: 0 });
    // Its number is not used again for another trace while anything may name it.
    await insert(store, [span(3, 1)]);
    expect((await store.read('traces.search', { ...all, query: 'root:true' })).traces).toHaveLength(1);
  });

  test('larger than a block is packed in several and read whole', async () => {
    const store = await openStore();
    const many = Array.from({ length: 9000 }, (_, i) =>
      span(1, i + 1, {
        parentSpanId: i === 0 ? '' : idOf(Math.floor(i / 8) + 1, 16),
        attributes: [['n', BigInt(i)]],
      }),
    );
    await insert(store, many);
    const before = await store.read('traces.detail', { traceId: idOf(1, 32) });
    expect(await packAll(store)).toBe(3);
    expect(await store.read('traces.detail', { traceId: idOf(1, 32) })).toEqual(before);
    expect((await store.read('traces.search', { ...all, query: 'n:8999' })).traces).toHaveLength(1);
    expect((await store.read('traces.search', { ...all, query: 'n:9000' })).traces).toHaveLength(0);
    // Deleted piece by piece, as one that is not packed.
    const range = { startMs: 0, endMs: 2e15, crossing: 'keep' as const };
    let slice = await store.write('storage.deleteSlice', { signal: 'traces', ...range });
    for (let i = 0; slice.more && i < 20; i++) {
      slice = await store.write('storage.deleteSlice', { signal: 'traces', ...range });
    }
    expect(slice).toMatchObject({ more: false, bytes: 0 });
  });

  test('keeps the rates of its service', async () => {
    const store = await openStore();
    const lasting = (ms: number) => ({ durationNano: durationNano(BigInt(ms) * 1_000_000n) });
    await insert(store, [span(1, 1, lasting(10)), span(1, 2, { ...lasting(20), statusCode: 2 })]);
    await insert(store, [span(2, 1, lasting(30)), span(2, 2, { kind: 3, parentSpanId: idOf(1, 16) })]);
    const range = { start: span(1, 1).startTimeUnixNano, end: span(1, 2).startTimeUnixNano };
    const before = [await store.read('traces.red', all), await store.read('traces.red', range)];
    expect(before[0]).toMatchObject([{ calls: 3, errors: 1 }]);
    await packAll(store);
    expect([await store.read('traces.red', all), await store.read('traces.red', range)]).toEqual(before);
  });
});

test('rows that changed since they were read for packing stay rows', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1)]);
  const times = { quietSinceMs: Number.MAX_SAFE_INTEGER, waitingSinceMs: Number.MAX_SAFE_INTEGER };
  const read = await store.read('spans.pack', times);
  await insert(store, [span(1, 2)]);
  expect(read && (await store.write('spans.pack', read))).toBe(false);
  expect(await store.read('spans.blocks', {})).toMatchObject({ blocks: 0, spans: 0 });
  expect(await idsOf(store, idOf(1, 32))).toHaveLength(2);
});

test('a trace that may still get spans is not packed, nor a handful that fills no block', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1)]);
  const arrived = 1_800_000_000_000;
  const pack = (quietSinceMs: number, waitingSinceMs: number) =>
    store.read('spans.pack', { quietSinceMs, waitingSinceMs });
  expect(await pack(arrived, arrived)).toBeNull();
  expect(await pack(arrived + 1, arrived)).toBeNull();
  expect(await pack(arrived + 1, arrived + 1)).toMatchObject({ block: { spans: 1 } });
});
