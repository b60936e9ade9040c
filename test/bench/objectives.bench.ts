import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type AskRange, budgetOver } from '../../electron/engine/alerts/objectives/budget.ts';
import { burnCourses, burnRatesNow } from '../../electron/engine/alerts/objectives/burn-rates.ts';
import type { Objective } from '../../electron/engine/alerts/objectives/objective.ts';
import { parseObjectives } from '../../electron/engine/alerts/objectives/objective-file.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { storeTraffic, type Traffic, trafficSeries } from '../promql/http-traffic.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';

const DAY_MS = 86_400_000;
const T0 = Date.UTC(2026, 0, 5);
/** Nine days at a minute: a week before the day that is looked at, and what rates look back. */
const traffic: Traffic = {
  startMs: T0 - 8 * DAY_MS,
  stepMs: 60_000,
  samples: 9 * 1_440,
  routes: 4,
  instances: 2,
};
const range = { startMs: T0, endMs: T0 + DAY_MS - 60_000, stepMs: 360_000 };
const expr = 'sum by (route) (rate(http_requests_total[5m]))';

const TEXT = `apiVersion: openslo/v1
kind: SLO
metadata: {name: bench}
spec:
  service: bench
  indicator:
    spec:
      ratioMetric:
        bad: {metricSource: {spec: {query: 'http_requests_total{code=~"5.."}'}}}
        total: {metricSource: {spec: {query: http_requests_total}}}
  timeWindow: [{duration: 7d}]
  objectives: [{target: 0.99}]
`;

async function millis(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function objective(): Objective {
  const read = parseObjectives(TEXT);
  const [one] = read.ok ? read.value.objectives : [];
  if (!one) throw new Error('the objective cannot be read');
  return one;
}

async function measure(store: Store): Promise<BenchRow[]> {
  const one = objective();
  const ask: AskRange = (query, grid) => store.read('promql.range', { expr: query, ...grid, mostSeries: 1 });
  const plain = () => store.read('promql.range', { expr, ...range, mostSeries: 1_000 });
  const band = () => store.read('promql.baseline', { expr, ...range, factor: 3, days: 7, mostSeries: 12 });
  const page = async () => {
    await budgetOver(one, range, ask);
    await burnCourses(one, range, ask);
  };
  const row = async () => {
    await budgetOver(one, { startMs: range.endMs - one.windowMs, endMs: range.endMs }, ask);
    await burnRatesNow(one, range.endMs, (query, timeMs) =>
      store.read('promql.instant', { expr: query, timeMs }),
    );
  };
  const took = await medians({
    plain: () => millis(plain),
    band: () => millis(band),
    page: () => millis(page),
    row: () => millis(row),
  });
  const what = `${trafficSeries(traffic).length} series at 1 min for 9 days`;
  const baseline = { what: 'the chart alone: promql.range of a rate over the same day', figure: took.plain };
  return [
    {
      what: `anomaly band of 7 days behind a chart of a day, ${what}`,
      figure: took.band,
      unit: 'ms',
      baseline,
      aim: { of: 'figure', atMost: 1_000 },
    },
    {
      what: `page of an objective: budget of 7 days and burn rates over a day, ${what}`,
      figure: took.page,
      unit: 'ms',
      baseline,
      aim: { of: 'figure', atMost: 1_000 },
    },
    {
      what: `one objective of the list, nothing recorded yet, ${what}`,
      figure: took.row,
      unit: 'ms',
      baseline,
      aim: null,
    },
  ];
}

async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  try {
    await storeTraffic(store, traffic);
    return await measure(store);
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'objectives', run };
