import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { logIngest, logSettings } from '../../log-ingest.ts';

const T = 1_800_000_000_000_000_000n;
let dir: string;
let store: Store;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'trivet-patterns-'));
  store = await Store.open(dir, false, pino({ level: 'silent' }));
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The way in for logs, with a log thread of its own: what was learnt before is only in the store. */
function door(logs: object = {}) {
  const ingest = logIngest(store, { settings: logSettings(logs) });
  onTestFinished(() => ingest.dispose());
  return async (name: string, bodies: string[]) => {
    const origin = { source: 'loki' as const, entity: `name:${name}`, containerId: '' };
    const records = bodies.map((body, i) => ({
      ...{ timeUnixNano: T + BigInt(i), severityNumber: 0, body, attributes: [], traceId: '', spanId: '' },
    }));
    const group = { origin: { ...origin, container: name, service: '', labels: [] }, records };
    await ingest.commit('loki', [group]);
  };
}

const patternsOf = async (name: string) => {
  const range = { start: T - 10n, end: T + 1000n, buckets: 1, limit: 100, query: '' };
  const { patterns } = await store.read('logs.patterns', { ...range, entities: [`name:${name}`] });
  return patterns;
};

test('lines are grouped by the message that their format has, with a whole line as example', async () => {
  const send = door();
  const line = (id: number) => `{"level":30,"time":1800000000000,"msg":"order ${id} stored","total":${id}.5}`;
  await send('orders', [line(17), line(18), 'level=error msg="charge failed" order=5']);
  expect(await patternsOf('orders')).toMatchObject([
    { template: 'order <*> stored', count: 2, level: 'info', example: line(17) },
    { template: 'charge failed', count: 1, level: 'error' },
  ]);
});

test('a template has the same number after a restart, and lines bear it', async () => {
  await door()('shop', ['cart 1 emptied', 'cart 2 emptied']);
  const [before] = await patternsOf('shop');
  await door()('shop', ['something else entirely now', 'cart 3 emptied']);
  const after = await patternsOf('shop');
  expect(after.find(({ id }) => id === before?.id)).toMatchObject({ template: 'cart <*> emptied', count: 3 });
  expect(after).toHaveLength(2);
  const page = { start: T - 10n, end: T + 1000n, direction: 'forward' as const, limit: 100, query: '' };
  const { records } = await store.read('logs.query', { ...page, entities: ['name:shop'] });
  expect(records.filter(({ body }) => body.startsWith('cart')).map(({ pattern }) => pattern)).toEqual(
    Array.from({ length: 3 }, () => before?.id),
  );
});

test('what is redacted before it is stored is in no template or example either', async () => {
  const send = door({ redaction: { storage: true } });
  await send('private', ['mail to ada.lovelace@example.com was sent']);
  const [pattern] = await patternsOf('private');
  expect(
    JSON.stringify(pattern, (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
  ).not.toContain('lovelace');
});

test('a stack trace belongs to the pattern of its first line', async () => {
  const send = door();
  const trace = (n: number) => `ERROR payment ${n} failed\nError: refused\n    at pay (/app/pay.js:${n}:1)`;
  await send('traces', [trace(1), trace(2)]);
  expect(await patternsOf('traces')).toMatchObject([{ template: 'payment <*> failed', count: 2 }]);
});
