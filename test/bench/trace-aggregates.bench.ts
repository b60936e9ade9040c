import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Bench, type BenchRow, medians } from './harness.ts';
import { openSilently, storePacked } from './trace-store.ts';

/** Fewer to try it out. */
const SPANS = Number(process.env.TRIVET_BENCH_SPANS ?? 5_000_000);
const MOST_FILL_MS = 195_000;
const ROUNDS = 3;
const range = { start: 0n, end: 2n ** 62n };

/** Milliseconds. */
async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** What many traces add up to, over all that is stored; one span in ten of the load is a call. */
export const bench: Bench = {
  name: 'trace-aggregates',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const store = await openSilently(dir);
    try {
      const stored = await storePacked(store, SPANS, MOST_FILL_MS);
      const bare = new Database(join(dir, 'telemetry.db'), { readonly: true });
      const row = async (
        what: string,
        work: () => Promise<unknown>,
        atMost: number | null,
      ): Promise<BenchRow> => {
        const sum = () => bare.prepare('SELECT sum(span_count) FROM traces').get();
        const figures = await medians({ figure: () => timed(work), bare: () => timed(sum) }, ROUNDS);
        return {
          what: `${what}, ${stored.toLocaleString('en-US')} spans`,
          figure: figures.figure,
          unit: 'ms',
          baseline: { what: 'SQLite counting the traces', figure: figures.bare },
          aim: atMost === null ? null : { of: 'figure', atMost },
        };
      };
      const filter = { query: '', ...range };
      const red = (by: 'service' | 'operation') => () =>
        store.read('traces.redTable', { by, ...range, steps: 60 });
      const rows = [
        await row('rate, errors and exact percentiles of services in 60 steps', red('service'), 1_000),
        await row('the same of operations', red('operation'), 1_000),
        await row('service map, an even choice of 150,000', () => store.read('traces.map', filter), null),
        await row('flame graph, an even choice of 400,000', () => store.read('traces.flame', filter), null),
      ];
      bare.close();
      return rows;
    } finally {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
