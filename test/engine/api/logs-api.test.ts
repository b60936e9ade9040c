import { beforeAll, expect, test } from 'vitest';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { eventually } from '../../docker.ts';
import { sharedEngine } from '../shared-engine.ts';
import { awaitLogs } from '../stored-logs.ts';

const engine = sharedEngine({ loki: 0 });
const START = BigInt(Math.floor(Date.now() / 1000) - 600) * 1_000_000_000n;
const all = { start: START, end: START + 3_600_000_000_000n };

/** A line a second; what stands behind the text comes beside it. */
async function push(app: string, lines: [text: string, beside?: object][]): Promise<void> {
  const values = lines.map(([text, beside], i) => [
    `${START + BigInt(i) * 1_000_000_000n}`,
    text,
    ...(beside ? [beside] : []),
  ]);
  const answer = await fetch(`http://127.0.0.1:${engine.port('loki')}/loki/api/v1/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ streams: [{ stream: { app, region: 'north' }, values }] }),
  });
  expect(answer.status).toBe(204);
}

const bodies = (records: LogRow[]) => records.map(({ body }) => body);
const search = async (query: string) =>
  bodies((await engine.client.call('logs.query', { ...all, query, direction: 'forward' })).records);

beforeAll(async () => {
  await push('shop', [
    ['{"level":"error","msg":"payment failed","status":503,"took":"1.2s"}', { request_id: 'abc-1' }],
    ['\x1b[32mpay\x1b[0mment done', { request_id: 'abc-2' }],
    ['plain', { trace_id: '0af7651916cd43dd8448eb211c80319c' }],
  ]);
  await awaitLogs(engine, 'service:shop', 3);
});

test('one query finds by text, by fields of the text, by what came beside it and by labels', async () => {
  expect(await search('payment')).toHaveLength(2);
  expect(await search('payment -done')).toEqual([
    '{"level":"error","msg":"payment failed","status":503,"took":"1.2s"}',
  ]);
  expect(await search('status>=500 took>1s level:error')).toHaveLength(1);
  expect(await search('request_id:abc-2')).toEqual(['\x1b[32mpay\x1b[0mment done']);
  expect(await search('abc-2')).toEqual(['\x1b[32mpay\x1b[0mment done']);
  expect(await search('service:shop region:north source:loki')).toHaveLength(3);
  expect(await search('region:south')).toEqual([]);
  expect(await search('trace_id:0af7651916cd43dd8448eb211c80319c')).toEqual(['plain']);
});

test('the counts of a result are those of its records, shared by two threads or not', async () => {
  const volume = (query: string) => engine.client.call('logs.volume', { ...all, query, buckets: 10 });
  expect((await volume('')).total).toBe(3);
  expect(await volume('payment')).toMatchObject({ total: 2 });
  expect((await volume('level:error')).counts.map(([level]) => level)).toEqual(['error']);
});

test('fields and completions come from the same records', async () => {
  const { fields, of } = await engine.client.call('logs.fields', { ...all, query: 'payment' });
  expect(of).toBe(2);
  expect(fields.find(({ key }) => key === 'request_id')).toMatchObject({ records: 2, distinct: 2 });
  const { candidates } = await engine.client.call('logs.complete', {
    ...all,
    query: 'request_id:',
    position: 11,
  });
  expect(candidates.map(({ text }) => text)).toEqual(['abc-1', 'abc-2']);
});

test('the tail follows the same query', async () => {
  const came: string[] = [];
  const tail = engine.client.subscribe(
    'logs.tail',
    { query: 'status>=500' },
    {
      event: ({ records }) => void came.push(...bodies(records)),
      end: () => undefined,
      error: () => undefined,
    },
  );
  // The first lines may come before the subscription has reached the engine.
  await eventually('a line of the tail', async () => {
    await push('tail', [['{"status":200}'], ['{"status":502}']]);
    return came.length > 0 ? came : null;
  });
  expect(new Set(came)).toEqual(new Set(['{"status":502}']));
  tail.dispose();
});

test('a query that cannot be read is refused with its place, in the tail too', async () => {
  await expect(search('level:loud')).rejects.toMatchObject({ code: 'invalid_params' });
  const { promise, resolve } = Promise.withResolvers<unknown>();
  engine.client.subscribe(
    'logs.tail',
    { query: 'level:loud' },
    { event: () => undefined, end: () => undefined, error: resolve },
  );
  expect(await promise).toMatchObject({ code: 'invalid_params' });
});

test('a chosen format is how stored records are read from then on, until it is taken back', async () => {
  await push('odd', [['code=7 {"x":1}']]);
  await awaitLogs(engine, 'service:odd', 1);
  const entity = 'service:odd';
  const format = async () => {
    const { records } = await engine.client.call('logs.query', { ...all, entities: [entity] });
    return records[0]?.format;
  };
  const before = await format();
  await engine.client.call('logs.setFormat', { entity, format: 'syslog' });
  expect(await format()).toBe('syslog');
  expect(await search('format:syslog')).toEqual(['code=7 {"x":1}']);
  await engine.client.call('logs.setFormat', { entity, format: null });
  expect(await format()).toBe(before);
  const { settings } = await engine.client.call('settings.get', {});
  expect(settings.logs.formats).toEqual({});
});
