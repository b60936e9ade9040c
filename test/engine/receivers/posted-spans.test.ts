import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ReceiverName } from '../../../shared/contract/app.ts';
import { jaegerBatch, jaegerSpan, jaegerTag, postedBatch } from '../../jaeger-thrift.ts';
import { encodeThrift, writeList } from '../../thrift-encoder.ts';
import { zipkinListOfSpans } from '../../zipkin-schema.ts';
import { sharedEngine } from '../shared-engine.ts';
import { send } from './otlp-sender.ts';

const engine = sharedEngine({ 'jaeger-http': 0, zipkin: 0 });

const START = 1_790_000_000_000_000;
let traces = 0;
/** A trace id that no other test has. */
const newTrace = () => (++traces).toString(16).padStart(32, 'f');

const post = (
  receiver: ReceiverName,
  path: string,
  type: string | undefined,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
) => send(engine.port(receiver), { path, body, headers: { 'content-type': type, ...headers } });

async function spanOf(traceId: string, index = 0) {
  return engine.client.call('traces.span', { traceId, index });
}

const zipkinSpan = (traceId: string) => ({
  traceId,
  id: '1',
  name: 'get',
  timestamp: START,
  duration: 100,
  localEndpoint: { serviceName: 'api' },
});

const zipkinThrift = (traceId: string) =>
  encodeThrift('binary', (out) =>
    writeList(out, [
      {
        1: ['i64', BigInt(`0x${traceId.slice(16)}`)],
        3: ['string', 'get'],
        4: ['i64', 1n],
        10: ['i64', BigInt(START)],
        11: ['i64', 100n],
        12: ['i64', BigInt(`0x${traceId.slice(0, 16)}`)],
      },
    ]),
  );

const jaegerThrift = (traceId: string) =>
  postedBatch(
    jaegerBatch([
      jaegerSpan({
        traceId: [BigInt(`0x${traceId.slice(0, 16)}`), BigInt(`0x${traceId.slice(16)}`)],
        name: 'get',
      }),
    ]),
  );

const jaegerJson = (traceID: string) =>
  JSON.stringify({
    data: [
      {
        traceID,
        spanID: '1',
        operationName: 'get',
        startTime: START,
        duration: 5,
        process: { serviceName: 'api' },
      },
    ],
  });

const zipkinProtobuf = (traceId: string) => {
  const span = {
    traceId: Buffer.from(traceId, 'hex'),
    id: Buffer.from('0000000000000001', 'hex'),
    name: 'get',
    timestamp: START,
    duration: 100,
  };
  return zipkinListOfSpans.encode(zipkinListOfSpans.fromObject({ spans: [span] })).finish();
};

const flatSpan = (traceId: string, more: object = {}) => ({
  traceId,
  spanId: '2b',
  name: 'get',
  kind: 'SERVER',
  startTime: START,
  endTime: START + 500,
  duration: 500,
  status: 'OK',
  serviceName: 'docker-cpp',
  ...more,
});

const accepted: [ReceiverName, string, string, (traceId: string) => Uint8Array | string][] = [
  ['jaeger-http', '/api/traces', 'application/x-thrift', jaegerThrift],
  ['jaeger-http', '/api/traces?format=jaeger.thrift', 'application/vnd.apache.thrift.binary', jaegerThrift],
  ['jaeger-http', '/api/traces', 'application/json', jaegerJson],
  ['jaeger-http', '/api/v1/spans', 'application/json; charset=utf-8', (id) => JSON.stringify([flatSpan(id)])],
  ['zipkin', '/api/v2/spans', 'application/json', (id) => JSON.stringify([zipkinSpan(id)])],
  ['zipkin', '/api/v2/spans', 'application/x-protobuf', zipkinProtobuf],
  ['zipkin', '/api/v1/spans', 'application/json', (id) => JSON.stringify([zipkinSpan(id)])],
  ['zipkin', '/api/v1/spans', 'application/x-thrift', zipkinThrift],
];

