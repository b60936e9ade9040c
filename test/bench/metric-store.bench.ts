import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pino from 'pino';
import { Counters } from '../../electron/engine/counters.ts';
import { MetricAppender } from '../../electron/engine/metrics/metric-appender.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { type Label, seriesLabels } from '../../shared/model/series.ts';
import {
  mixedSeries,
  nodeExporterSeries,
  openMetricsText,
  type SeriesData,
  scrapeTimes,
} from './exporter-samples.ts';
import { type Bench, type BenchRow, median } from './harness.ts';

/** Six hours at 15 s. */
const SCRAPES = 1_440;
const T0 = 1_790_006_400_000;
/** Requests of a remote write sender hold a few samples of each of some series. */
const WRITE_SERIES = 500;
const WRITE_SAMPLES = 10;
const logger = pino({ level: 'silent' });

function skip(): string | null {
  const missing = ['promtool', 'prometheus-node-exporter'].filter((program) => !isThere(program));
  return missing.length === 0
    ? null
    : `${missing.join(' and ')} not installed (Debian: prometheus, prometheus-node-exporter)`;
}

function isThere(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const bytesUnder = (dir: string): number =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(dir, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);

/** What Prometheus' blocks of the same samples take, index included. */
async function prometheusBytes(series: readonly SeriesData[], timesMs: Float64Array): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  try {
    const file = join(dir, 'samples.om');
    await pipeline(Readable.from(openMetricsText(series, timesMs)), createWriteStream(file));
    execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, join(dir, 'blocks')], {
      stdio: 'ignore',
    });
    return bytesUnder(join(dir, 'blocks'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const labelsOf = (text: string): Label[] =>
  [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]);

interface Written {
  samplesPerSecond: number;
  bytes: number;
}

/** Writes batches that resolve after their commit, one after another, then all is moved into chunks. */
async function write(
  series: readonly SeriesData[],
  timesMs: Float64Array,
  batches: Iterable<[series: number, time: number][] | Int32Array>,
): Promise<Written> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, logger);
  const counters = new Counters({ now: () => T0 });
  const appender = new MetricAppender({ store, counters, logger, flushEveryMs: 2 ** 30 });
  try {
    const handles = series.map(({ name, labels }) =>
      appender.series('bench', seriesLabels(name, labelsOf(labels))),
    );
    const empty = (await store.read('storage.space', {})).fileBytes;
    let count = 0;
    const start = performance.now();
    for (const pairs of batches) {
      const batch = appender.batch();
      const flat = pairs instanceof Int32Array ? pairs : Int32Array.from(pairs.flat());
      for (let i = 0; i < flat.length; i += 2) {
        const [s, t] = [flat[i] as number, flat[i + 1] as number];
        batch.add(handles[s] as (typeof handles)[0], timesMs[t] as number, series[s]?.values[t] as number);
      }
      count += (await appender.commit(batch)).stored;
    }
    await appender.settled();
    const seconds = (performance.now() - start) / 1000;
    while ((await store.write('metrics.compact', {})).more);
    while ((await store.write('storage.vacuumSlice', {})).freeBytes > 0);
    const bytes = (await store.read('storage.space', {})).fileBytes - empty;
    if (count !== series.length * timesMs.length) throw new Error(`${count} samples stored`);
    return { samplesPerSecond: count / seconds, bytes };
  } finally {
    appender.dispose();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** One batch a scrape: every series once. */
function* asScrapes(series: number, times: number): Generator<Int32Array, void, void> {
  for (let t = 0; t < times; t++) {
    const batch = new Int32Array(series * 2);
    for (let s = 0; s < series; s++) batch.set([s, t], s * 2);
    yield batch;
  }
}

/** Batches as remote write sends them: some series with several samples each. */
function* asRequests(series: number, times: number): Generator<Int32Array, void, void> {
  for (let t = 0; t < times; t += WRITE_SAMPLES) {
    for (let s = 0; s < series; s += WRITE_SERIES) {
      const [ofSeries, ofTimes] = [Math.min(WRITE_SERIES, series - s), Math.min(WRITE_SAMPLES, times - t)];
      const batch = new Int32Array(ofSeries * ofTimes * 2);
      for (let i = 0; i < ofSeries * ofTimes; i++) {
        batch.set([s + Math.floor(i / ofTimes), t + (i % ofTimes)], i * 2);
      }
      yield batch;
    }
  }
}

async function sizeRow(
  what: string,
  series: readonly SeriesData[],
): Promise<{ row: BenchRow; written: Written }> {
  const timesMs = scrapeTimes(SCRAPES, T0);
  const samples = series.length * SCRAPES;
  const written = await write(series, timesMs, asScrapes(series.length, SCRAPES));
  const row: BenchRow = {
    what: `${what}: size in the file, everything included`,
    figure: written.bytes / samples,
    unit: 'bytes/sample',
    baseline: {
      what: 'blocks of promtool tsdb create-blocks-from openmetrics',
      figure: (await prometheusBytes(series, timesMs)) / samples,
    },
    aim: { of: 'ratio', atMost: 0.8 },
  };
  return { row, written };
}

async function run(): Promise<BenchRow[]> {
  const exporter = await sizeRow('node_exporter over six hours', await nodeExporterSeries(SCRAPES));
  const mixed = mixedSeries(SCRAPES);
  const mix = await sizeRow('1,000 counters and 1,000 random walks', mixed);
  const times = scrapeTimes(SCRAPES / 2, T0);
  const rounds: number[] = [];
  for (let round = 0; round < 3; round++) {
    rounds.push((await write(mixed, times, asRequests(mixed.length, times.length))).samplesPerSecond);
  }
  const speed = (what: string, figure: number, atLeast: number): BenchRow => ({
    ...{ what, figure, unit: 'samples/s', baseline: null },
    aim: { of: 'figure', atLeast },
  });
  return [
    exporter.row,
    mix.row,
    speed(
      'scrapes of 2,000 series, each committed, compaction included',
      mix.written.samplesPerSecond,
      200_000,
    ),
    speed('requests of 500 series with 10 samples, each committed', median(rounds), 400_000),
  ];
}

export const bench: Bench = { name: 'metric-store', skip, run };
