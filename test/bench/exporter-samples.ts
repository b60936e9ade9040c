import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** Series with their values at each time, and the same as OpenMetrics text. */
export interface SeriesData {
  name: string;
  /** As within the braces of the text formats; empty for none. */
  labels: string;
  type: 'counter' | 'gauge';
  values: Float64Array;
}

const SCRAPES = 12;
const BETWEEN_MS = 300;

/** A generator of the same numbers every time. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Hours of node_exporter: the real one is scraped a few times, and every series goes on in the steps it was seen to make
 * (so counters of bytes stay whole and seconds keep their hundredths); what never moved stays as it is.
 */
export async function nodeExporterSeries(times: number): Promise<SeriesData[]> {
  const scrapes = await scrapeNodeExporter();
  const random = randomOf(42);
  const last = scrapes.at(-1) ?? new Map<string, Scraped>();
  return [...last].map(([key, { type, name, labels }]) => {
    const seen = scrapes.flatMap((scrape) => scrape.get(key)?.text ?? []);
    return { name, labels, type, values: continued(seen, type, times, random) };
  });
}

function continued(seen: string[], type: string, times: number, random: () => number): Float64Array {
  const values = new Float64Array(times);
  const digits = Math.max(...seen.map(decimalsOf));
  const steps = seen.slice(1).map((text, i) => Number(text) - Number(seen[i]));
  let value = Number(seen.at(-1));
  const moves = steps.some((step) => step !== 0);
  for (let i = 0; i < times; i++) {
    if (moves) {
      // A scrape interval is many times the time between the scrapes seen: several steps of them.
      for (let s = 0; s < 4; s++) {
        const step = steps[Math.floor(random() * steps.length)] ?? 0;
        value += type === 'counter' ? Math.abs(step) : random() < 0.5 ? step : -step;
      }
      value = Number(value.toFixed(Math.min(digits, 15)));
    }
    values[i] = value;
  }
  return values;
}

const decimalsOf = (text: string): number => {
  const [, fraction = '', exponent = '0'] = /^[^.e]*(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
};

interface Scraped {
  name: string;
  labels: string;
  type: 'counter' | 'gauge';
  text: string;
}

async function scrapeNodeExporter(): Promise<Map<string, Scraped>[]> {
  const port = await freePort();
  const exporter = spawn('prometheus-node-exporter', [`--web.listen-address=127.0.0.1:${port}`], {
    stdio: 'ignore',
  });
  try {
    const scrapes: Map<string, Scraped>[] = [];
    for (let tries = 0; scrapes.length < SCRAPES && tries < 100; tries++) {
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => null);
      if (answer?.ok) scrapes.push(parse(await answer.text()));
      await sleep(BETWEEN_MS);
    }
    return scrapes;
  } finally {
    exporter.kill();
    await once(exporter, 'exit');
  }
}

function parse(text: string): Map<string, Scraped> {
  const types = new Map<string, string>();
  const found = new Map<string, Scraped>();
  for (const line of text.split('\n')) {
    const [, family, type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    if (family && type) types.set(family, type);
    const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (!name || !value || !Number.isFinite(Number(value))) continue;
    const counts = types.get(name) === 'counter' || /_(sum|count|bucket)$/.test(name);
    found.set(`${name}{${labels}}`, { name, labels, type: counts ? 'counter' : 'gauge', text: value });
  }
  return found;
}

/** A thousand counters of requests, bytes and seconds, and as many random walks of whole, decimal and any numbers. */
export function mixedSeries(times: number): SeriesData[] {
  const random = randomOf(7);
  const counter = (i: number): Float64Array => {
    let value = 0;
    return Float64Array.from({ length: times }, () => {
      if (i % 3 === 0) value += Math.floor(random() * 50);
      else if (i % 3 === 1) value += Math.floor(random() * 2_000_000);
      else value = Number((value + random() * 15).toFixed(2));
      return value;
    });
  };
  const walk = (i: number): Float64Array => {
    let value = 1000 * random();
    return Float64Array.from({ length: times }, () => {
      value += random() - 0.5;
      return i % 3 === 0 ? Math.round(value * 10) : i % 3 === 1 ? Number(value.toFixed(3)) : value;
    });
  };
  return Array.from({ length: 2_000 }, (_, i) => {
    const type = i < 1_000 ? ('counter' as const) : ('gauge' as const);
    const name = type === 'counter' ? `bench_${i % 20}_total` : `bench_level_${i % 20}`;
    const labels = `instance="10.0.0.${i % 50}:9100",route="/api/items/${i}"`;
    return { name, labels, type, values: type === 'counter' ? counter(i) : walk(i) };
  });
}

/** The times of scrapes every 15 s: most to the millisecond, as Prometheus sets them, some a little off. */
export function scrapeTimes(count: number, startMs: number): Float64Array {
  const random = randomOf(3);
  return Float64Array.from({ length: count }, (_, i) => {
    const late = random() < 0.1 ? Math.floor(random() * 20) : 0;
    return startMs + i * 15_000 + late;
  });
}

export function* openMetricsText(
  series: readonly SeriesData[],
  timesMs: Float64Array,
): Generator<string, void, void> {
  for (const { name, labels, values } of series) {
    const before = labels === '' ? name : `${name}{${labels}}`;
    let text = '';
    for (let i = 0; i < timesMs.length; i++)
      text += `${before} ${values[i]} ${(timesMs[i] as number) / 1000}\n`;
    yield text;
  }
  yield '# EOF\n';
}
