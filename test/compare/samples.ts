import { type Label, type Labels, seriesLabels } from '../../shared/model/series.ts';

export interface SampleSeries {
  labels: Labels;
  /** Whole milliseconds. */
  timesMs: number[];
  values: number[];
}

export interface SampleFamily {
  name: string;
  type: 'counter' | 'gauge' | 'histogram' | 'unknown';
  help: string;
  series: SampleSeries[];
}

const INTERVAL_MS = 15_000;

/** A fixed stream of numbers from 0 to 1 (mulberry32), so that every run compares the same samples. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Counters with resets, gauges that wander and pause, a histogram, a metric with odd values and one with odd labels.
 * No sample lies on a whole second, so that no query on whole seconds has one at the end of its range: there
 * Prometheus 2.42 and 3 differ.
 */
export function comparisonSamples(startMs: number, minutes: number): SampleFamily[] {
  const random = randomNumbers(20_251_121);
  const steps = (minutes * 60_000) / INTERVAL_MS;
  const times = (place: number) =>
    Array.from({ length: steps }, (_, i) => startMs + i * INTERVAL_MS + 313 + ((place * 1009) % 13_000));
  let place = 0;
  const series = (name: string, labels: Label[], value: (step: number) => number): SampleSeries => {
    const timesMs = times(++place);
    return { labels: seriesLabels(name, labels), timesMs, values: timesMs.map((_, step) => value(step)) };
  };
  const instances = ['a:9100', 'b:9100', 'c:9100'];
  return [
    requests(instances, series, random),
    memory(instances, series, random),
    limits(instances, series),
    latencies(instances, series, random),
    odd(series),
    named(series, random),
    sparse(series),
  ];
}

type MakeSeries = (name: string, labels: Label[], value: (step: number) => number) => SampleSeries;

function requests(instances: string[], series: MakeSeries, random: () => number): SampleFamily {
  const name = 'http_requests_total';
  const all = instances.flatMap((instance) =>
    ['/', '/cart', '/pay'].flatMap((route) =>
      ['200', '404', '500'].map((code) => {
        let total = 0;
        const pace = random() * 20;
        return series(name, labelled({ instance, job: 'shop', route, code }), () => {
          total = random() < 0.005 ? 0 : total + Math.floor(random() * pace);
          return total;
        });
      }),
    ),
  );
  return { name, type: 'counter', help: 'Requests answered.', series: all };
}

function memory(instances: string[], series: MakeSeries, random: () => number): SampleFamily {
  const name = 'memory_bytes';
  const all = instances.map((instance) => {
    let value = 1e9 * random();
    return series(name, labelled({ instance, job: 'shop' }), () => {
      value += (random() - 0.5) * 1e7;
      return value;
    });
  });
  return { name, type: 'gauge', help: 'Memory in use.', series: all.map(withGaps) };
}

/** Minutes without a sample, longer than the lookback, and the sample after them. */
const withGaps = (one: SampleSeries, place: number): SampleSeries => {
  const kept = one.timesMs.map((_, step) => (step + place * 17) % 150 < 115);
  return {
    ...one,
    timesMs: one.timesMs.filter((_, step) => kept[step]),
    values: one.values.filter((_, step) => kept[step]),
  };
};

const limits = (instances: string[], series: MakeSeries): SampleFamily => ({
  name: 'memory_limit_bytes',
  type: 'gauge',
  help: 'Memory allowed.',
  series: instances.map((instance, place) =>
    series(
      'memory_limit_bytes',
      labelled({ instance, job: 'shop', zone: `z${place % 2}` }),
      () => 2e9 + place,
    ),
  ),
});

const BOUNDS = ['0.005', '0.01', '0.1', '1', '10', '+Inf'];

