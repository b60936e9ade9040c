import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeMetricsProtobuf } from '../../electron/engine/formats/otlp/metrics/metrics-protobuf.ts';
import { MetricsRequest } from '../otlp-schema.ts';
import { type Bench, medians, perSecond } from './harness.ts';
import { postAll } from './http-sender.ts';
import { startReceivingEngine } from './start-receiving-engine.ts';

const REQUESTS = 100;
const SERIES = 500;
const POINTS = REQUESTS * SERIES;
const IN_FLIGHT = 4;
const ROUNDS = 3;
const START_MS = Date.now() - 300_000;
const STEP_MS = 500;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);

/** One export of an application: the same series as in every other, each with five attributes and its next value. */
function request(step: number): Uint8Array {
  const timeUnixNano = nanos(START_MS + step * STEP_MS);
  const dataPoints = Array.from({ length: SERIES }, (_, i) => ({
    startTimeUnixNano: nanos(START_MS - 3_600_000),
    timeUnixNano,
    asDouble: step * 3 + i,
    attributes: [
      text('http.request.method', i % 2 ? 'GET' : 'POST'),
      text('http.route', `/products/${i % 50}`),
      text('http.response.status_code', String(200 + (i % 5))),
      text('server.address', `10.0.0.${i % 10}`),
      text('customer', `c-${i}`),
    ],
  }));
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints };
  const metrics = [{ name: 'http.server.requests', unit: '{request}', sum }];
  const resource = { attributes: [text('service.name', 'bench'), text('service.instance.id', 'one')] };
  const message = { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'bench' }, metrics }] }] };
  return MetricsRequest.encode(MetricsRequest.fromObject(message)).finish();
}

export const bench: Bench = {
  name: 'otlp-metrics',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const engine = await startReceivingEngine(dir, 'otlp-http');
    const target = {
      port: engine.port,
      path: '/v1/metrics',
      contentType: 'application/x-protobuf',
      success: 200,
    };
    const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
    // The generator's own work is done before the clock runs.
    const rounds = Array.from({ length: ROUNDS + 1 }, (_, round) =>
      Array.from({ length: REQUESTS }, (_unused, i) => request(round * REQUESTS + i)),
    );
    const bytes = rounds[0]!;
    let round = 0;
    try {
      const { acknowledged, protobufjs, own } = await medians(
        {
          acknowledged: () => {
            const bodies = rounds[round++]!;
            return perSecond(POINTS, () => postAll(target, agent, bodies));
          },
          protobufjs: () => perSecond(POINTS, () => bytes.map((body) => MetricsRequest.decode(body))),
          own: () => perSecond(POINTS, () => bytes.map((body) => decodeMetricsProtobuf(body))),
        },
        ROUNDS,
      );
      const bare = { what: 'bare decoding of the same bytes (protobufjs)', figure: protobufjs };
      return [
        {
          what: 'OTLP/HTTP data points acknowledged and committed (counters, 5 attributes, 500 a request)',
          figure: acknowledged,
          unit: 'points/s',
          baseline: bare,
          aim: { of: 'figure', atLeast: 50_000 },
        },
        { what: 'own decoding into columns', figure: own, unit: 'points/s', baseline: bare, aim: null },
      ];
    } finally {
      agent.destroy();
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
