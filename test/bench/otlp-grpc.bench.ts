import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { protobufRequest } from '../otlp-requests.ts';
import { TraceRequest } from '../otlp-schema.ts';
import { type Bench, medians, perSecond } from './harness.ts';
import { loadSpans } from './span-load.ts';
import { startReceivingEngine } from './start-receiving-engine.ts';

const REQUESTS = 200;
const SPANS_A_REQUEST = 500;
const SPANS = REQUESTS * SPANS_A_REQUEST;
const IN_FLIGHT = 8;
const ROUNDS = 3;
const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

const asIs = (bytes: Buffer) => bytes;

/** One call of the reference client; resolves when its acknowledgement has arrived. */
function exportSpans(client: Client, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(EXPORT, asIs, asIs, body, new Metadata(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

/** Several calls at a time over one connection, as a collector sends. */
async function sendAll(client: Client, bodies: Buffer[]): Promise<void> {
  const waiting = [...bodies];
  const worker = async () => {
    for (let body = waiting.pop(); body; body = waiting.pop()) await exportSpans(client, body);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

/** Requests of spans that no other round has. */
const roundBodies = (round: number): Buffer[] =>
  Array.from({ length: REQUESTS }, (_, i) =>
    Buffer.from(protobufRequest([loadSpans(round * SPANS + i * SPANS_A_REQUEST, SPANS_A_REQUEST)])),
  );

/** The sender packs in this process, so it takes part of the machine from the engine. */
const GZIP = { 'grpc.default_compression_algorithm': 2 };

export const bench: Bench = {
  name: 'otlp-grpc',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const engine = await startReceivingEngine(dir, 'otlp-grpc');
    const address = `127.0.0.1:${engine.port}`;
    const plain = new Client(address, credentials.createInsecure());
    const gzip = new Client(address, credentials.createInsecure(), GZIP);
    // The generator's own work is done before the clock runs.
    const rounds = Array.from({ length: 2 * (ROUNDS + 1) }, (_, round) => roundBodies(round));
    const bytes = rounds[0]!;
    let round = 0;
    const send = (client: Client) => () => {
      const bodies = rounds[round++]!;
      return perSecond(SPANS, () => sendAll(client, bodies));
    };
    try {
      const { acknowledged, compressed, protobufjs } = await medians(
        {
          acknowledged: send(plain),
          compressed: send(gzip),
          protobufjs: () => perSecond(SPANS, () => bytes.map((body) => TraceRequest.decode(body))),
        },
        ROUNDS,
      );
      const bare = { what: 'bare decoding of the same bytes (protobufjs)', figure: protobufjs };
      const unit = 'spans/s';
      return [
        {
          what: 'OTLP/gRPC spans acknowledged and committed (8 attributes, 1 event, 500 a request)',
          figure: acknowledged,
          unit,
          baseline: bare,
          aim: { of: 'figure', atLeast: 30_000 },
        },
        {
          what: 'the same against bare decoding',
          figure: acknowledged,
          unit,
          baseline: bare,
          aim: { of: 'ratio', atLeast: 0.4 },
        },
        {
          what: 'the same compressed with gzip, the sender packing on the same cores',
          figure: compressed,
          unit,
          baseline: bare,
          aim: null,
        },
      ];
    } finally {
      plain.close();
      gzip.close();
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
