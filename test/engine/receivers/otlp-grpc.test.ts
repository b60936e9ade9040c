import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Metadata, status } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../docker.ts';
import { mutate, randomNumbers } from '../../mutate.ts';
import { protobufRequest } from '../../otlp-requests.ts';
import { TraceResponse } from '../../otlp-schema.ts';
import { sharedEngine } from '../shared-engine.ts';
import { idOf, noScope, resourceOf, span } from '../storage/traces/span-fixtures.ts';
import { framed, grpcClient, OTLP_TRACES, rawCall } from './grpc-sender.ts';

const engine = sharedEngine({ 'otlp-grpc': 0 });
const port = () => engine.port('otlp-grpc');

/** Tests share a store: each takes traces of its own. */
let nextTrace = 1;
const request = (...spans: ReturnType<typeof span>[]) =>
  protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]);
const oneSpan = () => request(span(nextTrace++, 1));

async function counted() {
  const { received, dropped, receivers } = await engine.engine.status();
  return {
    received: received.find(({ receiver }) => receiver === 'otlp-grpc')?.items ?? 0,
    dropped: (cause: string) => dropped.find((one) => one.cause === cause)?.items ?? 0,
    lastFault: receivers.find(({ name }) => name === 'otlp-grpc')?.lastFault ?? null,
  };
}

describe('success', () => {
  test('is answered with an empty message after the commit', async () => {
    const before = await counted();
    const trace = nextTrace;
    const { code, body } = await grpcClient(port())(OTLP_TRACES, oneSpan());
    expect([code, body?.length]).toEqual([0, 0]);
    expect((await counted()).received).toBe(before.received + 1);
    const detail = await engine.client.call('traces.get', { traceId: idOf(trace, 32) });
    expect(detail.sources).toEqual(['otlp-grpc']);
  });

  test('gzip is read', async () => {
    const send = grpcClient(port(), { 'grpc.default_compression_algorithm': 2 });
    const before = await counted();
    expect((await send(OTLP_TRACES, oneSpan())).code).toBe(0);
    expect((await counted()).received).toBe(before.received + 1);
    // The answer said that gzip is welcome, so the client goes on with it.
    const { message } = await send(OTLP_TRACES, Buffer.alloc(65 * 2 ** 20));
    expect(message).toContain('after decompression');
  });

  test('a message of a client that knows only HTTP/2 is read', async () => {
    const { trailers } = await rawCall(port(), {}, framed(oneSpan()));
    expect(trailers['grpc-status']).toBe('0');
  });

  test('metadata of the sender is let by', async () => {
    const metadata = new Metadata();
    metadata.set('authorization', 'Bearer x');
    metadata.set('tenant-bin', Buffer.from([0, 255]));
    expect((await grpcClient(port())(OTLP_TRACES, oneSpan(), metadata)).code).toBe(0);
  });

  test('spans that cannot be stored are told in partial_success, and the others are kept', async () => {
    const before = await counted();
    const bad = { ...span(nextTrace, 2), traceId: '0'.repeat(32) };
    const { code, body } = await grpcClient(port())(OTLP_TRACES, request(span(nextTrace++, 1), bad));
    expect(code).toBe(0);
    expect(TraceResponse.decode(body ?? new Uint8Array()).toJSON()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'a trace id of zeros' },
    });
    const after = await counted();
    expect(after.dropped('decode')).toBe(before.dropped('decode') + 1);
    expect(after.lastFault).toMatchObject({ text: 'a trace id of zeros' });
  });
});

