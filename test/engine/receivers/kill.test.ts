import { once } from 'node:events';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import Database from 'better-sqlite3';
import pino from 'pino';
import { expect, test } from 'vitest';
import { Store } from '../../../electron/engine/storage/store.ts';
import type { Span } from '../../../shared/model/span.ts';
import { docker, dockerMissing, eventually, runContainer, uniqueName } from '../../docker.ts';
import { protobufRequest } from '../../otlp-requests.ts';
import { tempDir } from '../../temp-dir.ts';
import { endEngine, type Ports, spawnReceiver } from '../docker/spawn-engine.ts';
import { bodiesOf, storedLines } from '../docker/stored-lines.ts';
import { idOf, noScope, resourceOf, span } from '../storage/traces/span-fixtures.ts';
import { startEngine } from '../test-engine.ts';
import { OTLP_TRACES } from './grpc-sender.ts';
import { send } from './otlp-sender.ts';

const KILLS = 10;
const CONNECTIONS = 128;
const SPANS_A_REQUEST = 7;
/** Spans of several requests share a trace, so that killed batches touch the same rows. */
const SPANS_A_TRACE = 20;
const DOCKER_HOST = 'unix:///var/run/docker.sock';

/**
 * Sends as retrying exporters do, over HTTP and gRPC, and keeps its own ledger: a span counts as acknowledged once
 * its request was answered with success. What was not answered is sent again, to the engine's next life too.
 */
class Sender {
  readonly acknowledged = new Set<number>();
  readonly sent = new Set<number>();
  answers = 0;
  inFlight = 0;
  #next = 1;
  #port = 0;
  #grpc: Client | null = null;
  #stopped = false;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  #loops: Promise<void>[] = [];

  connect({ http, grpc }: Ports): void {
    this.#port = http;
    this.#grpc?.close();
    this.#grpc = new Client(`127.0.0.1:${grpc}`, credentials.createInsecure());
    if (this.#loops.length > 0) return;
    this.#loops = Array.from({ length: CONNECTIONS }, (_, i) =>
      this.#loop(i % 2 === 0 ? (body) => this.#post(body) : (body) => this.#call(body)),
    );
  }

  async finish(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
    this.#agent.destroy();
    this.#grpc?.close();
  }

  async #loop(send: (body: Uint8Array) => Promise<boolean>): Promise<void> {
    while (!this.#stopped) {
      const numbers = Array.from({ length: SPANS_A_REQUEST }, () => this.#next++);
      const body = requestOf(numbers);
      for (const number of numbers) this.sent.add(number);
      while (!(await this.#counted(send(body)))) await new Promise((resolve) => setTimeout(resolve, 20));
      for (const number of numbers) this.acknowledged.add(number);
      this.answers++;
    }
  }

  async #counted(sent: Promise<boolean>): Promise<boolean> {
    this.inFlight++;
    return sent.finally(() => this.inFlight--);
  }

  async #post(body: Uint8Array): Promise<boolean> {
    try {
      const { status } = await send(this.#port, { body, agent: this.#agent });
      expect([200, 503]).toContain(status);
      return status === 200;
    } catch (error) {
      // Cut off by the kill: nobody knows whether it was stored.
      expect(String(error)).toMatch(/ECONNRESET|ECONNREFUSED|socket hang up|EPIPE/);
      return false;
    }
  }

  #call(body: Uint8Array): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<ServiceError | null>();
    this.#grpc?.makeUnaryRequest(OTLP_TRACES, asIs, asIs, Buffer.from(body), new Metadata(), resolve);
    return promise.then((error) => {
      // Cut off by the kill, or not there yet.
      if (error) expect([error.code, error.details]).toEqual([status.UNAVAILABLE, expect.any(String)]);
      return error === null;
    });
  }
}

const asIs = (bytes: Buffer) => bytes;

function requestOf(numbers: number[]): Uint8Array {
  const spans = numbers.map((number) =>
    span(Math.ceil(number / SPANS_A_TRACE), number, { attributes: [['number', BigInt(number)]] }),
  );
  return protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]);
}

