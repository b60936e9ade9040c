import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { postSpansRequest, samplingStrategy } from '../../jaeger-schema.ts';
import { sharedEngine } from '../shared-engine.ts';
import { grpcClient } from './grpc-sender.ts';

const engine = sharedEngine({ 'jaeger-grpc': 0 });
const POST_SPANS = '/jaeger.api_v2.CollectorService/PostSpans';
const send = (body: Uint8Array) => grpcClient(engine.port('jaeger-grpc'))(POST_SPANS, body);

const spanOf = (id: number) => ({
  traceId: Buffer.alloc(16, id),
  spanId: Buffer.alloc(8, id),
  operationName: 'charge',
  startTime: { seconds: 1_700_000_000 },
});

test('PostSpans is answered with an empty message after the commit, and the trace is there', async () => {
  const { code, body } = await send(
    postSpansRequest({ spans: [spanOf(1)], process: { serviceName: 'payment' } }),
  );
  expect([code, body?.length]).toEqual([0, 0]);
  const detail = await engine.client.call('traces.get', { traceId: '01'.repeat(16) });
  expect([detail.services, detail.names, detail.sources]).toEqual([['payment'], ['charge'], ['jaeger-grpc']]);
});

test('spans that cannot be kept are told in the status of the receiver', async () => {
  const { code } = await send(postSpansRequest({ spans: [spanOf(2), { ...spanOf(3), spanId: [] }] }));
  expect(code).toBe(0);
  const { receivers } = await engine.engine.status();
  const { lastFault } = receivers.find(({ name }) => name === 'jaeger-grpc') ?? {};
  expect(lastFault).toMatchObject({ text: 'a span id of 0 bytes instead of 8', count: 1 });
});

test('senders that ask how much to send are told everything', async () => {
  const ask = grpcClient(engine.port('jaeger-grpc'));
  const { body } = await ask('/jaeger.api_v2.SamplingManager/GetSamplingStrategy', new Uint8Array());
  expect(samplingStrategy(body ?? new Uint8Array())).toEqual({ probabilisticSampling: { samplingRate: 1 } });
});

test('what is no PostSpansRequest is INVALID_ARGUMENT', async () => {
  const { code, message } = await send(Buffer.from('hello'));
  expect(code).toBe(status.INVALID_ARGUMENT);
  expect(message).toContain('PostSpansRequest');
});
