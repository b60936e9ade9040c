import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { TracePage } from '../../shared/contract/traces.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';
import { openSilently, storePacked } from './trace-store.ts';

/** Fewer to try it out. */
const SPANS = Number(process.env.TRIVET_BENCH_SPANS ?? 5_000_000);
const ROUNDS = 3;
const MOST_FILL_MS = 195_000;
const everything = { start: 0n, end: 2n ** 62n, order: 'newest' as const, limit: 200 };
/** What a view asks for, so that its first rows come soon. */
const FIRST_ANSWER_MS = 120;

interface Question {
  what: string;
  query: string;
  /** Traces on the page. */
  found(page: TracePage): boolean;
  atMost: number;
  budgetMs?: number;
}

const isFull = ({ traces }: TracePage) => traces.length === everything.limit;
const finds = (count: number) => (page: TracePage) => page.traces.length === count;

/** See span-load.ts: durations are 1 to 91 ms, every span has a user of its own, and one service has them all. */
const questions: Question[] = [
  {
    what: 'service and duration, one in 90',
    query: 'service:shop duration>90ms',
    found: isFull,
    atMost: 300,
  },
  {
    what: 'service and duration, hardly any: all of the store is judged',
    query: 'service:shop duration>90.999ms',
    found: ({ traces }) => traces.length > 0,
    atMost: 300,
  },
  { what: 'service and duration, none', query: 'service:shop duration>2s', found: finds(0), atMost: 300 },
  { what: 'the one span with an attribute value', query: 'user.id:user-7', found: finds(1), atMost: 2000 },
  {
    what: 'the same, first answer',
    query: 'user.id:user-7',
    found: ({ cursor }) => cursor !== null,
    budgetMs: FIRST_ANSWER_MS,
    atMost: 200,
  },
  { what: 'a frequent attribute value', query: 'cache.hit:true', found: isFull, atMost: 200 },
  { what: 'an attribute as a number', query: 'queue.load>0.98', found: isFull, atMost: 200 },
  { what: 'a pattern on an attribute', query: 'user.id~"-77$"', found: () => true, atMost: 2000 },
  {
    what: 'two attributes that are rare together',
    query: 'queue.load>=0.99 user.id:user-99',
    found: finds(1),
    atMost: 2000,
  },
  { what: 'an attribute that no span has', query: 'has:enduser.scope', found: finds(0), atMost: 2000 },
];

export const bench: Bench = {
  name: 'trace-search',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const store = await openSilently(dir);
    const bare = new Database(join(dir, 'telemetry.db'), { readonly: true });
    try {
      const start = performance.now();
      // A slow machine searches fewer, and the rows say how many.
      const stored = await storePacked(store, SPANS, MOST_FILL_MS);
      const seconds = (performance.now() - start) / 1000;
      const size = `${stored.toLocaleString('en-US')} spans`;
      const rows: BenchRow[] = [
        {
          what: `storing and packing ${size}`,
          figure: stored / seconds,
          unit: 'spans/s',
          baseline: null,
          aim: null,
        },
      ];
      const dictionaries = 'SELECT sum(length(dictionary) + instr(dictionary, ?)) FROM span_block_data';
      for (const { what, query, found, atMost, budgetMs } of questions) {
        const ask = async () => {
          const begun = performance.now();
          const page = await store.read('traces.search', {
            ...everything,
            query,
            ...(budgetMs ? { budgetMs } : {}),
          });
          if (stored >= 5_000_000 && !found(page)) throw new Error(`${query} found ${page.traces.length}`);
          return performance.now() - begun;
        };
        const scan = () => {
          const begun = performance.now();
          bare.prepare(dictionaries).get(Buffer.from('user-7'));
          return performance.now() - begun;
        };
        const figures = await medians({ ask, scan }, ROUNDS);
        rows.push({
          what: `${size}: ${what} (${query})`,
          figure: figures.ask,
          unit: 'ms',
          baseline: { what: 'SQLite reading the compressed dictionaries', figure: figures.scan },
          aim: { of: 'figure', atMost },
        });
      }
      return rows;
    } finally {
      bare.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
