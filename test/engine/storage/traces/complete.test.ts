import { describe, expect, test } from 'vitest';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import { countTraces } from '../../../../electron/engine/traces/count-traces.ts';
import type { KeyValue } from '../../../../shared/model/attributes.ts';
import { insert, openStore, packAll, span } from './span-fixtures.ts';

const range = { start: 0n, end: 2n ** 62n };
const attributes = (...pairs: KeyValue[]) => ({ attributes: pairs });

async function filled(packed: boolean): Promise<Store> {
  const store = await openStore();
  await insert(store, [
    span(1, 1, attributes(['http.route', '/cart'], ['http.method', 'GET'])),
    span(2, 1, attributes(['http.route', '/orders list'], ['http.method', 'POST'])),
    span(3, 1, attributes(['http.route', '/cart'], ['service', 'odd'])),
  ]);
  if (packed) await packAll(store);
  await insert(store, [span(1, 2, { name: 'SELECT', statusCode: 2 })], undefined, 'db two');
  return store;
}

describe.each([false, true])('packed: %s', (packed) => {
  const at = async (store: Store, marked: string) => {
    const position = marked.indexOf('|');
    const query = marked.replace('|', '');
    const found = await store.read('traces.complete', { ...range, query, position, limit: 50 });
    return { ...found, texts: found.candidates.map(({ text, count }) => `${text} ${count}`) };
  };

  test('keys and values are offered with how many spans have them, the frequent ones first', async () => {
    const store = await filled(packed);
    expect((await at(store, 'http.|')).texts).toEqual(['http.route: 3', 'http.method: 2']);
    expect(await at(store, 'http.route:|')).toMatchObject({
      texts: ['/cart 2', '"/orders list" 1'],
      from: 11,
      to: 11,
      spans: 4,
      sampled: false,
    });
    expect((await at(store, 'http.route:ord|')).texts).toEqual(['"/orders list" 1']);
    expect((await at(store, 'has:|')).texts).toContain('http.method 2');
    expect((await at(store, 'service:|')).texts).toEqual(['shop 3', '"db two" 1']);
    expect((await at(store, 'operation:S|')).texts).toEqual(['SELECT 1']);
    expect((await at(store, 'resource.service.name:|')).texts).toEqual(['shop 3', '"db two" 1']);
  });

  test('the rest of the query says which spans count', async () => {
    const store = await filled(packed);
    expect((await at(store, 'http.method:POST http.route:|')).texts).toEqual(['"/orders list" 1']);
    expect((await at(store, 'http.route:| status:error')).texts).toEqual([]);
    expect((await at(store, 'duration>broken http.method:|')).texts).toEqual(['GET 1', 'POST 1']);
  });

  test('words of the language come first, and an attribute named like one is told from it', async () => {
    const store = await filled(packed);
    expect((await at(store, 'ser|')).texts).toEqual([
      'service: null',
      'service.name: 4',
      'service:shop 3',
      '"service": 1',
      'service:"db two" 1',
    ]);
    expect((await at(store, 'status:|')).texts).toEqual(['unset null', 'ok null', 'error null']);
    expect((await at(store, 'dur|')).texts).toEqual(['duration> null']);
    expect((await at(store, 'sel|')).texts).toEqual(['operation:SELECT 1']);
  });

  test('traces, spans and errors are counted exactly', async () => {
    const store = await filled(packed);
    const count = async (query: string) => {
      const { signal } = new AbortController();
      const { traces, spans, errors } = await countTraces(store, { ...range, query }, signal);
      return [traces, spans, errors];
    };
    expect(await count('')).toEqual([3, 4, 1]);
    expect(await count('service:shop')).toEqual([3, 3, 0]);
    expect(await count('status:error')).toEqual([1, 1, 1]);
    expect(await count('http.route:/cart')).toEqual([2, 2, 0]);
    expect(await count('http.route:/cart or service:"db two"')).toEqual([2, 3, 1]);
    expect(await count('trace.errors>0')).toEqual([1, 2, 1]);
    expect(await count('nothing:here')).toEqual([0, 0, 0]);
  });
});

test('what comes in time slices adds up to the same, for pages as for counts', async () => {
  const store = await openStore();
  const numbers = Array.from({ length: 9000 }, (_, i) => i + 1);
  for (const part of [numbers.slice(0, 4500), numbers.slice(4500, 8000), numbers.slice(8000)]) {
    await insert(
      store,
      part.map((i) => span(i, 1, attributes(['mod', BigInt(i % 7)]))),
    );
    if (part.length > 2000) await packAll(store);
  }
  const found: string[] = [];
  let pages = 0;
  let scanned = 0;
  let cursor: string | null = null;
  do {
    const page: { traces: { traceId: string }[]; cursor: string | null; scannedTraces: number } =
      await store.read('traces.search', {
        ...range,
        query: 'mod:3',
        order: 'newest',
        limit: 400,
        budgetMs: 0,
        ...(cursor ? { cursor } : {}),
      });
    found.push(...page.traces.map(({ traceId }) => traceId));
    scanned += page.scannedTraces;
    cursor = page.cursor;
    pages++;
  } while (cursor);
  const expected = numbers.filter((i) => i % 7 === 3).reverse();
  expect(found.map((id) => Number(`0x${id}`))).toEqual(expected);
  expect(pages).toBeGreaterThan(3);
  expect(scanned).toBeGreaterThanOrEqual(9000);
  let counted = 0;
  let at: string | null = null;
  do {
    const part: { traces: number; cursor: string | null } = await store.read('traces.count', {
      ...range,
      query: 'mod:3',
      budgetMs: 0,
      ...(at ? { cursor: at } : {}),
    });
    counted += part.traces;
    at = part.cursor;
  } while (at);
  expect(counted).toBe(expected.length);
});
