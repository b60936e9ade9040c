import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Store } from '../../electron/engine/storage/store.ts';
import { storeTraffic, type Traffic, trafficSeries, writeOpenMetrics } from '../promql/http-traffic.ts';
import { createBlocks, PrometheusServer, whyNoPrometheus } from '../promql/prometheus-server.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';

/** About 2,000 series and 6 hours, at 15 s in the store and in the queries. */
const HOURS = Number(process.env.PROMQL_SPEED_HOURS ?? 6);
const STEP_MS = 15_000;
const ROUTES = 40;
const INSTANCES = 4;
const T0 = Date.UTC(2026, 0, 5);

const traffic: Traffic = {
  startMs: T0 - 600_000,
  stepMs: STEP_MS,
  samples: (HOURS * 3_600_000 + 600_000) / STEP_MS,
  routes: ROUTES,
  instances: INSTANCES,
};
const range = { startMs: T0, endMs: T0 + HOURS * 3_600_000 - 60_000, stepMs: STEP_MS };

const ERRORS = 'sum by (route) (rate(http_requests_total{code=~"5.."}[5m]))';
const ALL = 'sum by (route) (rate(http_requests_total[5m]))';
const QUERIES: Record<string, string> = {
  'sum of rates by route': ALL,
  'quantile of a histogram':
    'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))',
  'the five largest rates': 'topk(5, rate(http_requests_total[5m]))',
  'ratio of two sums': `${ERRORS} / ${ALL}`,
};

async function millis(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measure(store: Store, server: PrometheusServer): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const about = `${trafficSeries(traffic).length} series over ${HOURS} h at 15 s`;
  // Nothing is decoded yet: the reader's thread starts with it.
  const first = await millis(() => store.read('promql.range', { ...range, expr: ALL, mostSeries: 10_000 }));
  for (const [what, expr] of Object.entries(QUERIES)) {
    const { trivet, prometheus } = await medians({
      trivet: () => millis(() => store.read('promql.range', { ...range, expr, mostSeries: 10_000 })),
      prometheus: () => millis(() => server.queryRange(expr, range)),
    });
    rows.push({
      what: `${what}, ${about}`,
      figure: trivet,
      unit: 'ms',
      baseline: { what: "Debian's Prometheus over HTTP, same samples", figure: prometheus },
      aim: { of: 'ratio', atMost: 1 },
    });
  }
  const warm = rows[0]?.baseline ?? null;
  return [
    {
      what: `sum of rates, the first time after a start, ${about}`,
      figure: first,
      unit: 'ms',
      baseline: warm,
      aim: null,
    },
    ...rows,
  ];
}

async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const file = join(dir, 'traffic.om');
  const store = await Store.open(join(dir), false, pino({ level: 'silent' }));
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

export const bench: Bench = { name: 'promql-speed', skip: whyNoPrometheus, run };
