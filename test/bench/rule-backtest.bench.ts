import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Store } from '../../electron/engine/storage/store.ts';
import type { DraftRule } from '../../shared/contract/alerts.ts';
import { seriesLabels } from '../../shared/model/series.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';

const CONTAINERS = 50;
const STEP_MS = 15_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const T0 = Date.UTC(2026, 0, 5);
const LIMIT_BYTES = 1e9;
const BATCH = 20;
const LIMITS = { perName: 200_000, inAll: 200_000 };

/** Each container passes nine tenths of its limit a few times a day, at times of its own. */
const memoryAt = (container: number, step: number): number =>
  LIMIT_BYTES * (0.6 + 0.35 * Math.sin(step / 400 + container) + 0.01 * ((step * 7919 + container) % 5));

/** A week of what containers use and may use, every 15 s, through the store's own way in. */
async function storeWeek(store: Store): Promise<void> {
  const series = Array.from({ length: CONTAINERS * 2 }, (_, i) => {
    const [name, container] = [i % 2 === 0 ? 'working_set' : 'limit', i >> 1];
    const metric =
      name === 'limit' ? 'container_spec_memory_limit_bytes' : 'container_memory_working_set_bytes';
    return { labels: seriesLabels(metric, [['name', `shop-${container}`]]), entity: null };
  });
  const { storeId, ids } = await store.write('metrics.series', { series, limits: LIMITS });
  const steps = WEEK_MS / STEP_MS;
  for (let from = 0; from < steps; from += BATCH) {
    const to = Math.min(steps, from + BATCH);
    const size = series.length * (to - from);
    const batch = {
      ids: new Uint32Array(size),
      timesMs: new Float64Array(size),
      values: new Float64Array(size),
    };
    for (let step = from, at = 0; step < to; step++) {
      for (const [i, id] of ids.entries()) {
        batch.ids[at] = id as number;
        batch.timesMs[at] = T0 + step * STEP_MS;
        batch.values[at++] = i % 2 === 0 ? memoryAt(i >> 1, step) : LIMIT_BYTES;
      }
    }
    const { compact } = await store.write('metrics.append', { storeId, ...batch });
    if (compact) while ((await store.write('metrics.compact', {})).more);
  }
  while ((await store.write('metrics.compact', {})).more);
}

async function millis(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const rules: [what: string, expr: string, rangeMs: number, aimMs: number][] = [
  ['a threshold on memory, a day', `container_memory_working_set_bytes > ${0.9 * LIMIT_BYTES}`, DAY_MS, 500],
  [
    'memory against limit, a day',
    '100 * max by (name) (container_memory_working_set_bytes) / max by (name) (container_spec_memory_limit_bytes) > 90',
    DAY_MS,
    1_000,
  ],
  ['a rule that always holds, a day', 'container_memory_working_set_bytes > 0', DAY_MS, 1_000],
  [
    'a threshold on memory, a week',
    `container_memory_working_set_bytes > ${0.9 * LIMIT_BYTES}`,
    WEEK_MS - STEP_MS,
    3_000,
  ],
];

/** The same expression as one query, or as many as a range of that length needs. */
const MOST_STEPS = 11_000;

async function measure(store: Store): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [what, expr, rangeMs, aimMs] of rules) {
    const endMs = T0 + WEEK_MS - STEP_MS;
    const range = { startMs: endMs - rangeMs, endMs, stepMs: STEP_MS };
    const rule: DraftRule = {
      name: 'Bench',
      expr,
      forMs: 60_000,
      keepFiringForMs: 0,
      labels: [['severity', 'warning']],
      annotations: [['summary', '{{ $labels.name }} is at {{ $value }}']],
    };
    const asked = { rule, ...range, limit: 100, groupLimit: 0, externalLabels: [] };
    const query = async () => {
      const pieceMs = MOST_STEPS * STEP_MS;
      for (let startMs = range.startMs; startMs <= endMs; startMs += pieceMs) {
        const piece = { startMs, endMs: Math.min(endMs, startMs + pieceMs - STEP_MS), stepMs: STEP_MS };
        await store.read('promql.range', { ...piece, expr, mostSeries: 1_000 });
      }
    };
    const { backtest, range: baseline } = await medians({
      backtest: () => millis(() => store.read('promql.backtest', asked)),
      range: () => millis(query),
    });
    rows.push({
      what: `${what} at 15 s, ${CONTAINERS} containers`,
      figure: backtest,
      unit: 'ms',
      baseline: { what: 'promql.range of the same expression', figure: baseline },
      aim: { of: 'figure', atMost: aimMs },
    });
  }
  return rows;
}

async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  try {
    await storeWeek(store);
    return await measure(store);
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'rule-backtest', run };
