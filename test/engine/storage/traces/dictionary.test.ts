import { expect, test } from 'vitest';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import {
  entryKinds,
  MOST_OPERATIONS_A_SERVICE,
} from '../../../../electron/engine/storage/traces/dictionary.ts';
import { collectDictionaries } from '../../../../electron/engine/traces/dictionary-collector.ts';
import { idOf, insert, openStore, packAll, span } from './span-fixtures.ts';

const range = { start: 0n, end: 2n ** 62n, order: 'newest' as const, limit: 5000 };
const drop = (store: Store, startMs: number, endMs: number) =>
  store.write('storage.deleteSlice', { signal: 'traces', startMs, endMs });

/** Milliseconds of the start of the trace; traces are a second apart. */
const at = (trace: number) => Number(span(trace, 1).startTimeUnixNano / 1_000_000n);

test.each([false, true])('what no span uses goes, what any uses stays (packed: %s)', async (packed) => {
  const store = await openStore();
  await insert(store, [span(1, 1, { name: 'old 1' }), span(1, 2, { name: 'shared' })], undefined, 'old');
  await insert(store, [span(2, 1, { name: 'new' }), span(2, 2, { name: 'shared' })]);
  await insert(store, [span(3, 1, { name: 'last' })], undefined, 'last');
  if (packed) await packAll(store);
  expect(await collectDictionaries(store)).toBe(0);
  await drop(store, 0, at(2));
  // Its two names (the span's and the service's), its two operations, its resource.
  expect(await collectDictionaries(store)).toBe(5);
  expect(await collectDictionaries(store)).toBe(0);
  const detail = await store.read('traces.detail', { traceId: idOf(2, 32) });
  expect(detail).toMatchObject({ names: ['new', 'shared'], services: ['shop'] });
  expect((await store.read('traces.services', {})).map(({ service }) => service)).toEqual(['last', 'shop']);
  // What was collected comes back as new when it is sent again.
  await insert(store, [span(4, 1, { name: 'old 1' })], undefined, 'old');
  expect(
    (await store.read('traces.search', { ...range, query: 'service:old operation:"old 1"' })).traces,
  ).toHaveLength(1);
});

test('what comes into use while it is looked for stays', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1, { name: 'back again' })], undefined, 'old');
  await insert(store, [span(2, 1, { name: 'newest' })]);
  await drop(store, 0, at(2));
  await store.write('traces.collectBegin', {});
  const unused = await store.read('traces.unusedEntries', {});
  expect(unused.names).toHaveLength(2);
  await insert(store, [span(3, 1, { name: 'back again' })], undefined, 'old');
  // Of the name, the service, the operation and the resource nothing may go.
  for (const kind of entryKinds) {
    expect(await store.write('traces.deleteUnused', { kind, ids: unused[kind] })).toBe(0);
  }
  await store.write('traces.collectEnd', {});
  expect(await store.read('traces.detail', { traceId: idOf(3, 32) })).toMatchObject({
    names: ['back again'],
    services: ['old'],
  });
});

test('a service with ids in its span names is listed up to a bound, and every name is still found', async () => {
  const store = await openStore();
  const names = Array.from({ length: MOST_OPERATIONS_A_SERVICE + 20 }, (_, i) =>
    span(i + 1, 1, { name: `GET /user/${i}` }),
  );
  await insert(store, names);
  const last = MOST_OPERATIONS_A_SERVICE + 19;
  const found = async () =>
    (await store.read('traces.search', { ...range, query: `operation:"GET /user/${last}"` })).traces.length;
  expect(await found()).toBe(1);
  await packAll(store);
  expect(await found()).toBe(1);
  await drop(store, 0, at(100));
  // Each a name and an operation: those that are listed no more give room to others.
  expect(await collectDictionaries(store)).toBe(2 * 99);
  expect(await found()).toBe(1);
});
