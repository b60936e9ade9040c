import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeZipkinJson } from '../../electron/engine/formats/zipkin/zipkin-body.ts';
import { encodeZipkinJson } from '../../electron/engine/formats/zipkin-encode.ts';
import { type Bench, medians, perSecond } from './harness.ts';
import { postAll } from './http-sender.ts';
import { loadSpans } from './span-load.ts';
import { startReceivingEngine } from './start-receiving-engine.ts';

const REQUESTS = 100;
const SPANS_A_REQUEST = 500;
const SPANS = REQUESTS * SPANS_A_REQUEST;
const IN_FLIGHT = 8;
const ROUNDS = 3;

/** Requests of spans that no other round has. */
const roundBodies = (round: number): Buffer[] =>
  Array.from({ length: REQUESTS }, (_, i) =>
    Buffer.from(encodeZipkinJson([loadSpans(round * SPANS + i * SPANS_A_REQUEST, SPANS_A_REQUEST)])),
  );

export const bench: Bench = {
  name: 'zipkin-json',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const engine = await startReceivingEngine(dir, 'zipkin');
    const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
    const { port } = engine;
    const target = { port, path: '/api/v2/spans', contentType: 'application/json', success: 202 };
    // The generator's own work is done before the clock runs.
    const rounds = Array.from({ length: ROUNDS + 1 }, (_, round) => roundBodies(round));
    const bytes = rounds[0]!;
    let round = 0;
    try {
      const { acknowledged, parsed, own } = await medians(
        {
          acknowledged: () => {
            const bodies = rounds[round++]!;
            return perSecond(SPANS, () => postAll(target, agent, bodies));
          },
          parsed: () => perSecond(SPANS, () => bytes.map((body) => JSON.parse(body.toString('utf8')))),
          own: () => perSecond(SPANS, () => bytes.map((body) => decodeZipkinJson(body))),
        },
        ROUNDS,
      );
      const bare = { what: 'JSON.parse of the same bytes', figure: parsed };
      const unit = 'spans/s';
      return [
        {
          what: 'Zipkin JSON spans acknowledged and committed (8 tags, 1 annotation, 500 a request)',
          figure: acknowledged,
          unit,
          baseline: bare,
          aim: { of: 'ratio', atLeast: 0.4 },
        },
        { what: 'the same bytes decoded into columns', figure: own, unit, baseline: bare, aim: null },
      ];
    } finally {
      agent.destroy();
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
