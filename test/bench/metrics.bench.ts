import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Store } from '../../electron/engine/storage/store.ts';
import { seriesLabels } from '../../shared/model/series.ts';
import { type Bench, type BenchRow, median, perSecond } from './harness.ts';

/** An hour of fifty containers' readings, thinned to what a bench has time for. */
const SERIES = 600;
const SECONDS = 500;
const SECONDS_A_FLUSH = 5;
const ROUNDS = 3;
const LIMITS = { perName: 10_000, inAll: 200_000 };
const T0 = 1_790_000_000_000;

/** A third each: counters of bytes that grow unevenly, CPU seconds with nanoseconds, memory that moves in pages. */
function sampleOf(series: number, second: number, state: Float64Array): number {
  const noise = ((series * 7919 + second * 104_729) % 1009) / 1009;
  if (series % 3 === 0) state[series] = (state[series] ?? 0) + Math.floor(noise * 20_000);
  else if (series % 3 === 1) state[series] = Math.round(((state[series] ?? 0) + noise * 0.01) * 1e9) / 1e9;
  else if (noise < 0.2) state[series] = 2e8 + Math.floor(noise * 5000) * 4096;
  return state[series] ?? 0;
}

function flushes() {
  const state = new Float64Array(SERIES);
  return Array.from({ length: SECONDS / SECONDS_A_FLUSH }, (_, flush) => {
    const count = SERIES * SECONDS_A_FLUSH;
    const batch = {
      series: new Uint32Array(count),
      timesMs: new Float64Array(count),
      values: new Float64Array(count),
    };
    for (let i = 0; i < count; i++) {
      const second = flush * SECONDS_A_FLUSH + Math.floor(i / SERIES);
      batch.series[i] = i % SERIES;
      batch.timesMs[i] = T0 + second * 1000 + (i % 3);
      batch.values[i] = sampleOf(i % SERIES, second, state);
    }
    return batch;
  });
}

/** Samples a second from append to commit with compaction, and what a sample takes in the file. */
async function storeAll(batches: ReturnType<typeof flushes>): Promise<{ rate: number; bytes: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  try {
    const series = Array.from({ length: SERIES }, (_, i) => ({
      labels: seriesLabels(`metric_${i % 12}`, [['name', `container-${Math.floor(i / 12)}`]]),
      entity: null,
    }));
    const { storeId, ids } = await store.write('metrics.series', { series, limits: LIMITS });
    const before = (await store.read('storage.space', {})).fileBytes;
    const rate = await perSecond(SERIES * SECONDS, async () => {
      for (const { series: indexes, timesMs, values } of batches) {
        const batch = { storeId, ids: indexes.map((index) => ids[index] ?? 0), timesMs, values };
        await store.write('metrics.append', batch);
      }
      while ((await store.write('metrics.compact', {})).more);
    });
    while ((await store.write('storage.vacuumSlice', {})).freeBytes > 0);
    const after = (await store.read('storage.space', {})).fileBytes;
    return { rate, bytes: (after - before) / (SERIES * SECONDS) };
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function run(): Promise<BenchRow[]> {
  const batches = flushes();
  const text = batches.map(({ timesMs, values }) =>
    Array.from(values, (value, i) => `${timesMs[i]} ${value}`).join('\n'),
  );
  const results: { rate: number; bytes: number; plain: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const plain = await perSecond(SERIES * SECONDS, () =>
      text.map((lines) => lines.split('\n').map((line) => Number(line.slice(line.indexOf(' ') + 1)))),
    );
    results.push({ ...(await storeAll(batches)), plain });
  }
  return [
    {
      what: 'samples appended, committed and compacted',
      figure: median(results.map(({ rate }) => rate)),
      unit: 'samples/s',
      baseline: {
        what: 'parsing the same samples from text',
        figure: median(results.map(({ plain }) => plain)),
      },
      aim: { of: 'figure', atLeast: 100_000 },
    },
    {
      what: 'size in the file, indexes and pages included',
      figure: median(results.map(({ bytes }) => bytes)),
      unit: 'bytes/sample',
      baseline: { what: 'time and value as doubles', figure: 16 },
      aim: { of: 'figure', atMost: 4 },
    },
  ];
}

export const bench: Bench = { name: 'metrics', run };
