import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Store } from '../../electron/engine/storage/store.ts';
import type { RangeAnswer } from '../../shared/contract/promql.ts';
import { type Labels, seriesKey, seriesLabels } from '../../shared/model/series.ts';
import { isPresent } from '../../shared/promql/presence.ts';
import { storeTraffic, type Traffic, writeOpenMetrics } from './http-traffic.ts';
import { createBlocks, type PrometheusSeries, PrometheusServer } from './prometheus-server.ts';

/**
 * Asks Debian's Prometheus and Trivet's store the same of the same samples and tells what differs by more than
 * rounding; test/compare asks more, through the HTTP API. Prometheus 2 counts a sample on the far end of a range in and Trivet, like Prometheus
 * 3, does not: so no sample stands on a step.
 */
const TOLERANCE = 1e-9;

const T0 = Date.UTC(2026, 0, 5);
const traffic: Traffic = { startMs: T0, stepMs: 15_000, samples: 240, routes: 5, instances: 3 };
/** Seven seconds behind the steps of subqueries, which are multiples of theirs. */
const range = { startMs: T0 + 1_207_000, endMs: T0 + 3_907_000, stepMs: 30_000 };

const comparedQueries: readonly string[] = [
  'http_requests_total{route="/api/v1/r1"}',
  'http_requests_total{code=~"5..|4.."} offset 3m',
  'queue_length @ 1767572400',
  'queue_length @ end() - queue_length @ start()',
  'rate(http_requests_total[5m])',
  'rate(http_requests_total[40s])',
  'irate(http_requests_total[2m])',
  'increase(http_requests_total[7m] offset 1m)',
  'delta(queue_length[5m])',
  'idelta(queue_length[5m])',
  'deriv(queue_length[6m])',
  'predict_linear(queue_length[6m], 600)',
  'resets(http_requests_total[30m])',
  'changes(queue_length[5m])',
  ...['sum', 'avg', 'min', 'max', 'count', 'stddev', 'stdvar', 'last', 'present'].map(
    (name) => `${name}_over_time(queue_length[4m])`,
  ),
  'quantile_over_time(0.7, queue_length[4m])',
  'absent_over_time(queue_length{route="/none"}[4m])',
  'absent(queue_length{route="/none", instance!="x"})',
  'sum by (route) (rate(http_requests_total[5m]))',
  'sum without (instance, code) (rate(http_requests_total[5m]))',
  'avg by (code) (http_requests_total)',
  'min(queue_length)',
  'max by (route, instance) (http_requests_total)',
  'count by (code) (http_requests_total)',
  'group(http_requests_total)',
  'stddev by (route) (queue_length)',
  'stdvar(queue_length)',
  'quantile by (route) (0.9, queue_length)',
  'topk(3, rate(queue_length[5m]))',
  'bottomk by (route) (2, queue_length)',
  'count_values("value", round(queue_length / 20))',
  'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))',
  'histogram_quantile(0.5, rate(http_request_duration_seconds_bucket[5m]))',
  'sum(rate(http_requests_total{code="500"}[5m])) / sum(rate(http_requests_total[5m]))',
  'rate(http_requests_total{code="500"}[5m]) / ignoring(code) rate(http_requests_total{code="200"}[5m])',
  'rate(http_requests_total[5m]) / ignoring(code) group_left sum without (code) (rate(http_requests_total[5m]))',
  'queue_length * on(instance, route) group_right http_requests_total',
  'queue_length > 10',
  'queue_length > bool 10',
  '0 < queue_length',
  'queue_length == queue_length',
  'queue_length and on(route) http_requests_total{route="/api/v1/r2"}',
  'queue_length > 20 or queue_length < -20',
  'queue_length unless queue_length > 0',
  '-queue_length ^ 2 % 7',
  // Prometheus 2 keeps the name of what stands left of atan2.
  '(1 * queue_length) atan2 3',
  ...['abs', 'ceil', 'floor', 'exp', 'sgn', 'sin', 'cosh', 'deg'].map((name) => `${name}(queue_length)`),
  ...['sqrt', 'ln', 'log2', 'log10'].map((name) => `${name}(http_requests_total)`),
  'clamp(queue_length, -10, 10)',
  'round(queue_length, 0.25)',
  'timestamp(queue_length)',
  'time() - timestamp(queue_length)',
  'hour(vector(time())) * 60 + minute()',
  'day_of_week() + day_of_month() + days_in_month() + month() + year() + day_of_year()',
  'label_replace(queue_length, "short", "$1-$2", "route", "/api/(v.)/(.*)")',
  'label_join(queue_length, "both", "@", "route", "instance")',
  'max_over_time(rate(http_requests_total[2m])[10m:30s])',
  'sum_over_time(sum by (route) (queue_length)[10m:])',
  'avg_over_time(queue_length[5m:20s] offset 1m)',
  'scalar(sum(queue_length)) + vector(1)',
  'sort_desc(sum by (route) (http_requests_total))',
];

interface Difference {
  query: string;
  difference: string;
}

/** What Prometheus and Trivet answer differently. */
export async function compareWithPrometheus(): Promise<Difference[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-compare-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  try {
    writeOpenMetrics(join(dir, 'traffic.om'), traffic);
    createBlocks(join(dir, 'traffic.om'), join(dir, 'prometheus'));
    await storeTraffic(store, traffic);
    const server = await PrometheusServer.start(join(dir, 'prometheus'));
    try {
      return await compareAll(store, server);
    } finally {
      await server.stop();
    }
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function compareAll(store: Store, server: PrometheusServer): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const query of comparedQueries) {
    const [theirs, ours] = await Promise.all([
      server.queryRange(query, range),
      store.read('promql.range', { ...range, expr: query, mostSeries: 10_000 }),
    ]);
    const difference = differenceBetween(theirs, ours);
    if (difference) differences.push({ query, difference });
  }
  return differences;
}

function labelsOf({ metric }: PrometheusSeries): Labels {
  const { __name__: name, ...labels } = metric;
  return name === undefined
    ? Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
    : seriesLabels(name, Object.entries(labels));
}

const numberOf = (text: string): number =>
  text === 'NaN' ? Number.NaN : Number(text.replace('Inf', 'Infinity'));

function differenceBetween(theirs: PrometheusSeries[], ours: RangeAnswer): string | null {
  const wanted = new Map(theirs.map((series) => [seriesKey(labelsOf(series)), series]));
  for (const [index, { labels, values }] of ours.series.entries()) {
    const their = wanted.get(seriesKey(labels));
    if (!their) return `only Trivet has ${JSON.stringify(labels)}`;
    wanted.delete(seriesKey(labels));
    const at = new Map(their.values.map(([seconds, text]) => [seconds * 1000, numberOf(text)]));
    for (const [step, timeMs] of ours.timesMs.entries()) {
      const mine = isPresent(ours, index, step) ? values[step] : undefined;
      if (!isSame(mine, at.get(timeMs)))
        return `${JSON.stringify(labels)} at ${timeMs}: ${mine}, Prometheus has ${at.get(timeMs)}`;
    }
  }
  const [missing] = wanted.values();
  return missing ? `only Prometheus has ${JSON.stringify(missing.metric)}` : null;
}

function isSame(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE);
}
