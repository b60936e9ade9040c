import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { ScopeSpans, Span } from '../../shared/model/span.ts';
import { durationNano, unixNano } from '../../shared/model/time.ts';
import type { Bench, BenchRow } from './harness.ts';
import { loadSpans } from './span-load.ts';
import { openSilently, packAll, storeSpans } from './trace-store.ts';

const SPANS = 200_000;

/** The same number always gives the same bytes, which look like those of a random id. */
const random = (of: string): Buffer => createHash('sha256').update(of).digest();
const randomId = (id: string) => (id === '' ? '' : random(id).toString('hex', 0, id.length / 2));

/** Ids, starts and durations as real ones are: the load's count up, which compresses far too well. */
function irregular(span: Span): Span {
  const bytes = random(`time ${span.spanId}`);
  const length = Math.exp((bytes.readUInt32LE(0) / 2 ** 32) * 18);
  return {
    ...span,
    traceId: randomId(span.traceId),
    spanId: randomId(span.spanId),
    parentSpanId: randomId(span.parentSpanId),
    startTimeUnixNano: unixNano(span.startTimeUnixNano + BigInt(bytes.readUInt32LE(4) % 50_000)),
    durationNano: durationNano(BigInt(Math.round(length))),
    attributes: [...span.attributes, ['http.request.id', randomId(`${span.spanId}ff`)]],
  };
}

function irregularSpans(from: number, count: number): ScopeSpans {
  const { spans, ...shared } = loadSpans(from, count);
  return { ...shared, spans: spans.map(irregular) };
}

/** Bytes of the pages in use, by table and index. */
function pages(dir: string): Map<string, number> {
  const db = new Database(join(dir, 'telemetry.db'), { readonly: true });
  try {
    const rows = db
      .prepare<[], { name: string; bytes: number }>(
        'SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name',
      )
      .all();
    return new Map(rows.map(({ name, bytes }) => [name, bytes]));
  } finally {
    db.close();
  }
}

const total = (sizes: Map<string, number>) => [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);

async function measure(what: string, load?: typeof loadSpans): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const store = await openSilently(dir);
  try {
    await storeSpans(store, 0, SPANS, load);
    const rows = total(pages(dir)) / SPANS;
    await packAll(store);
    const packed = pages(dir);
    const baseline = { what: 'the same spans as rows, before they are packed', figure: rows };
    const row = (part: string, figure: number, aim: BenchRow['aim']): BenchRow => ({
      what: `${what}: ${part}`,
      figure,
      unit: 'bytes/span',
      baseline,
      aim,
    });
    const parts = [...packed].filter(([, bytes]) => bytes / SPANS >= 0.5).sort(([, a], [, b]) => b - a);
    return [
      row('all tables and indexes', total(packed) / SPANS, { of: 'figure', atMost: 90 }),
      ...parts.map(([name, bytes]) => row(`of these ${name}`, bytes / SPANS, null)),
    ];
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const bench: Bench = {
  name: 'span-bytes',
  async run() {
    return [
      ...(await measure('8 attributes, 1 event, 10 spans a trace')),
      ...(await measure(
        'the same with random ids, starts, durations and a random ninth attribute',
        irregularSpans,
      )),
    ];
  },
};
