import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hasCorpus, readCorpus } from '../../corpus.ts';
import { protobufRequest } from '../../otlp-requests.ts';
import { RpcStatus, TraceResponse } from '../../otlp-schema.ts';
import { noScope, resourceOf, span } from '../storage/traces/span-fixtures.ts';
import { type Answer, jsonType, protobufType, send, startReceiving } from './otlp-sender.ts';

const spans = (...all: ReturnType<typeof span>[]) =>
  protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans: all }]);

const jsonSpan = (traceId = '1'.repeat(32)) => ({ traceId, spanId: '2'.repeat(16), name: 'a' });
const json = (...all: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: all }] }] });

const protobufStatus = ({ body }: Answer) => RpcStatus.decode(body).toJSON();
const jsonBody = ({ body }: Answer) => JSON.parse(body.toString());

async function counts({ engine }: Awaited<ReturnType<typeof startReceiving>>) {
  const { received, dropped } = await engine.status();
  return {
    received: received.find(({ receiver }) => receiver === 'otlp-http')?.items ?? 0,
    dropped: Object.fromEntries(dropped.map(({ cause, items }) => [cause, items])),
  };
}

describe('success', () => {
  test('protobuf is answered 200 with an empty message of its own type, after the commit', async () => {
    const engine = await startReceiving();
    const { status, headers, body } = await send(engine.port, { body: spans(span(1, 1), span(1, 2)) });
    expect([status, headers['content-type'], body.length]).toEqual([200, protobufType, 0]);
    expect(await counts(engine)).toEqual({ received: 2, dropped: {} });
  });

  test('JSON is answered in JSON', async () => {
    const { port } = await startReceiving();
    const answer = await send(port, { headers: { 'content-type': jsonType }, body: json(jsonSpan()) });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(jsonBody(answer)).toEqual({});
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ] as const)('a body compressed as %s is read', async (encoding, compress) => {
    const engine = await startReceiving();
    const body = compress(spans(span(1, 1)));
    const { status } = await send(engine.port, { headers: { 'content-encoding': encoding }, body });
    expect(status).toBe(200);
    expect(await counts(engine)).toMatchObject({ received: 1 });
  });

  test('the same spans sent again are answered 200 and counted as duplicates', async () => {
    const engine = await startReceiving();
    const body = spans(span(1, 1), span(1, 2));
    await send(engine.port, { body });
    expect((await send(engine.port, { body })).status).toBe(200);
    expect(await counts(engine)).toEqual({ received: 4, dropped: { duplicate: 2 } });
  });

  test('an empty request is a success', async () => {
    const { port } = await startReceiving();
    expect((await send(port, { body: new Uint8Array() })).status).toBe(200);
  });

  test('spans that cannot be stored are told in partial_success, and the others are kept', async () => {
    const engine = await startReceiving();
    const bad = { ...span(1, 2), traceId: '0'.repeat(32) };
    const { status, body } = await send(engine.port, { body: spans(span(1, 1), bad) });
    expect(status).toBe(200);
    expect(TraceResponse.decode(body).toJSON()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'a trace id of zeros' },
    });
    expect(await counts(engine)).toEqual({ received: 2, dropped: { decode: 1 } });
  });

  test('in JSON too', async () => {
    const { port } = await startReceiving();
    const body = json(jsonSpan(), jsonSpan('xyz'));
    const answer = await send(port, { headers: { 'content-type': jsonType }, body });
    expect(jsonBody(answer).partialSuccess).toMatchObject({ rejectedSpans: '1' });
  });
});

