import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LogIntake } from '../../../electron/engine/logs/log-intake.ts';
import type { MetricIngest } from '../../../electron/engine/metrics/metric-ingest.ts';
import { HttpReceiver } from '../../../electron/engine/receivers/http-receiver.ts';
import { InFlight } from '../../../electron/engine/receivers/in-flight.ts';
import { otlpHttp } from '../../../electron/engine/receivers/otlp-http.ts';
import type { IngestOutcome, TraceIngest } from '../../../electron/engine/traces/trace-ingest.ts';
import { eventually } from '../../docker.ts';
import { RpcStatus } from '../../otlp-schema.ts';
import { protobufType, send } from './otlp-sender.ts';
import { testSurroundings } from './test-surroundings.ts';

const stored: IngestOutcome = { kind: 'stored', rejected: 0, message: '' };
const noMetrics = { accept: async () => stored } as unknown as MetricIngest;
const noLogs = { accept: async () => stored } as unknown as LogIntake;

/** A receiver whose spans are judged by the test instead of being stored. */
async function startReceiver(accept: () => Promise<IngestOutcome>, inFlight = new InFlight(2 ** 20)) {
  const traces = { accept } as unknown as TraceIngest;
  const receiver = new HttpReceiver(otlpHttp(traces, noMetrics, noLogs), 0, testSurroundings(inFlight));
  onTestFinished(() => receiver.dispose());
  await receiver.start();
  return { port: receiver.status.port ?? 0, receiver, inFlight };
}

/** Begins a request and leaves it unfinished. */
function beginUpload(port: number, bytes: number) {
  const headers = { 'content-type': protobufType, 'transfer-encoding': 'chunked' };
  const upload = request({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', headers });
  upload.on('error', () => undefined);
  upload.write(new Uint8Array(bytes));
  return upload;
}

describe('what passes is answered 503 with Retry-After, never 500', () => {
  test('a store that cannot take data now', async () => {
    const { port } = await startReceiver(async () => ({ kind: 'unavailable', message: 'the disk is full' }));
    const { status, headers, body } = await send(port, { body: new Uint8Array(2) });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(RpcStatus.decode(body).toJSON()).toEqual({ code: 14, message: 'the disk is full' });
  });

  test('too many bytes in flight, until they are answered', async () => {
    const { port, inFlight } = await startReceiver(async () => stored, new InFlight(1000));
    const upload = beginUpload(port, 900);
    await eventually('the upload holds its share', () => inFlight.bytes === 900);
    const refused = await send(port, { body: new Uint8Array(200) });
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    upload.end();
    await eventually('the share is given back', () => inFlight.bytes === 0);
    expect((await send(port, { body: new Uint8Array(200) })).status).toBe(200);
  });
});

describe('bytes in flight', () => {
  test('are held until the answer', async () => {
    const { promise, resolve } = Promise.withResolvers<IngestOutcome>();
    const { port, inFlight } = await startReceiver(() => promise);
    const sent = send(port, { body: new Uint8Array(500) });
    await eventually('the body arrived', () => inFlight.bytes === 500);
    resolve(stored);
    await sent;
    expect(inFlight.bytes).toBe(0);
  });

  test('are given back when the sender goes away in the middle', async () => {
    const { port, inFlight } = await startReceiver(async () => stored);
    const upload = beginUpload(port, 900);
    await eventually('the upload holds its share', () => inFlight.bytes === 900);
    upload.destroy();
    await eventually('the share is given back', () => inFlight.bytes === 0);
  });

  test('and after a refusal', async () => {
    const { port, inFlight } = await startReceiver(async () => ({ kind: 'malformed', message: 'no' }));
    expect((await send(port, { body: new Uint8Array(10) })).status).toBe(400);
    expect((await send(port, { path: '/elsewhere', body: new Uint8Array(10) })).status).toBe(404);
    expect((await send(port, { method: 'PUT', body: new Uint8Array(10) })).status).toBe(405);
    await eventually('nothing is held', () => inFlight.bytes === 0);
  });
});

test('a fault of its own is 500, which tells the sender not to come again', async () => {
  const { port } = await startReceiver(async () => ({ kind: 'failed', message: 'a bug' }));
  expect((await send(port, { body: new Uint8Array(2) })).status).toBe(500);
});

test('a name that the user allowed is accepted as Host', async () => {
  const { port } = await startReceiver(async () => stored);
  const allowed = await send(port, { headers: { host: `otel.local:${port}` }, body: new Uint8Array(2) });
  expect(allowed.status).toBe(200);
  const container = await send(port, {
    headers: { host: 'host.docker.internal:4318' },
    body: new Uint8Array(2),
  });
  expect(container.status).toBe(200);
});

test('a port that was taken is taken over once it is free', async () => {
  const first = await startReceiver(async () => stored);
  const around = testSurroundings();
  const traces = { accept: async () => stored } as unknown as TraceIngest;
  const second = new HttpReceiver(otlpHttp(traces, noMetrics, noLogs), first.port, around, 50);
  onTestFinished(() => second.dispose());
  await second.start();
  expect(second.status).toMatchObject({ state: 'failed', reason: expect.stringContaining('in use') });
  first.receiver.dispose();
  await eventually('it listens', () => second.status.state === 'listening');
  expect(second.status.reason).toBeNull();
});
