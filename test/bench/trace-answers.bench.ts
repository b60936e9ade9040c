import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import pino from 'pino';
import { transferables } from '../../electron/engine/formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../../electron/engine/formats/spans/span-batch-builder.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { packSpans } from '../../electron/engine/traces/span-packer.ts';
import { analyseTrace } from '../../shared/trace-analysis/analyse-trace.ts';
import { compareTraces, rankedChanges } from '../../shared/trace-analysis/compare.ts';
import { type Bench, type BenchRow, medians } from './harness.ts';
import { columnsJson, largeTrace } from './large-detail.ts';
import { loadSpans } from './span-load.ts';

const LARGE_SPANS = 250_000;
const STORED_SPANS = 400_000;
const SPANS_A_BATCH = 2_000;
const everything = { start: 0n, end: 2n ** 62n };
const some = (count: number) => count.toLocaleString('en-US');

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function row(
  what: string,
  work: () => unknown,
  baseline: { what: string; work: () => unknown },
): Promise<BenchRow> {
  const { figure, bare } = await medians({ figure: () => timed(work), bare: () => timed(baseline.work) }, 3);
  return { what, figure, unit: 'ms', baseline: { what: baseline.what, figure: bare }, aim: null };
}

/** What the answers about one trace take, beside what it takes to read the trace as JSON. */
async function ofOneTrace(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const depth of [10, 1_500]) {
    const detail = largeTrace(LARGE_SPANS, depth);
    const text = columnsJson(detail);
    const parse = { what: 'JSON.parse of its columns', work: () => JSON.parse(text) };
    const what = `${some(LARGE_SPANS)} spans, ${some(depth)} deep`;
    rows.push(await row(`tree, critical path and all answers of ${what}`, () => analyseTrace(detail), parse));
    const other = largeTrace(LARGE_SPANS - 1_000, depth);
    const compare = () => rankedChanges(compareTraces(detail, other));
    rows.push(await row(`comparing two traces of ${what}`, compare, parse));
  }
  return rows;
}

async function fill(store: Store): Promise<void> {
  for (let done = 0; done < STORED_SPANS; done += SPANS_A_BATCH) {
    const builder = new SpanBatchBuilder(SPANS_A_BATCH);
    const { resource, scope, spans } = loadSpans(done, SPANS_A_BATCH);
    for (const span of spans) builder.add(resource, scope, span);
    const batch = builder.finish();
    const params = { batch, source: { kind: 'receiver', name: 'otlp-http' } as const, nowMs: 0 };
    await store.write('spans.insert', params, transferables(batch));
  }
}

/** Questions over all spans of a range, beside SQLite alone passing over their bytes. */
async function ofManyTraces(
  store: Store,
  stored: string,
  baseline: { what: string; work: () => unknown },
): Promise<BenchRow[]> {
  const difference = async () => {
    const selection = { minDurationNano: 60_000_000n, errorsOnly: false };
    const found = await store.read('traces.difference', { ...everything, query: '', selection });
    if (found.scannedSpans !== STORED_SPANS) throw new Error(`${found.scannedSpans} spans were compared`);
  };
  const doctor = async () => {
    const found = await store.read('traces.doctor', { ...everything, completeBefore: 2n ** 62n });
    if (found.spans < STORED_SPANS / 2) throw new Error(`${found.spans} spans were examined`);
  };
  const spans = `${some(STORED_SPANS)} spans ${stored}`;
  return [
    await row(`what is different, over ${spans}`, difference, baseline),
    await row(`the doctor, over the newest of ${spans}`, doctor, baseline),
    await row(
      `usual durations of all operations, of ${spans}`,
      () => store.read('traces.baselines', everything),
      baseline,
    ),
  ];
}

async function ofStore(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  const bare = new Database(join(dir, 'telemetry.db'), { readonly: true });
  try {
    await fill(store);
    const inRows = await ofManyTraces(store, 'in rows', {
      what: 'SQLite adding up the bytes of the rows',
      work: () => bare.prepare('SELECT sum(length(payload)), sum(duration_ns) FROM span_rows').get(),
    });
    await packSpans(store, { quietMs: 1, waitingMs: 1 });
    const blocks = bare.prepare<[], Record<'dictionary' | 'attributes', Buffer>>(
      'SELECT dictionary, attributes FROM span_block_data',
    );
    const packed = await ofManyTraces(store, 'packed', {
      what: 'zstd unpacking the blocks',
      work: () => {
        for (const { dictionary, attributes } of blocks.iterate()) {
          zstdDecompressSync(dictionary);
          zstdDecompressSync(attributes);
        }
      },
    });
    return [...inRows, ...packed];
  } finally {
    bare.close();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: 'trace-answers',
  run: async () => [...(await ofOneTrace()), ...(await ofStore())],
};
