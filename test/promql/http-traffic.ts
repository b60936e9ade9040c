import { closeSync, openSync, writeSync } from 'node:fs';
import type { Store } from '../../electron/engine/storage/store.ts';
import { type Label, type Labels, METRIC_NAME, seriesLabels } from '../../shared/model/series.ts';

export interface Traffic {
  startMs: number;
  stepMs: number;
  /** Samples a series. */
  samples: number;
  routes: number;
  instances: number;
}

const CODES = ['200', '201', '400', '404', '500'];
const BOUNDS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '+Inf'];

export interface TrafficSeries {
  labels: Labels;
  /** Where its samples stand: counters of one instance are scraped together. */
  shiftMs: number;
  valueAt: (sample: number) => number;
}

/** Counters of requests, the buckets of their durations and a gauge, as a few services behind a proxy would show them. */
export function trafficSeries({ routes, instances }: Pick<Traffic, 'routes' | 'instances'>): TrafficSeries[] {
  const found: TrafficSeries[] = [];
  for (let instance = 0; instance < instances; instance++) {
    for (let route = 0; route < routes; route++) {
      // On no whole second: ranges of Prometheus 2 begin with a sample that stands there.
      const shiftMs = 1301 + ((instance * 977) % 9000);
      const common: Label[] = [
        ['instance', `10.0.0.${instance}:9100`],
        ['job', 'shop'],
        ['route', `/api/v1/r${route}`],
      ];
      for (const [i, code] of CODES.entries()) {
        const labels = seriesLabels('http_requests_total', [...common, ['code', code], ['method', 'GET']]);
        found.push({ labels, shiftMs, valueAt: counter(route * 31 + instance * 7 + i, 40 / (i + 1)) });
      }
      for (const [i, le] of BOUNDS.slice(0, 5 + (instance % 6)).entries()) {
        const bound = i === 4 + (instance % 6) ? '+Inf' : le;
        const labels = seriesLabels('http_request_duration_seconds_bucket', [...common, ['le', bound]]);
        found.push({ labels, shiftMs, valueAt: counter(route * 17 + instance, 12 * (i + 1)) });
      }
      const labels = seriesLabels('queue_length', common);
      found.push({ labels, shiftMs, valueAt: (sample) => 50 * Math.sin(sample / 9 + route) + (sample % 5) });
    }
  }
  return found;
}

/** Grows unevenly, and for some seeds begins anew now and then; the same for the same seed. */
function counter(seed: number, perSample: number): (sample: number) => number {
  const wave = 20 + (seed % 13);
  const life = seed % 5 === 0 ? 97 + (seed % 11) : Number.POSITIVE_INFINITY;
  return (sample) => Math.floor(perSample * ((sample % life) + 4 + 3 * Math.sin((sample + seed) / wave)));
}

const timeOf = ({ startMs, stepMs }: Traffic, { shiftMs }: TrafficSeries, sample: number): number =>
  startMs + shiftMs + sample * stepMs;

/** With times, for `promtool tsdb create-blocks-from openmetrics`. */
export function writeOpenMetrics(file: string, traffic: Traffic): void {
  const fd = openSync(file, 'w');
  const all = trafficSeries(traffic);
  for (const [family, type] of [
    ['http_requests', 'counter'],
    ['http_request_duration_seconds', 'histogram'],
    ['queue_length', 'gauge'],
  ] as const) {
    writeSync(fd, `# TYPE ${family} ${type}\n`);
    for (const series of all) {
      const name = series.labels.find(([label]) => label === METRIC_NAME)?.[1] ?? '';
      if (!name.startsWith(family)) continue;
      const labels = series.labels.filter(([label]) => label !== METRIC_NAME);
      const head = `${name}{${labels.map(([label, value]) => `${label}="${value}"`).join(',')}}`;
      const lines: string[] = [];
      for (let i = 0; i < traffic.samples; i++)
        lines.push(`${head} ${series.valueAt(i)} ${timeOf(traffic, series, i) / 1000}\n`);
      writeSync(fd, lines.join(''));
    }
  }
  writeSync(fd, '# EOF\n');
  closeSync(fd);
}

const LIMITS = { perName: 200_000, inAll: 200_000 };
const SAMPLES_A_BATCH = 20;

/** The same through the store's own way in, compacted into chunks. */
export async function storeTraffic(store: Store, traffic: Traffic): Promise<void> {
  const all = trafficSeries(traffic);
  const definitions = all.map(({ labels }) => ({ labels, entity: null }));
  const { storeId, ids } = await store.write('metrics.series', { series: definitions, limits: LIMITS });
  for (let from = 0; from < traffic.samples; from += SAMPLES_A_BATCH) {
    const to = Math.min(from + SAMPLES_A_BATCH, traffic.samples);
    const batch = {
      ids: new Uint32Array(all.length * (to - from)),
      timesMs: new Float64Array(all.length * (to - from)),
      values: new Float64Array(all.length * (to - from)),
    };
    for (let i = from, at = 0; i < to; i++) {
      for (const [place, series] of all.entries()) {
        batch.ids[at] = ids[place] as number;
        batch.timesMs[at] = timeOf(traffic, series, i);
        batch.values[at++] = series.valueAt(i);
      }
    }
    const { compact } = await store.write('metrics.append', { storeId, ...batch });
    if (compact) while ((await store.write('metrics.compact', {})).more);
  }
  while ((await store.write('metrics.compact', {})).more);
}