describe('what is posted is answered 202 and nothing, and is stored then', () => {
  test.each(accepted)('%s %s %s', async (receiver, path, type, encode) => {
    const traceId = newTrace();
    const { status, body } = await post(receiver, path, type, encode(traceId));
    expect([status, body.toString()]).toEqual([202, '']);
    const { span, source } = await spanOf(traceId);
    expect([span.name, source]).toEqual(['get', receiver]);
  });

  test.each(accepted)('%s %s %s, compressed', async (receiver, path, type, encode) => {
    const traceId = newTrace();
    const body = gzipSync(encode(traceId));
    const { status } = await post(receiver, path, type, body, { 'content-encoding': 'gzip' });
    expect(status).toBe(202);
    expect((await spanOf(traceId)).span.traceId).toBe(traceId);
  });

  test('an empty list is a success', async () => {
    expect((await post('zipkin', '/api/v2/spans', 'application/json', '[]')).status).toBe(202);
    expect((await post('jaeger-http', '/api/v1/spans', 'application/json', '[]')).status).toBe(202);
    expect((await post('jaeger-http', '/api/traces', 'application/json', '{"data":[]}')).status).toBe(202);
  });
});

describe('refusals are a line of text', () => {
  test.each(accepted)('%s %s %s with a body cut short: 400', async (receiver, path, type, encode) => {
    const body = Buffer.from(encode(newTrace()));
    const answer = await post(receiver, path, type, body.subarray(0, body.length - 3));
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    expect(answer.body.toString()).not.toBe('');
  });

  test.each(accepted)(
    '%s %s as text/plain, a form or nothing: 415',
    async (receiver, path, _type, encode) => {
      const body = encode(newTrace());
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined]) {
        expect((await post(receiver, path, type, body)).status).toBe(415);
      }
    },
  );

  test('a bomb that becomes too large when decompressed: 413', async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20));
    const gzip = { 'content-encoding': 'gzip' };
    for (const [receiver, path, type] of accepted) {
      expect((await post(receiver, path, type, bomb, gzip)).status).toBe(413);
    }
  });

  test('a request without a body: 400', async () => {
    const { status } = await send(engine.port('zipkin'), {
      path: '/api/v2/spans',
      headers: { 'content-type': 'application/json', 'content-length': '0' },
    });
    expect(status).toBe(400);
  });

  test('GET: 405; another path: 404; a foreign Host: 403', async () => {
    const port = engine.port('zipkin');
    expect((await send(port, { path: '/api/v2/spans', method: 'GET' })).status).toBe(405);
    expect((await post('zipkin', '/api/v2/traces', 'application/json', '[]')).status).toBe(404);
    const foreign = { host: 'evil.example' };
    expect((await post('zipkin', '/api/v2/spans', 'application/json', '[]', foreign)).status).toBe(403);
  });
});

test('a span that cannot be stored is counted with the reason, its neighbours are kept', async () => {
  const traceId = newTrace();
  const spans = [zipkinSpan(traceId), { ...zipkinSpan('0'), name: 'bad' }];
  expect((await post('zipkin', '/api/v2/spans', 'application/json', JSON.stringify(spans))).status).toBe(202);
  const { receivers } = await engine.engine.status();
  const zipkin = receivers.find(({ name }) => name === 'zipkin');
  expect(zipkin?.lastFault?.text).toMatch(/^\[1\]\.traceId: expected up to 32 hex digits/);
  expect((await spanOf(traceId)).span.name).toBe('get');
});

test('hundreds of thousands of tags and a value of a megabyte are cut, and said', async () => {
  const traceId = newTrace();
  const tags = Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`key${i}`, 'v']));
  const body = JSON.stringify([{ ...zipkinSpan(traceId), tags: { huge: 'x'.repeat(2 ** 20), ...tags } }]);
  expect((await post('zipkin', '/api/v2/spans', 'application/json', body)).status).toBe(202);
  const { span } = await spanOf(traceId);
  expect(span.attributes).toHaveLength(128);
  expect(span.droppedAttributesCount).toBe(300_001 - 128);
  expect(span.attributes[0]).toEqual(['huge', 'x'.repeat(64 * 1024)]);
});

