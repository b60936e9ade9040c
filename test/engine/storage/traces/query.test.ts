import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../../../electron/engine/storage/store.ts';
import type { KeyValue } from '../../../../shared/model/attributes.ts';
import type { Span } from '../../../../shared/model/span.ts';
import { durationNano } from '../../../../shared/model/time.ts';
import { idOf, insert, openStore, packAll, span } from './span-fixtures.ts';

let store: Store;
let packed: Store;
let mixed: Store;

const ms = (count: number) => durationNano(BigInt(count) * 1_000_000n);
const child = (trace: number, id: number, changes: Partial<Span>) =>
  span(trace, id, { parentSpanId: idOf(1, 16), kind: 3, ...changes });
const attributes = (...pairs: KeyValue[]) => ({ attributes: pairs });

/**
 * 1: shop GET /cart 100 ms, with a failed db call of 60 ms.
 * 2: shop POST /orders 300 ms, status 500, with a db call of 5 ms.
 * 3: cron nightly 20 ms alone.
 */
async function filled(packBetween: boolean): Promise<Store> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  opened.push({ dir, store });
  const route = (path: string, status: KeyValue[1]) =>
    attributes(['http.route', path], ['http.status_code', status], ['tags', ['a', 'b']]);
  await insert(store, [
    span(1, 1, { durationNano: ms(100), ...route('/cart', 200n) }),
    span(2, 1, { name: 'POST /orders', durationNano: ms(300), ...route('/orders', '500') }),
  ]);
  // The traces of these two then have a part in a block, and rows.
  if (packBetween) await packAll(store);
  const statement = attributes(['db.statement', 'select * from cart where id = 7'], ['rows', 2.5]);
  await insert(
    store,
    [
      child(1, 2, { name: 'SELECT', durationNano: ms(60), statusCode: 2, ...statement }),
      child(2, 2, { name: 'INSERT', durationNano: ms(5), ...attributes(['db.statement', 'INSERT INTO x']) }),
    ],
    undefined,
    'db',
  );
  await insert(store, [span(3, 1, { name: 'nightly', kind: 1, durationNano: ms(20) })], undefined, 'cron');
  return store;
}

const opened: { dir: string; store: Store }[] = [];

beforeAll(async () => {
  store = await filled(false);
  packed = await filled(false);
  await packAll(packed);
  mixed = await filled(true);
  return async () => {
    for (const { dir, store: each } of opened) {
      await each.close();
      rmSync(dir, { recursive: true, force: true });
    }
  };
});

const range = { start: 0n, end: 2n ** 62n, order: 'newest' as const, limit: 100 };
const found = async (query: string, from = store) =>
  (await from.read('traces.search', { ...range, query })).traces.map(({ traceId }) => Number(`0x${traceId}`));

test.each([
  ['', [3, 2, 1]],
  ['service:shop', [2, 1]],
  ['service!=shop', [3, 2, 1]],
  ['service~^s', [2, 1]],
  ['operation:"POST /orders"', [2]],
  ['operation~"^(GET|POST) "', [2, 1]],
  ['orders', [2]],
  ['CART', [1]],
  ['cron', [3]],
  ['duration>200ms', [2]],
  ['duration>=60ms service:db', [1]],
  ['duration<10ms', [2]],
  ['trace.duration<50ms', [3]],
  ['trace.spans>1', [2, 1]],
  ['trace.errors>0', [1]],
  ['status:error', [1]],
  ['status:error service:shop', []],
  ['status!=error service:db', [2]],
  ['kind:internal', [3]],
  ['root:false', [2, 1]],
  ['root:true duration<50ms', [3]],
  ['http.route:/cart', [1]],
  ['http.status_code>=500', [2]],
  ['http.status_code>100', [2, 1]],
  ['http.status_code:200', [1]],
  ['http.status_code:200.0', [1]],
  ['http.status_code:500', [2]],
  ['http.status_code!=200', [2]],
  ['rows:2.5', [1]],
  ['rows<3', [1]],
  ['tags:a', [2, 1]],
  ['tags:c', []],
  ['db.statement~"select .* from"', [1]],
  ['db.statement~"(?i)insert"', [2]],
  ['has:db.statement', [2, 1]],
  ['has:rows', [1]],
  ['service.name:cron', [3]],
  ['resource.service.name:cron', [3]],
  ['span.service.name:cron', []],
  ['service:cron or status:error', [3, 1]],
  ['(service:cron or status:error) duration>50ms', [1]],
  ['-service:shop', [3, 2, 1]],
  ['root:true -service:shop', [3]],
  ['not (root:true or service:db)', []],
  [`trace:${idOf(2, 32)}`, [2]],
  ['trace:2', [2]],
  ['trace:2 service:cron', []],
  ['-trace:2', [3, 1]],
  ['service:nobody', []],
  ['-service:nobody root:true', [3, 2, 1]],
])('%s', async (query, expected) => {
  expect(await found(query)).toEqual(expected);
  expect(await found(query, packed), 'packed').toEqual(expected);
  expect(await found(query, mixed), 'some of it packed').toEqual(expected);
});

test('conditions must hold on one and the same span', async () => {
  expect(await found('http.route:/cart rows:2.5')).toEqual([]);
  expect(await found('service:shop status:error')).toEqual([]);
  expect(await found('service:shop trace.errors>0')).toEqual([1]);
});

describe('what cannot be read is refused with its place', () => {
  test.each([
    ['duration>fast', 'query, at 10: expected a length of time such as 10ms, 1.5s or 250us, found “fast”'],
    ['a:1 (b:2', 'query, at 9: expected a ")" for the "(" at 5, found the end'],
    ['db.statement~"(a"', 'the pattern at 1 is no regular expression'],
    [`a~${'b+'.repeat(600)}`, 'the pattern at 1 is longer than 1024 characters'],
  ])('%s', async (query, message) => {
    await expect(found(query)).rejects.toMatchObject({
      code: 'invalid_params',
      message: expect.stringContaining(message),
    });
  });
});

test('a pattern that would take for ever in a backtracking engine is quick', async () => {
  const other = await openStore();
  await insert(other, [span(1, 1, attributes(['text', `${'a'.repeat(5000)}!`]))]);
  const { traces } = await other.read('traces.search', { ...range, query: 'text~"^(a+)+$"' });
  expect(traces).toEqual([]);
});
