import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pino from 'pino';
import { transferables } from '../../electron/engine/formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../../electron/engine/formats/spans/span-batch-builder.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';
import { loadSpans, SPANS_A_TRACE } from './span-load.ts';

const TRACES = 40_000;
const SMALL_SPANS = TRACES * SPANS_A_TRACE;
const LARGE = [10_000, 100_000];
const SPANS_A_BATCH = 2_000;
const everything = { start: 0n, end: 2n ** 62n, query: '', order: 'newest' as const, limit: 200 };

async function fill(store: Store, from: number, count: number, spansATrace: number): Promise<void> {
  for (let done = 0; done < count; done += SPANS_A_BATCH) {
    const builder = new SpanBatchBuilder(SPANS_A_BATCH);
    const { resource, scope, spans } = loadSpans(
      from + done,
      Math.min(SPANS_A_BATCH, count - done),
      spansATrace,
    );
    for (const span of spans) builder.add(resource, scope, span);
    const batch = builder.finish();
    const params = { batch, source: { kind: 'receiver', name: 'otlp-http' } as const, nowMs: 0 };
    await store.write('spans.insert', params, transferables(batch));
  }
}

/** Milliseconds. */
async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function row(
  what: string,
  work: () => Promise<unknown>,
  baseline: { what: string; work: () => unknown },
  atMost: number | null,
): Promise<BenchRow> {
  const figures = await medians({ figure: () => timed(work), bare: () => timed(baseline.work) }, 3);
  return {
    what,
    figure: figures.figure,
    unit: 'ms',
    baseline: { what: baseline.what, figure: figures.bare },
    aim: atMost === null ? null : { of: 'figure', atMost },
  };
}

export const bench: Bench = {
  name: 'trace-queries',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const store = await Store.open(dir, false, pino({ level: 'silent' }));
    const bare = new Database(join(dir, 'telemetry.db'), { readonly: true });
    try {
      await fill(store, 0, SMALL_SPANS, SPANS_A_TRACE);
      const scan = {
        what: 'SQLite counting the traces',
        work: () => bare.prepare('SELECT sum(span_count) FROM traces').get(),
      };
      const size = `${TRACES.toLocaleString('en-US')} traces`;
      const search = (changes: object) => () => store.read('traces.search', { ...everything, ...changes });
      const rows = [
        await row(`first 200 of ${size}`, search({}), scan, 300),
        await row(`the longest of ${size}`, search({ order: 'longest' }), scan, null),
        await row(
          `the few with errors of ${size}`,
          search({ query: 'status:error', limit: 5000 }),
          scan,
          null,
        ),
        await row(
          `one attribute value in ${SMALL_SPANS.toLocaleString('en-US')} spans`,
          search({ query: 'user.id:user-7' }),
          {
            what: 'SQLite looking for the bytes',
            work: () =>
              bare
                .prepare('SELECT count(*) FROM span_rows WHERE instr(payload, ?) > 0')
                .get(Buffer.from('user-7')),
          },
          null,
        ),
        await row(
          `rate, errors, durations over ${SMALL_SPANS.toLocaleString('en-US')} spans`,
          () => store.read('traces.red', everything),
          scan,
          null,
        ),
      ];
      for (const [i, spans] of LARGE.entries()) {
        // A number space of its own, aligned so that all of it is one trace.
        const from = spans * (100_000 + i);
        await fill(store, from, spans, spans);
        const traceId = (from / spans + 1).toString(16).padStart(32, '0');
        rows.push(
          await row(
            `one trace of ${spans.toLocaleString('en-US')} spans`,
            async () => {
              const detail = await store.read('traces.detail', { traceId });
              if (detail?.kind.length !== spans) throw new Error('the trace is not whole');
            },
            {
              what: 'SQLite reading its rows',
              work: () =>
                bare
                  .prepare(
                    'SELECT * FROM span_rows WHERE trace_no = (SELECT no FROM traces WHERE trace_id = ?)',
                  )
                  .all(Buffer.from(traceId, 'hex')),
            },
            null,
          ),
        );
      }
      return rows;
    } finally {
      bare.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