describe('flat spans', () => {
  const flat = async (body: unknown) =>
    (await post('jaeger-http', '/api/v1/spans', 'application/json', JSON.stringify(body))).status;

  test('come as one object, an array, or an array under spans; ids are left-padded', async () => {
    for (const wrap of [(s: object) => s, (s: object) => [s], (s: object) => ({ spans: [s] })]) {
      const traceId = newTrace();
      expect(await flat(wrap(flatSpan(traceId)))).toBe(202);
      expect((await spanOf(traceId)).span).toMatchObject({
        spanId: '000000000000002b',
        kind: 2,
        statusCode: 1,
        durationNano: 500_000n,
      });
    }
  });

  test.each(['an object', 'JSON text'])('events and attributes are given as %s', async (how) => {
    const given = (value: object) => (how === 'an object' ? value : JSON.stringify(value));
    const traceId = newTrace();
    const events = { pulled: given({ timestamp: START + 100, attributes: { layers: '7' } }) };
    const span = flatSpan(traceId, {
      events: given(events),
      attributes: given({ image: 'nginx' }),
      resource: given({ 'host.name': 'box' }),
      traceState: 'completed',
    });
    expect(await flat(span)).toBe(202);
    const read = await spanOf(traceId);
    expect(read.span).toMatchObject({
      traceState: 'completed',
      attributes: [['image', 'nginx']],
      events: [{ name: 'pulled', timeUnixNano: BigInt(START + 100) * 1000n, attributes: [['layers', '7']] }],
    });
    expect(read.resource).toEqual([
      ['service.name', 'docker-cpp'],
      ['host.name', 'box'],
    ]);
  });

  test.each([
    ['OK', 1, undefined],
    ['', 0, undefined],
    ['CANCELLED', 2, 'CANCELLED'],
    ['deadline_exceeded', 2, 'DEADLINE_EXCEEDED'],
    ['UNAUTHENTICATED', 2, 'UNAUTHENTICATED'],
  ])('the status %j', async (status, code, word) => {
    const traceId = newTrace();
    expect(await flat(flatSpan(traceId, { status, statusMessage: 'why' }))).toBe(202);
    const { span } = await spanOf(traceId);
    expect([span.statusCode, span.statusMessage]).toEqual([code, 'why']);
    expect(span.attributes.find(([key]) => key === 'rpc.grpc.status')?.[1]).toBe(word);
  });

  test('of a list with one that has no id the others are kept', async () => {
    const traceId = newTrace();
    expect(await flat([{ name: 'lost' }, flatSpan(traceId)])).toBe(202);
    expect((await spanOf(traceId)).span.name).toBe('get');
    expect(await flat([{ name: 'lost' }])).toBe(400);
  });
});

test('the flat Jaeger form carries its process with each span', async () => {
  const traceId = newTrace();
  const body = jaegerJson(traceId).replace('"api"', '"api","tags":[{"key":"host","value":"box"}]');
  expect((await post('jaeger-http', '/api/traces', 'application/json', body)).status).toBe(202);
  expect((await spanOf(traceId)).resource).toEqual([
    ['service.name', 'api'],
    ['host', 'box'],
  ]);
});

test('tags of Thrift keep their type on the way through the store', async () => {
  const id = newTrace();
  const traceId: [bigint, bigint] = [BigInt(`0x${id.slice(0, 16)}`), BigInt(`0x${id.slice(16)}`)];
  const tags = [jaegerTag('rows', 3n), jaegerTag('ratio', 2), jaegerTag('hit', true)];
  const body = postedBatch(jaegerBatch([jaegerSpan({ traceId, tags })]));
  await post('jaeger-http', '/api/traces', 'application/x-thrift', body);
  expect((await spanOf(id)).span.attributes).toEqual([
    ['rows', 3n],
    ['ratio', 2],
    ['hit', true],
  ]);
});
