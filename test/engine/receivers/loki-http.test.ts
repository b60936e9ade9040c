import { gzipSync } from 'node:zlib';
import { compressSync } from 'snappy';
import { describe, expect, test } from 'vitest';
import { lokiHttp } from '../../../electron/engine/receivers/loki-http.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { pushRequest } from '../../loki-schema.ts';
import { LogsRequest, LogsResponse } from '../../otlp-schema.ts';
import { sharedHttpLogs } from './log-receiving.ts';
import { jsonType, protobufType, send } from './otlp-sender.ts';

const PUSH = '/loki/api/v1/push';

const loki = sharedHttpLogs(lokiHttp);
const { sink, around } = loki;

const body = (...values: unknown[]) => JSON.stringify({ streams: [{ stream: { app: 'shop' }, values }] });
const good = body(['1715678813589000001', 'hello']);
const push = (text: string | Uint8Array, headers: Record<string, string> = {}) =>
  send(loki.port, { path: PUSH, body: text, headers: { 'content-type': jsonType, ...headers } });
const pushed = pushRequest([{ labels: '{app="shop"}', entries: [{ nanos: 5n, line: 'packed' }] }]);

describe('a push is answered 204 and nothing, after the commit', () => {
  test('JSON', async () => {
    const answer = await push(good);
    expect([answer.status, answer.body.length]).toEqual([204, 0]);
    expect(sink.groups[0]!.origin).toMatchObject({ source: 'loki', entity: 'service:shop', service: 'shop' });
    expect(sink.records[0]).toMatchObject({ timeUnixNano: 1_715_678_813_589_000_001n, body: 'hello' });
  });

  test('JSON under gzip', async () => {
    expect((await push(gzipSync(good), { 'content-encoding': 'gzip' })).status).toBe(204);
    expect(sink.texts).toEqual(['hello']);
  });

  test.each([undefined, 'snappy'])('protobuf under snappy, Content-Encoding being %s', async (encoding) => {
    const headers = { 'content-type': protobufType, ...(encoding ? { 'content-encoding': encoding } : {}) };
    expect((await push(compressSync(Buffer.from(pushed)) as Buffer, headers)).status).toBe(204);
    expect(sink.texts).toEqual(['packed']);
  });

  test('at the path of the versions before 1.0', async () => {
    const answer = await send(loki.port, {
      path: '/api/prom/push',
      body: good,
      headers: { 'content-type': jsonType },
    });
    expect(answer.status).toBe(204);
  });
});

test('OTLP at Loki’s own path is answered as OTLP', async () => {
  const value = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'o' } }] }] }] };
  const bytes = LogsRequest.encode(LogsRequest.fromObject(value)).finish();
  const answer = await send(loki.port, {
    path: '/otlp/v1/logs',
    body: bytes,
    headers: { 'content-type': protobufType },
  });
  expect([answer.status, LogsResponse.decode(answer.body).toJSON()]).toEqual([200, {}]);
  expect(sink.texts).toEqual(['o']);
});

describe('what is refused', () => {
  test.each([
    ['no JSON', '{', 'no JSON'],
    ['a time that is none', body(['soon', 'x']), 'expected nanoseconds since 1970'],
  ])('%s: 400 with the reason in text, and nothing is stored', async (_what, text, reason) => {
    const answer = await push(text);
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'text/plain; charset=utf-8']);
    expect(answer.body.toString()).toContain(reason);
    expect(sink.groups).toEqual([]);
  });

  test('a stream without labels among others: 400, and the others are stored, as Loki does', async () => {
    const streams = [
      { stream: {}, values: [['1', 'lost']] },
      { stream: { a: 'b' }, values: [['2', 'kept']] },
    ];
    expect((await push(JSON.stringify({ streams }))).status).toBe(400);
    expect(sink.texts).toEqual(['kept']);
  });

  test('a block that says it is too large: 413', async () => {
    const block = Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x08, 0, 0);
    expect((await push(block, { 'content-type': protobufType })).status).toBe(413);
  });

  test('another media type, before the body is read: 415', async () => {
    expect((await push(good, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  test('a Host or an Origin that is not ours: 403', async () => {
    expect((await push(good, { host: 'evil.example' })).status).toBe(403);
    expect((await push(good, { origin: 'https://evil.example' })).status).toBe(403);
  });
});

test('a store that cannot take it now: 503 with when to come again, and the bytes are let go', async () => {
  sink.refuseWith = new TrivetError('storage_full', 'the disk is full');
  const answer = await push(good);
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
  expect(around.inFlight.bytes).toBe(0);
});

test('what clients ask before they send', async () => {
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${loki.port}${path}`)).text();
  expect(await get('/ready')).toBe('ready\n');
  expect(JSON.parse(await get('/loki/api/v1/status/buildinfo'))).toMatchObject({ version: '3.5.0' });
  expect(JSON.parse(await get('/loki/api/v1/labels'))).toEqual({ status: 'success', data: [] });
});
