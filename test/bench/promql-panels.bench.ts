import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Store } from '../../electron/engine/storage/store.ts';
import { storeTraffic, type Traffic, trafficSeries, writeOpenMetrics } from '../promql/http-traffic.ts';
import { createBlocks, PrometheusServer, whyNoPrometheus } from '../promql/prometheus-server.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';

/** A large dashboard over a day: every panel of it asks at once, as a refresh does. */
const PANELS = 50;
const DAY_MS = 24 * 3_600_000;
const T0 = Date.UTC(2026, 0, 5);
const traffic: Traffic = {
  startMs: T0 - 600_000,
  stepMs: 15_000,
  samples: (DAY_MS + 600_000) / 15_000,
  routes: 25,
  instances: 2,
};
/** As many steps as a panel has pixels. */
const range = { startMs: T0, endMs: T0 + DAY_MS - 60_000, stepMs: 120_000 };

const shapes: ((route: number) => string)[] = [
  (route) => `sum by (code) (rate(http_requests_total{route="/api/v1/r${route}"}[5m]))`,
  (route) => `avg_over_time(queue_length{route="/api/v1/r${route}"}[5m])`,
  (route) =>
    `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{route="/api/v1/r${route}"}[5m])))`,
  (route) =>
    `sum(rate(http_requests_total{route="/api/v1/r${route}",code=~"5.."}[5m])) / sum(rate(http_requests_total{route="/api/v1/r${route}"}[5m]))`,
  () => 'topk(5, sum by (route) (rate(http_requests_total[5m])))',
];
const panels = Array.from({ length: PANELS }, (_, i) =>
  (shapes[i % shapes.length] as (route: number) => string)(i % traffic.routes),
);

async function millis(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measure(store: Store, server: PrometheusServer): Promise<BenchRow[]> {
  const ours = (expr: string) => store.read('promql.range', { ...range, expr, mostSeries: 1_000 });
  const first = await millis(() => Promise.all(panels.map(ours)));
  const { trivet, prometheus } = await medians({
    trivet: () => millis(() => Promise.all(panels.map(ours))),
    prometheus: () => millis(() => Promise.all(panels.map((expr) => server.queryRange(expr, range)))),
  });
  const what = `${PANELS} panels over 24 h, ${trafficSeries(traffic).length} series at 15 s`;
  const baseline = { what: "Debian's Prometheus over HTTP, same samples", figure: prometheus };
  return [
    {
      what: `${what}: a refresh`,
      figure: trivet,
      unit: 'ms',
      baseline,
      aim: { of: 'figure', atMost: 1_000 },
    },
    { what: `${what}: the first time`, figure: first, unit: 'ms', baseline, aim: null },
  ];
}

async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const file = join(dir, 'traffic.om');
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  try {
    writeOpenMetrics(file, traffic);
    createBlocks(file, join(dir, 'prometheus'));
    rmSync(file);
    await storeTraffic(store, traffic);
    const server = await PrometheusServer.start(join(dir, 'prometheus'));
    return await measure(store, server).finally(() => server.stop());
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'promql-panels', skip: whyNoPrometheus, run };
