import { describe, expect, test } from 'vitest';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import type { SearchTraces } from '../../../../electron/engine/storage/traces/search.ts';
import type { KeyValue } from '../../../../shared/model/attributes.ts';
import { unpackSpanIds } from '../../../../shared/model/span-ids.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { fileSource, idOf, insert, openStore, span } from './span-fixtures.ts';

const everything = { start: 0n, end: 2n ** 64n, query: '', order: 'newest' as const, limit: 100 };
const numberOf = (traceId: string) => Number.parseInt(traceId, 16);

async function search(store: Store, changes: Partial<SearchTraces> = {}): Promise<number[]> {
  const { traces } = await store.read('traces.search', { ...everything, ...changes });
  return traces.map(({ traceId }) => numberOf(traceId));
}

const lasting = (ns: bigint) => ({ durationNano: durationNano(ns) });

describe('a summary', () => {
  test('says what the list shows, over all spans of the trace and several batches', async () => {
    const store = await openStore();
    const child = { parentSpanId: idOf(1, 16), name: 'SELECT', kind: 3 as const, statusCode: 2 as const };
    await insert(store, [span(1, 2, { ...child, ...lasting(9_000_000n) })], undefined, 'db');
    await insert(store, [span(1, 1, { name: 'GET /', ...lasting(5_000_000n) })], undefined, 'web');
    const { traces } = await store.read('traces.search', everything);
    expect(traces).toEqual([
      {
        traceId: idOf(1, 32),
        rootService: 'web',
        rootName: 'GET /',
        startTimeUnixNano: span(1, 1).startTimeUnixNano,
        durationNano: 9_000_001n,
        spanCount: 2,
        serviceCount: 2,
        services: ['web', 'db'],
        errorCount: 1,
        pinned: false,
      },
    ]);
  });

  test('names the earliest span where none is without a parent', async () => {
    const store = await openStore();
    const parentSpanId = idOf(99, 16);
    await insert(store, [
      span(1, 5, { name: 'late', parentSpanId }),
      span(1, 2, { name: 'early', parentSpanId }),
    ]);
    const { traces } = await store.read('traces.search', everything);
    expect(traces[0]?.rootName).toBe('early');
  });
});