function latencies(instances: string[], series: MakeSeries, random: () => number): SampleFamily {
  const name = 'latency_seconds';
  const all = instances.flatMap((instance) => {
    const counts = BOUNDS.map(() => [0]);
    for (let step = 1; step < 10_000; step++) {
      const shares = BOUNDS.map(() => Math.floor(random() * 5));
      let below = 0;
      counts.forEach((count, bound) => {
        below += shares[bound] ?? 0;
        count.push((count[step - 1] ?? 0) + below);
      });
    }
    const labels = { instance, job: 'shop' };
    const buckets = BOUNDS.map((le, bound) =>
      series(`${name}_bucket`, labelled({ ...labels, le }), (step) => counts[bound]?.[step] ?? 0),
    );
    return [
      ...buckets,
      series(`${name}_count`, labelled(labels), (step) => counts.at(-1)?.[step] ?? 0),
      series(`${name}_sum`, labelled(labels), (step) => (counts.at(-1)?.[step] ?? 0) * 0.37),
    ];
  });
  return { name, type: 'histogram', help: 'Time to answer.', series: all };
}

/** Negative, tiny, huge, infinite and undefined values. */
const odd = (series: MakeSeries): SampleFamily => ({
  name: 'odd',
  type: 'unknown',
  help: '',
  series: [
    series('odd', labelled({ kind: 'sign' }), (step) => (step % 7) - 3),
    series('odd', labelled({ kind: 'tiny' }), (step) => (step + 1) * 1e-12),
    series('odd', labelled({ kind: 'huge' }), (step) => (step + 1) * 1e24),
    series('odd', labelled({ kind: 'nan' }), (step) => (step % 5 === 0 ? Number.NaN : step)),
    series('odd', labelled({ kind: 'inf' }), (step) =>
      step % 11 === 0 ? Infinity : step % 13 === 0 ? -Infinity : step,
    ),
    series('odd', labelled({ kind: 'fraction' }), (step) => Math.sin(step / 20)),
  ],
});

const named = (series: MakeSeries, random: () => number): SampleFamily => ({
  name: 'named',
  type: 'gauge',
  help: 'A "quoted" help\\ with a backslash.',
  series: ['plain', 'with space', 'ü 漢', 'quo"te', 'back\\slash', 'new\nline', ''].map((value, place) =>
    series('named', labelled({ value, place: String(place) }), () => Math.round(random() * 100)),
  ),
});

/** One sample every five minutes and a half: seen for five of them. */
const sparse = (series: MakeSeries): SampleFamily => {
  const one = series('sparse', labelled({ job: 'rare' }), (step) => step);
  const kept = (_: unknown, step: number) => step % 22 === 0;
  return {
    name: 'sparse',
    type: 'gauge',
    help: '',
    series: [{ ...one, timesMs: one.timesMs.filter(kept), values: one.values.filter(kept) }],
  };
};

/** Empty values are no labels. */
const labelled = (labels: Record<string, string>): Label[] =>
  Object.entries(labels).filter(([, value]) => value !== '');

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

const numberText = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';

/** The samples as OpenMetrics 1.0 text with timestamps, as `promtool tsdb create-blocks-from` reads it. */
export function openMetricsText(families: SampleFamily[]): string {
  const lines = families.flatMap(({ name, type, help, series }) => {
    const family = type === 'counter' ? name.replace(/_total$/, '') : name;
    const head = [`# TYPE ${family} ${type}`, ...(help ? [`# HELP ${family} ${escaped(help)}`] : [])];
    return [...head, ...series.flatMap(sampleLines)];
  });
  return `${lines.join('\n')}\n# EOF\n`;
}

function sampleLines({ labels, timesMs, values }: SampleSeries): string[] {
  const name = labels.find(([label]) => label === '__name__')?.[1] ?? '';
  const rest = labels.filter(([label]) => label !== '__name__');
  const text = rest.map(([label, value]) => `${label}="${escaped(value)}"`).join(',');
  return values.map(
    (value, at) => `${name}{${text}} ${numberText(value)} ${((timesMs[at] ?? 0) / 1000).toFixed(3)}`,
  );
}