describe('refusals are Status messages in the encoding of the request', () => {
  test('what is no protobuf message: 400', async () => {
    const { port } = await startReceiving();
    const answer = await send(port, { body: Buffer.from('hello world') });
    expect([answer.status, answer.headers['content-type']]).toEqual([400, protobufType]);
    expect(protobufStatus(answer)).toMatchObject({ code: 3 });
  });

  test('what is no JSON: 400', async () => {
    const engine = await startReceiving();
    const answer = await send(engine.port, {
      headers: { 'content-type': jsonType },
      body: '{"resourceSpans": [',
    });
    expect(answer.status).toBe(400);
    expect(jsonBody(answer)).toMatchObject({ code: 3, message: expect.stringContaining('JSON') });
    expect(await counts(engine)).toMatchObject({ dropped: { decode: 1 } });
  });

  test('a request of which no span can be stored: 400', async () => {
    const { port } = await startReceiving();
    const answer = await send(port, { headers: { 'content-type': jsonType }, body: json(jsonSpan('')) });
    expect(answer.status).toBe(400);
    expect(jsonBody(answer).message).toContain('traceId');
  });

  test('a body that is not compressed as it says: 400', async () => {
    const { port } = await startReceiving();
    const answer = await send(port, { headers: { 'content-encoding': 'gzip' }, body: spans(span(1, 1)) });
    expect(answer.status).toBe(400);
  });

  test('a compression that is not known: 415', async () => {
    const { port } = await startReceiving();
    const answer = await send(port, { headers: { 'content-encoding': 'br' }, body: spans(span(1, 1)) });
    expect(answer.status).toBe(415);
    expect(protobufStatus(answer)).toMatchObject({ code: 3 });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', undefined])(
    'a body of type %s: 415',
    async (type) => {
      const { port } = await startReceiving();
      const answer = await send(port, { headers: { 'content-type': type }, body: '{}' });
      expect(answer.status).toBe(415);
    },
  );

  test('more than 50,000 spans: 413', async () => {
    const { port } = await startReceiving();
    const one = Buffer.from([0x12, 0x00]);
    const inner = Buffer.concat(Array.from({ length: 50_001 }, () => one));
    const length = (bytes: Buffer) => {
      const out = [];
      for (let rest = bytes.length; ; rest >>>= 7) {
        out.push(rest > 127 ? (rest & 127) | 128 : rest);
        if (rest <= 127) return Buffer.from(out);
      }
    };
    const scope = Buffer.concat([Buffer.from([0x12]), length(inner), inner]);
    const body = Buffer.concat([Buffer.from([0x0a]), length(scope), scope]);
    const answer = await send(port, { body });
    expect(answer.status).toBe(413);
    expect(protobufStatus(answer)).toMatchObject({ code: 8 });
  });

  test('a bomb that becomes too large when decompressed: 413, and the receiver goes on', async () => {
    const { port } = await startReceiving();
    const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await send(port, { headers: { 'content-encoding': 'gzip' }, body: bomb });
    expect(answer.status).toBe(413);
    expect((await send(port, { body: spans(span(1, 1)) })).status).toBe(200);
  });

  test('a compressed body of more than 16 MiB: 413', async () => {
    const { port } = await startReceiving();
    const body = new Uint8Array(16 * 2 ** 20 + 1);
    const answer = await send(port, { headers: { 'content-encoding': 'gzip' }, body });
    expect(answer.status).toBe(413);
  });

  test.each(['/v1development/profiles', '/'])('nothing is received at %s yet: 404', async (path) => {
    const { port } = await startReceiving();
    const answer = await send(port, { path, body: spans(span(1, 1)) });
    expect(answer.status).toBe(404);
    expect(protobufStatus(answer)).toMatchObject({ code: 12 });
  });

  test.each(['GET', 'PUT', 'OPTIONS'])('%s is not a way to send: 405', async (method) => {
    const { port } = await startReceiving();
    const body = method === 'PUT' ? spans(span(1, 1)) : '';
    const { status, headers } = await send(port, { method, body });
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });

  test('nothing of no type: 415', async () => {
    const { port } = await startReceiving();
    const answer = await send(port, { headers: { 'content-type': undefined } });
    expect(answer.status).toBe(415);
  });

  test('a parameter of the type is let by', async () => {
    const { port } = await startReceiving();
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await send(port, { headers, body: json(jsonSpan()) })).status).toBe(200);
  });

  test('a foreign Host or Origin: 403', async () => {
    const { port } = await startReceiving();
    const body = spans(span(1, 1));
    expect((await send(port, { headers: { host: 'evil.example' }, body })).status).toBe(403);
    expect((await send(port, { headers: { origin: 'https://evil.example' }, body })).status).toBe(403);
  });
});

describe('browsers on this machine', () => {
  const origin = 'http://localhost:5173';

  test('may send, and are told so before they do', async () => {
    const { port } = await startReceiving();
    const asked = await send(port, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'content-type': undefined },
    });
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, origin]);
    const sent = await send(port, { headers: { origin }, body: spans(span(1, 1)) });
    expect([sent.status, sent.headers['access-control-allow-origin']]).toEqual([200, origin]);
  });

  test('may send headers of their own, and read when to come again', async () => {
    const { port } = await startReceiving();
    const asked = await send(port, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-tenant',
        'content-type': undefined,
      },
    });
    expect(asked.headers['access-control-allow-headers']).toContain('x-tenant');
    expect(asked.headers['access-control-expose-headers']).toBe('retry-after');
  });

  test('are refused when the setting says so, at once', async () => {
    const { port, client } = await startReceiving();
    await client.call('settings.set', { settings: { corsLocalhost: false } });
    const sent = await send(port, { headers: { origin }, body: spans(span(1, 1)) });
    expect(sent.status).toBe(403);
  });
});

test('a port that is taken is told with its owner, and nothing else stops', async () => {
  const first = await startReceiving();
  const { startEngine } = await import('../test-engine.ts');
  const { engine } = await startEngine({ docker: 'off', listen: { 'otlp-http': first.port } });
  const status = (await engine.status()).receivers.find(({ name }) => name === 'otlp-http');
  expect(status).toMatchObject({ state: 'failed', port: first.port });
  expect(status?.reason).toContain(`port ${first.port} is in use`);
});

test('receivers that are not built yet are listed as off', async () => {
  const { engine } = await startReceiving();
  const { receivers } = await engine.status();
  expect(receivers).toHaveLength(12);
  expect(receivers.find(({ name }) => name === 'statsd')).toMatchObject({ state: 'off', port: null });
});

describe.skipIf(!hasCorpus)('requests of the corpus', () => {
  test('a truncated request gets 400, a whole one 200', async () => {
    const { port } = await startReceiving();
    expect((await send(port, { body: readCorpus('traces-otlp/invalid-truncated-trace.binpb') })).status).toBe(
      400,
    );
    expect((await send(port, { body: readCorpus('traces-otlp/gcp-traces_basic.binpb') })).status).toBe(200);
  });
});