describe('a search', () => {
  test('is by service, operation, both on one span, duration and error', async () => {
    const store = await openStore();
    await insert(store, [
      span(1, 1, { name: 'a', ...lasting(10n) }),
      span(2, 1, { name: 'b', ...lasting(20n) }),
    ]);
    await insert(store, [span(3, 1, { name: 'a', ...lasting(30n), statusCode: 2 })], undefined, 'bank');
    expect(await search(store)).toEqual([3, 2, 1]);
    expect(await search(store, { query: 'service:shop' })).toEqual([2, 1]);
    expect(await search(store, { query: 'operation:a' })).toEqual([3, 1]);
    expect(await search(store, { query: 'service:shop operation:a' })).toEqual([1]);
    expect(await search(store, { query: 'service:bank operation:b' })).toEqual([]);
    expect(await search(store, { query: 'service:nobody' })).toEqual([]);
    expect(await search(store, { query: 'duration>=20ns duration<=29ns' })).toEqual([2]);
    expect(await search(store, { query: 'status:error' })).toEqual([3]);
    expect(await search(store, { order: 'longest' })).toEqual([3, 2, 1]);
  });

  test('is by the time of the start, both ends included', async () => {
    const store = await openStore();
    await insert(
      store,
      [1, 2, 3].map((trace) => span(trace, 1)),
    );
    const [start, end] = [span(1, 1).startTimeUnixNano, span(2, 1).startTimeUnixNano];
    expect(await search(store, { start, end })).toEqual([2, 1]);
    expect(await search(store, { start: start + 1n, end })).toEqual([2]);
    expect(await search(store, { start: start + 1n, end, query: 'service:shop' })).toEqual([2]);
  });

  test('by attributes wants all of them on one span or its resource', async () => {
    const store = await openStore();
    const both: KeyValue[] = [
      ['db', 'pg'],
      ['rows', 5n],
    ];
    await insert(store, [span(1, 1, { attributes: both })]);
    await insert(store, [span(2, 1, { attributes: [both[0]!] }), span(2, 2, { attributes: [both[1]!] })]);
    const attributes = (...pairs: [string, string][]) =>
      search(store, { query: pairs.map(([key, value]) => `${key}:${value}`).join(' ') });
    expect(await attributes(['db', 'pg'])).toEqual([2, 1]);
    expect(await attributes(['db', 'pg'], ['rows', '5'])).toEqual([1]);
    expect(await attributes(['rows', '5'], ['service.name', 'shop'])).toEqual([2, 1]);
    expect(await attributes(['rows', '6'])).toEqual([]);
    expect(await attributes(['service.name', 'bank'])).toEqual([]);
  });

  test('finds a key such as __proto__ and a value of any characters', async () => {
    const store = await openStore();
    await insert(store, [span(1, 1, { attributes: [['__proto__', 'é\u0000"']] })]);
    expect(await search(store, { query: '__proto__:"é\u0000\\""' })).toEqual([1]);
  });

  test('by an operation still works for a trace with too many to list', async () => {
    const store = await openStore();
    const spans = Array.from({ length: 1100 }, (_, i) => span(1, i + 1, { name: `op ${i}` }));
    await insert(store, spans);
    expect(await search(store, { query: 'operation:"op 1099"' })).toEqual([1]);
    expect(await search(store, { query: 'service:shop operation:"op 1099"' })).toEqual([1]);
  });

  test.each(['newest', 'longest'] as const)('in pages, %s first, shows every trace once', async (order) => {
    const store = await openStore();
    const start = { startTimeUnixNano: unixNano(1_800_000_000_000_000_000n) };
    // Many share their start or duration, so the page ends in the middle of equals.
    const spans = Array.from({ length: 25 }, (_, i) =>
      span(i + 1, 1, { ...(i % 2 ? start : {}), ...lasting(BigInt(i % 3)) }),
    );
    await insert(store, spans);
    const seen: number[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await store.read('traces.search', {
        ...everything,
        order,
        limit: 4,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.traces.map(({ traceId }) => numberOf(traceId)));
      cursor = page.cursor;
    } while (cursor);
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  });

  test('over thousands of traces goes chunk by chunk and misses none', async () => {
    const store = await openStore();
    const spans = Array.from({ length: 5000 }, (_, i) => span(i + 1, 1, { statusCode: i === 7 ? 2 : 0 }));
    await insert(store, spans);
    expect(await search(store, { query: 'status:error' })).toEqual([8]);
    expect(await search(store, { limit: 5000 })).toHaveLength(5000);
    expect(await search(store, { limit: 5000, query: 'service:shop' })).toHaveLength(5000);
  });

  test('of an opened file is not bound to the time range', async () => {
    const store = await openStore();
    await insert(store, [span(1, 1), span(2, 1)], fileSource(7));
    await insert(store, [span(3, 1)]);
    expect(await search(store, { fileId: 7, end: 5n })).toEqual([2, 1]);
    expect(await search(store, { fileId: 8 })).toEqual([]);
  });
});

test('points are the matching traces as columns', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1), span(2, 1, { statusCode: 2, name: 'b' })]);
  const points = await store.read('traces.points', { ...everything, limit: 10 });
  expect(points.traceIds.map(numberOf)).toEqual([2, 1]);
  expect([...points.errorCounts]).toEqual([1, 0]);
  expect(points.roots[points.root[0]!]).toEqual({ service: 'shop', name: 'b' });
  expect(points.truncated).toBe(false);
  expect((await store.read('traces.points', { ...everything, limit: 1 })).truncated).toBe(true);
});

test('services are listed with their operations, and go with their last trace', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1, { name: 'b' }), span(1, 2, { name: 'a' })]);
  await insert(store, [span(2, 1)], fileSource(7), 'bank');
  expect(await store.read('traces.services', {})).toEqual([
    { service: 'bank', operations: ['GET /cart'] },
    { service: 'shop', operations: ['a', 'b'] },
  ]);
  await store.write('spans.removeFile', { fileId: 7, traces: 10 });
  expect((await store.read('traces.services', {})).map(({ service }) => service)).toEqual(['shop']);
});

