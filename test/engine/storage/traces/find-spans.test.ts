import { expect, test } from 'vitest';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import { unpackSpanIds } from '../../../../shared/model/span-ids.ts';
import { unixNano } from '../../../../shared/model/time.ts';
import { idOf, insert, openStore, span } from './span-fixtures.ts';

async function find(store: Store, query: string): Promise<number[] | null> {
  const found = await store.read('traces.findSpans', { traceId: idOf(1, 32), query });
  return found && [...found.spans];
}

async function shop(): Promise<Store> {
  const store = await openStore();
  const child = { parentSpanId: idOf(1, 16) };
  await insert(
    store,
    [
      span(1, 1, { name: 'GET /checkout' }),
      span(1, 3, { ...child, attributes: [['db.statement', 'SELECT Übergröße FROM items']] }),
      span(1, 2, { ...child, attributes: [['http.status_code', 503n]], statusMessage: 'no answer' }),
    ],
    undefined,
    'web',
  );
  const event = { name: 'cache miss', timeUnixNano: unixNano(5n), droppedAttributesCount: 0 };
  await insert(
    store,
    [span(1, 4, { ...child, events: [{ ...event, attributes: [['key', ['cart', 'c-51920']]] }] })],
    undefined,
    'cart',
  );
  return store;
}

test('places are those of the trace, whatever the order in which spans are stored', async () => {
  const store = await shop();
  const detail = await store.read('traces.detail', { traceId: idOf(1, 32) });
  const [place] = (await find(store, 'übergröße')) ?? [];
  expect(unpackSpanIds(detail!.spanIds)[place ?? -1]).toBe(idOf(3, 16));
});

test.each([
  ['checkout', 1, 'a name'],
  ['C-51920', 1, 'an attribute of an event'],
  ['503', 1, 'a number'],
  ['no answer', 1, 'a status message'],
  ['cache miss', 1, 'an event'],
  ['db.statement', 1, 'a key'],
  ['service.name', 4, 'a resource'],
  [idOf(2, 16), 1, 'an id'],
  ['nowhere', 0, 'nothing'],
])('%j finds %i by %s', async (query, count) => {
  expect(await find(await shop(), query)).toHaveLength(count);
});

test('a trace that is not stored is null', async () => {
  expect(await find(await openStore(), 'x')).toBeNull();
});