describe('what is not accepted', () => {
  test('is INVALID_ARGUMENT when it cannot be read, and told in the status', async () => {
    const { code, message } = await grpcClient(port())(OTLP_TRACES, Buffer.from('hello world'));
    expect(code).toBe(status.INVALID_ARGUMENT);
    expect(message).toContain('ExportTraceServiceRequest');
    expect((await counted()).lastFault?.text).toContain('ExportTraceServiceRequest');
  });

  test('is INVALID_ARGUMENT when it is not compressed as it says', async () => {
    const { headers } = await rawCall(port(), { 'grpc-encoding': 'gzip' }, framed(oneSpan(), true));
    expect(headers['grpc-status']).toBe('3');
  });

  test.each([
    ['compressed without a word how', framed(new Uint8Array(3), true)],
    ['two messages', Buffer.concat([framed(new Uint8Array()), framed(new Uint8Array())])],
    ['less than it says', framed(new Uint8Array(9)).subarray(0, 9)],
    ['nothing at all', new Uint8Array()],
  ])('is INVALID_ARGUMENT when it is %s', async (_what, body) => {
    const { headers } = await rawCall(port(), {}, body);
    expect(headers['grpc-status']).toBe('3');
  });

  test('is RESOURCE_EXHAUSTED without RetryInfo when it is too large, told before it is sent', async () => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(64 * 2 ** 20 + 1, 1);
    const { headers } = await rawCall(port(), {}, Buffer.concat([head, Buffer.alloc(100)]));
    expect(headers['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
    expect(headers['grpc-status-details-bin']).toBeUndefined();
  });

  test('is RESOURCE_EXHAUSTED when a bomb would unpack to too much, and the receiver goes on', async () => {
    const before = await counted();
    const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20));
    const { headers } = await rawCall(port(), { 'grpc-encoding': 'gzip' }, framed(bomb, true));
    expect(headers['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
    expect((await counted()).dropped('limit')).toBe(before.dropped('limit') + 1);
    expect((await grpcClient(port())(OTLP_TRACES, oneSpan())).code).toBe(0);
  });

  test('is UNIMPLEMENTED by its name', async () => {
    const path = '/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export';
    const { code, message } = await grpcClient(port())(path, new Uint8Array());
    expect(code).toBe(status.UNIMPLEMENTED);
    expect(message).toContain('opentelemetry.proto.collector.profiles.v1.ProfilesService/Export');
  });

  test('is UNIMPLEMENTED with the encodings that are accepted when compressed in another way', async () => {
    const { headers } = await rawCall(port(), { 'grpc-encoding': 'zstd' }, framed(oneSpan(), true));
    expect(headers['grpc-status']).toBe(String(status.UNIMPLEMENTED));
    expect(headers['grpc-accept-encoding']).toContain('gzip');
  });

  test.each([
    ['a foreign :authority', { ':authority': 'evil.example:4317' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
  ])('is PERMISSION_DENIED for %s', async (_what, headers) => {
    const answer = await rawCall(port(), headers, framed(oneSpan()));
    expect(answer.headers['grpc-status']).toBe(String(status.PERMISSION_DENIED));
  });

  test('is no gRPC: 415 and 405', async () => {
    const json = await rawCall(port(), { 'content-type': 'application/json' }, Buffer.from('{}'));
    expect(json.headers[':status']).toBe(415);
    const get = await rawCall(port(), { ':method': 'PUT' }, new Uint8Array());
    expect(get.headers[':status']).toBe(405);
  });

  test('is HTTP/1.1, and the status says what came', async () => {
    const socket = connect({ host: '127.0.0.1', port: port() });
    socket.on('error', () => undefined).resume();
    socket.write('POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
    await eventually('the connection is ended', () => socket.closed);
    expect((await counted()).lastFault?.text).toContain('HTTP/2');
  });
});

test('changed, cut and doubled bytes on the wire are answered one way or another, and the next call is taken', async () => {
  const random = randomNumbers(20_261_121);
  const answers = new Set<string>();
  for (let round = 0; round < 300; round++) {
    const compressed = random(2) === 1;
    const message = compressed ? gzipSync(oneSpan()) : oneSpan();
    // The frame's own bytes are changed too, not only the message.
    const body = mutate(framed(message, compressed), random);
    const { headers, trailers } = await rawCall(port(), compressed ? { 'grpc-encoding': 'gzip' } : {}, body);
    answers.add(String(headers['grpc-status'] ?? trailers['grpc-status']));
  }
  expect([...answers].sort()).toEqual(['0', '3', '8']);
  expect((await grpcClient(port())(OTLP_TRACES, oneSpan())).code).toBe(0);
});

test('messages in every language of the world arrive as text', async () => {
  const { message } = await grpcClient(port())('/日本/100%', new Uint8Array());
  expect(message).toContain('100%');
});

test('a hundred calls at a time over one connection are all answered', async () => {
  const send = grpcClient(port());
  const codes = await Promise.all(
    Array.from({ length: 250 }, async () => (await send(OTLP_TRACES, oneSpan())).code),
  );
  expect(new Set(codes)).toEqual(new Set([0]));
});

test('the schema of google.rpc.RetryInfo is what UNAVAILABLE carries', async () => {
  const { statusTrailers } = await import('../../../electron/engine/receivers/grpc/grpc-status.ts');
  const details = statusTrailers({ code: 14, message: 'later', retryAfterMs: 1500 })[
    'grpc-status-details-bin'
  ];
  const { root } = protobuf.parse(`syntax = "proto3";
    message Any { string type_url = 1; bytes value = 2; }
    message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
    message Duration { int64 seconds = 1; int32 nanos = 2; }
    message RetryInfo { Duration retry_delay = 1; }`);
  const decode = (type: string, bytes: Uint8Array) => root.lookupType(type).decode(bytes).toJSON();
  const decoded = decode('Status', Buffer.from(details ?? '', 'base64'));
  expect(decoded).toMatchObject({ code: 14, message: 'later' });
  const { type_url: typeUrl, typeUrl: camel, value } = decoded.details[0];
  expect(typeUrl ?? camel).toBe('type.googleapis.com/google.rpc.RetryInfo');
  expect(decode('RetryInfo', Buffer.from(value, 'base64'))).toEqual({
    retryDelay: { seconds: '1', nanos: 500_000_000 },
  });
});