test('rate, errors and durations count server, consumer and root spans', async () => {
  const store = await openStore();
  const parentSpanId = idOf(1, 16);
  const spans = Array.from({ length: 100 }, (_, i) => span(1, i + 1, lasting(BigInt(i + 1))));
  spans.push(span(1, 500, { parentSpanId, kind: 3, ...lasting(10_000n) }));
  spans.push(span(1, 501, { kind: 3, statusCode: 2, ...lasting(10_000n) }));
  await insert(store, spans);
  expect(await store.read('traces.red', { start: 0n, end: 2n ** 62n })).toEqual([
    { service: 'shop', calls: 101, errors: 1, p50Nano: 51, p95Nano: 96, p99Nano: 100 },
  ]);
  expect(await store.read('traces.red', { start: 0n, end: 5n })).toEqual([]);
});

describe('a trace', () => {
  test('is columns in start order with resolved parents', async () => {
    const store = await openStore();
    await insert(store, [
      span(1, 3, { parentSpanId: idOf(2, 16), name: 'leaf', statusCode: 2 }),
      span(1, 1, { name: 'root' }),
      span(1, 2, { parentSpanId: idOf(1, 16) }),
      span(1, 4, { parentSpanId: idOf(9, 16) }),
    ]);
    const detail = await store.read('traces.detail', { traceId: idOf(1, 32) });
    expect(unpackSpanIds(detail!.spanIds).map(numberOf)).toEqual([1, 2, 3, 4]);
    expect([...(detail?.parent ?? [])]).toEqual([-1, 0, 1, -1]);
    expect([...(detail?.missingParent ?? [])]).toEqual([0, 0, 0, 1]);
    expect([...(detail?.startNano ?? [])]).toEqual([0, 1, 2, 3]);
    expect(detail?.names[detail.name[2]!]).toBe('leaf');
    expect(detail?.warnings).toEqual(['1 span with a parent that is not in this trace']);
    expect(detail?.sources).toEqual(['otlp-http']);
  });

  test('that is not stored is null', async () => {
    const store = await openStore();
    expect(await store.read('traces.detail', { traceId: idOf(1, 32) })).toBeNull();
  });

  test('of more spans than a slice is whole', async () => {
    const store = await openStore();
    const spans = Array.from({ length: 12_000 }, (_, i) => span(1, i + 1));
    await insert(store, spans);
    const detail = await store.read('traces.detail', { traceId: idOf(1, 32) });
    expect(new Set(unpackSpanIds(detail!.spanIds)).size).toBe(12_000);
    const groups = await store.read('traces.spans', { traceId: idOf(1, 32) });
    expect(groups?.[0]?.spans).toEqual(spans);
  });

  test('tells its containers, the busiest first, and a span its own', async () => {
    const store = await openStore();
    const { SpanBatchBuilder } = await import(
      '../../../../electron/engine/formats/spans/span-batch-builder.ts'
    );
    const builder = new SpanBatchBuilder();
    const scope = { name: 'lib', version: '1', attributes: [] };
    const tie = (name: string) => ({ entity: `name:${name}`, name, by: 'host.name' as const });
    const child = { parentSpanId: idOf(1, 16), ...lasting(4_000_000n) };
    builder.add({ attributes: [['a', 'x']] }, scope, span(1, 1), tie('web'));
    builder.add({ attributes: [['a', 'x']] }, scope, span(1, 2, child), tie('db'));
    const batch = builder.finish();
    await store.write('spans.insert', { batch, source: { kind: 'receiver', name: 'otlp-http' }, nowMs: 1 });
    const detail = await store.read('traces.detail', { traceId: idOf(1, 32) });
    expect(detail?.containers.map(({ name }) => name)).toEqual(['db', 'web']);
    const found = await store.read('traces.span', { traceId: idOf(1, 32), index: 1 });
    expect(found).toEqual({
      span: span(1, 2, child),
      service: 'unknown_service',
      resource: [['a', 'x']],
      scope,
      source: 'otlp-http',
      container: tie('db'),
    });
  });

  test('has its spans found by place, and by id when it grew since', async () => {
    const store = await openStore();
    const traceId = idOf(1, 32);
    await insert(store, [span(1, 2), span(1, 3)]);
    await insert(store, [span(1, 1)]);
    const at = async (index: number, spanId?: string) =>
      (await store.read('traces.span', { traceId, index, spanId }))?.span.spanId;
    expect(await at(0)).toBe(idOf(1, 16));
    expect(await at(0, idOf(2, 16))).toBe(idOf(2, 16));
    expect(await at(99)).toBeUndefined();
  });
});
