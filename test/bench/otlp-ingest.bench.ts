import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeTracesProtobuf } from '../../electron/engine/formats/otlp/traces-protobuf.ts';
import { protobufRequest } from '../otlp-requests.ts';
import { TraceRequest } from '../otlp-schema.ts';
import { type Bench, medians, perSecond } from './harness.ts';
import { postAll } from './http-sender.ts';
import { loadSpans } from './span-load.ts';
import { startReceivingEngine } from './start-receiving-engine.ts';

const REQUESTS = 200;
const SPANS_A_REQUEST = 500;
const SPANS = REQUESTS * SPANS_A_REQUEST;
const IN_FLIGHT = 8;
const ROUNDS = 3;

/** Requests of spans that no other round has. */
const roundBodies = (round: number): Uint8Array[] =>
  Array.from({ length: REQUESTS }, (_, i) =>
    protobufRequest([loadSpans(round * SPANS + i * SPANS_A_REQUEST, SPANS_A_REQUEST)]),
  );

export const bench: Bench = {
  name: 'otlp-ingest',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const engine = await startReceivingEngine(dir, 'otlp-http');
    const { port } = engine;
    const target = { port, path: '/v1/traces', contentType: 'application/x-protobuf', success: 200 };
    const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
    // The generator's own work is done before the clock runs.
    const rounds = Array.from({ length: ROUNDS + 1 }, (_, round) => roundBodies(round));
    const bytes = rounds[0]!;
    let round = 0;
    try {
      const { acknowledged, protobufjs, own } = await medians(
        {
          acknowledged: () => {
            const bodies = rounds[round++]!;
            return perSecond(SPANS, () => postAll(target, agent, bodies));
          },
          protobufjs: () => perSecond(SPANS, () => bytes.map((body) => TraceRequest.decode(body))),
          own: () => perSecond(SPANS, () => bytes.map((body) => decodeTracesProtobuf(body))),
        },
        ROUNDS,
      );
      const bare = { what: 'bare decoding of the same bytes (protobufjs)', figure: protobufjs };
      return [
        {
          what: 'OTLP/HTTP spans acknowledged and committed (8 attributes, 1 event, 500 a request)',
          figure: acknowledged,
          unit: 'spans/s',
          baseline: bare,
          aim: { of: 'figure', atLeast: 25_000 },
        },
        {
          what: 'the same against bare decoding',
          figure: acknowledged,
          unit: 'spans/s',
          baseline: bare,
          aim: { of: 'ratio', atLeast: 0.3 },
        },
        { what: 'own decoding into columns', figure: own, unit: 'spans/s', baseline: bare, aim: null },
      ];
    } finally {
      agent.destroy();
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
