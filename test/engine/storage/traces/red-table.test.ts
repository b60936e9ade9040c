import { expect, test } from 'vitest';
import type { Span } from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { fileSource, idOf, insert, openStore, span } from './span-fixtures.ts';

const START = 1_800_000_000_000_000_000n;
const SECOND = 1_000_000_000n;
const range = { start: START, end: START + 60n * SECOND, steps: 6 };

let nextId = 1;
/** A call that starts so many seconds after the range and takes so many milliseconds. */
const call = (second: number, ms: number, changes: Partial<Span> = {}): Span =>
  span(nextId, nextId++, {
    startTimeUnixNano: unixNano(START + BigInt(second) * SECOND),
    durationNano: durationNano(BigInt(ms) * 1_000_000n),
    ...changes,
  });

test('calls, errors and exact percentiles of each service, most calls first, with their steps', async () => {
  const store = await openStore();
  const durations = Array.from({ length: 100 }, (_, i) => i + 1);
  await insert(
    store,
    durations.map((ms) => call(ms <= 95 ? 5 : 25, ms, { statusCode: ms > 98 ? 2 : 0 })),
  );
  await insert(store, [call(59, 7), call(60, 9)], undefined, 'bank');
  const table = await store.read('traces.redTable', { by: 'service', ...range });
  expect(table.rows.map(({ service, operation }) => [service, operation])).toEqual([
    ['shop', null],
    ['bank', null],
  ]);
  expect(table.rows[0]).toMatchObject({
    ...{ calls: 100, errors: 2, p50Nano: 50e6, p95Nano: 95e6, p99Nano: 99e6 },
    callsByStep: Float64Array.of(95, 0, 5, 0, 0, 0),
    errorsByStep: Float64Array.of(0, 0, 2, 0, 0, 0),
  });
  expect(table.rows[0]?.p95ByStep).toEqual(
    Float64Array.of(91e6, Number.NaN, 100e6, Number.NaN, Number.NaN, Number.NaN),
  );
  // What starts with the end of the range belongs to its last step.
  expect(table.rows[1]).toMatchObject({ calls: 2, callsByStep: Float64Array.of(0, 0, 0, 0, 0, 2) });
  expect(table).toMatchObject({ stepMs: 10_000, total: 2, truncated: false });
  expect([...table.stepsMs].map((ms) => ms - Number(START / 1_000_000n))).toEqual([
    0, 10_000, 20_000, 30_000, 40_000, 50_000,
  ]);
});

test('operations are told apart, of one service where asked', async () => {
  const store = await openStore();
  const parentSpanId = idOf(999_999, 16);
  await insert(store, [
    call(1, 10, { name: 'GET /a' }),
    call(2, 20, { name: 'GET /a' }),
    call(3, 30, { name: 'POST /b', statusCode: 2 }),
    call(4, 40, { name: 'consume', kind: 5, parentSpanId }),
    call(5, 50, { name: 'SELECT', kind: 3, parentSpanId }),
    call(5, 50, { name: 'render', kind: 1, parentSpanId }),
  ]);
  await insert(store, [call(1, 5, { name: 'GET /a' })], undefined, 'bank');
  const rowsOf = async (service?: string) =>
    (await store.read('traces.redTable', { by: 'operation', service, ...range })).rows.map((row) => [
      row.service,
      row.operation,
      row.calls,
      row.errors,
    ]);
  expect(await rowsOf('shop')).toEqual([
    ['shop', 'GET /a', 2, 0],
    ['shop', 'POST /b', 1, 1],
    ['shop', 'consume', 1, 0],
  ]);
  expect(await rowsOf()).toHaveLength(4);
  expect(await rowsOf('nobody')).toEqual([]);
});

test('very many operations are not all sent, and that is said', async () => {
  const store = await openStore();
  await insert(
    store,
    Array.from({ length: 600 }, (_, i) => call(1, 1, { name: `GET /user/${i}` })),
  );
  const table = await store.read('traces.redTable', { by: 'operation', ...range });
  expect([table.rows.length, table.total, table.truncated]).toEqual([500, 600, true]);
});

test('a range of no length, and one that holds nothing', async () => {
  const store = await openStore();
  await insert(store, [call(0, 1)], fileSource(1));
  const at = { by: 'service' as const, start: START, end: START, steps: 3 };
  const point = await store.read('traces.redTable', at);
  expect(point.rows[0]?.callsByStep).toEqual(Float64Array.of(1, 0, 0));
  const nothing = await store.read('traces.redTable', { ...at, start: 0n, end: 5n });
  expect(nothing).toMatchObject({ rows: [], total: 0, truncated: false });
});