/** What a look into the file itself finds, without any code of the store. */
function lookInside(dataDir: string) {
  const db = new Database(join(dataDir, 'telemetry.db'), { readonly: true });
  try {
    return {
      integrity: db.pragma('integrity_check', { simple: true }),
      counted: db.prepare("SELECT items FROM signal_usage WHERE signal = 'traces'").pluck().get(),
      traces: db
        .prepare<[], { id: string; spans: number }>(
          'SELECT lower(hex(trace_id)) AS id, span_count AS spans FROM traces',
        )
        .all(),
    };
  } finally {
    db.close();
  }
}

/** Every span as the store gives it out after a new start, whether it was packed meanwhile or not. */
async function readStored(dataDir: string, traces: readonly { id: string; spans: number }[]) {
  const store = await Store.open(dataDir, false, pino({ level: 'silent' }));
  try {
    const spans: Span[] = [];
    for (const { id, spans: count } of traces) {
      const groups = (await store.read('traces.spans', { traceId: id })) ?? [];
      const found = groups.flatMap((group) => group.spans);
      expect(found.length).toBe(count);
      spans.push(...found);
    }
    return spans;
  } finally {
    await store.close();
  }
}

/** A container that counts aloud until it is told to stop. */
const counting =
  'trap "exit 0" TERM; n=0; while :; do n=$((n+1)); echo $n; [ $((n % 50)) = 0 ] && sleep 0.02; done';

test('ten kills in the middle of span and log ingest lose nothing acknowledged and double nothing', {
  timeout: 240_000,
}, async () => {
  const dataDir = tempDir();
  const name = uniqueName('kill');
  const dockerHost = dockerMissing ? '' : DOCKER_HOST;
  if (!dockerMissing) await runContainer(name, ['--network', 'none'], ['sh', '-c', counting]);
  const sender = new Sender();
  const inFlightAtKill: number[] = [];
  for (let kills = 0; kills < KILLS; kills++) {
    const { child, ports } = await spawnReceiver(dataDir, dockerHost);
    sender.connect(ports);
    const before = sender.answers;
    const wanted = 100 + Math.floor(Math.random() * 300);
    await eventually(`${wanted} answers`, () => sender.answers - before >= wanted, 60_000);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    inFlightAtKill.push(sender.inFlight);
    await gone;
  }
  const last = await spawnReceiver(dataDir, dockerHost);
  sender.connect(last.ports);
  await sender.finish();
  if (!dockerMissing) await docker('stop', name);
  await endEngine(last.child, 'SIGTERM');

  expect(Math.min(...inFlightAtKill)).toBeGreaterThanOrEqual(100);
  expect(sender.acknowledged).toEqual(sender.sent);
  const inside = lookInside(dataDir);
  expect(inside.integrity).toBe('ok');
  expect(inside.counted).toBe(sender.sent.size);
  const spans = await readStored(dataDir, inside.traces);
  expect(spans.length).toBe(sender.sent.size);
  for (const { traceId, spanId, attributes } of spans) {
    const number = Number.parseInt(spanId, 16);
    expect(traceId).toBe(idOf(Math.ceil(number / SPANS_A_TRACE), 32));
    expect(attributes).toEqual([['number', BigInt(number)]]);
  }
  expect(new Set(spans.map(({ spanId }) => Number.parseInt(spanId, 16)))).toEqual(sender.acknowledged);
  if (!dockerMissing) await expectEveryLine(dataDir, name);
});

/** The engine is started once more, as it would be, and takes up what the container said last. */
async function expectEveryLine(dataDir: string, name: string): Promise<void> {
  const printed = (await docker('logs', name)).split('\n').map(Number);
  const engine = await startEngine({ dataDir, dockerHost: DOCKER_HOST });
  const stored = await eventually(
    'every line stored',
    async () => {
      const lines = bodiesOf(await storedLines(engine, name)).map(Number);
      return lines.length >= printed.length && lines;
    },
    60_000,
  );
  expect(stored).toEqual(printed);
}
