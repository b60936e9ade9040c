import http2 from 'node:http2';
import { status } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LogIntake } from '../../../electron/engine/logs/log-intake.ts';
import { GrpcReceiver } from '../../../electron/engine/receivers/grpc/grpc-receiver.ts';
import { InFlight } from '../../../electron/engine/receivers/in-flight.ts';
import { otlpGrpc } from '../../../electron/engine/receivers/otlp-grpc.ts';
import type { IngestOutcome } from '../../../electron/engine/traces/trace-ingest.ts';
import { eventually } from '../../docker.ts';
import { framed, grpcClient, OTLP_TRACES } from './grpc-sender.ts';
import { testSurroundings } from './test-surroundings.ts';

const stored: IngestOutcome = { kind: 'stored', rejected: 0, message: '' };

/** A receiver whose spans are judged by the test instead of being stored. */
async function startReceiver(
  accept: () => Promise<IngestOutcome>,
  inFlight = new InFlight(2 ** 20),
  port = 0,
) {
  const around = testSurroundings(inFlight);
  const accepting = { accept } as unknown as LogIntake;
  const receiver = new GrpcReceiver(
    otlpGrpc(accepting as never, accepting as never, accepting),
    port,
    around,
  );
  onTestFinished(() => receiver.dispose());
  await receiver.start();
  return { port: receiver.status.port ?? 0, receiver, inFlight, counters: around.counters };
}

/** Begins a call and leaves it unfinished. */
function beginCall(port: number, bytes: number) {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  session.on('error', () => undefined);
  const headers = { ':method': 'POST', ':path': OTLP_TRACES, 'content-type': 'application/grpc' };
  const stream = session.request(headers);
  stream.on('error', () => undefined);
  stream.write(framed(new Uint8Array(bytes)).subarray(0, bytes));
  return { session, stream, rest: Buffer.alloc(5) };
}

describe('what passes is UNAVAILABLE with RetryInfo, so that the sender keeps what it has', () => {
  test('a store that cannot take data now, and nothing counts as lost', async () => {
    const full: IngestOutcome = { kind: 'unavailable', message: 'the disk is full' };
    const { port, counters } = await startReceiver(async () => full);
    const { code, message, metadata } = await grpcClient(port)(OTLP_TRACES, new Uint8Array(2));
    expect([code, message]).toEqual([status.UNAVAILABLE, 'the disk is full']);
    expect(String(metadata.get('grpc-status-details-bin')[0])).toContain('google.rpc.RetryInfo');
    expect(counters.droppedCounts()).toEqual([]);
  });

  test('too many bytes in flight, until they are answered', async () => {
    const { port, inFlight } = await startReceiver(async () => stored, new InFlight(1000));
    const { stream, rest } = beginCall(port, 900);
    await eventually('the call holds its share', () => inFlight.bytes === 900);
    const refused = await grpcClient(port)(OTLP_TRACES, new Uint8Array(200));
    expect(refused.code).toBe(status.UNAVAILABLE);
    stream.end(rest);
    await eventually('the share is given back', () => inFlight.bytes === 0);
    expect((await grpcClient(port)(OTLP_TRACES, new Uint8Array(200))).code).toBe(0);
  });
});

test('the answer waits for the commit, and the bytes are held until then', async () => {
  const commit = Promise.withResolvers<IngestOutcome>();
  const { port, inFlight } = await startReceiver(() => commit.promise);
  let answered = false;
  const call = grpcClient(port)(OTLP_TRACES, new Uint8Array(495)).then((outcome) => {
    answered = true;
    return outcome;
  });
  await eventually('the message arrived', () => inFlight.bytes === 500);
  expect(answered).toBe(false);
  commit.resolve(stored);
  expect((await call).code).toBe(0);
  await eventually('nothing is held', () => inFlight.bytes === 0);
});

test('a sender that goes away in the middle gives its bytes back, and is not counted as faulty', async () => {
  const { port, inFlight, counters } = await startReceiver(async () => stored);
  const { session } = beginCall(port, 900);
  await eventually('the call holds its share', () => inFlight.bytes === 900);
  session.destroy();
  await eventually('the share is given back', () => inFlight.bytes === 0);
  expect(counters.droppedCounts()).toEqual([]);
});

test('a sender that goes away before the answer harms nobody', async () => {
  const commit = Promise.withResolvers<IngestOutcome>();
  const { port, inFlight } = await startReceiver(() => commit.promise);
  const { session, stream, rest } = beginCall(port, 900);
  stream.end(rest);
  await eventually('the message arrived', () => inFlight.bytes === 905);
  session.destroy();
  commit.resolve(stored);
  await eventually('the share is given back', () => inFlight.bytes === 0);
  expect((await grpcClient(port)(OTLP_TRACES, new Uint8Array())).code).toBe(0);
});

test('a fault of its own is INTERNAL, which tells the sender not to come again', async () => {
  const { port } = await startReceiver(async () => ({ kind: 'failed', message: 'a bug' }));
  expect((await grpcClient(port)(OTLP_TRACES, new Uint8Array())).code).toBe(status.INTERNAL);
});

test('no more than a hundred calls run at once on a connection', async () => {
  const { port } = await startReceiver(async () => stored);
  const session = http2.connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  const settings = await new Promise<http2.Settings>((resolve) => session.once('remoteSettings', resolve));
  expect(settings).toMatchObject({ maxConcurrentStreams: 100, maxHeaderListSize: 16_384 });
});

test('names that the user allowed and that containers use are accepted as :authority', async () => {
  const { port } = await startReceiver(async () => stored);
  for (const name of ['otel.local', 'host.docker.internal', 'localhost']) {
    const send = grpcClient(port, { 'grpc.default_authority': `${name}:4317` });
    expect((await send(OTLP_TRACES, new Uint8Array())).code).toBe(0);
  }
});

test('a port that is taken is told with its owner', async () => {
  const first = await startReceiver(async () => stored);
  const { receiver } = await startReceiver(async () => stored, undefined, first.port);
  expect(receiver.status).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining(`port ${first.port} is in use`),
  });
});
