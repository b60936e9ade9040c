import type { StatementCache } from '../session.ts';
import { decodeHead, type SampleBatch } from './head.ts';
import { SampleRun } from './sample-run.ts';

const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;

/** What the writer keeps of a range of ids. */
class SeriesPage {
  /** 1 where the series is known to be in the file. */
  readonly known = new Uint8Array(PAGE);
  readonly newestMs = new Float64Array(PAGE).fill(Number.NEGATIVE_INFINITY);
}

/** The rows that a writer's memory of the head stands for. */
interface Extent {
  least: number;
  most: number;
  /** Of them, those up to here are being compacted; 0 when none are. */
  compactedUpTo: number;
}

/**
 * What the writer keeps in memory of the samples that are not in chunks yet, so that it can tell late and repeated
 * samples, and compact, without reading. The head's rows are the truth: after anything was rolled back, or when a
 * process starts, it is built from them.
 */
export class WriterHead {
  #extent: Extent;
  readonly #pages: SeriesPage[] = [];
  /** Of rows above what is being compacted. */
  current = new SampleRun();
  compacting: SampleRun | null = null;
  rows = 0;

  constructor(session: StatementCache) {
    this.#extent = extentOf(session);
    const upTo = this.#extent.compactedUpTo;
    const rows = session
      .prepare<[], { id: number; data: Uint8Array }>('SELECT id, data FROM metric_heads ORDER BY id')
      .all();
    if (upTo > 0) this.compacting = new SampleRun();
    for (const { id, data } of rows) {
      const batch = decodeHead(data);
      (id <= upTo ? (this.compacting ?? this.current) : this.current).pushAll(batch);
      this.#see(batch);
    }
    this.rows = rows.length;
  }

  isOf(session: StatementCache): boolean {
    const { least, most, compactedUpTo } = extentOf(session);
    const own = this.#extent;
    return least === own.least && most === own.most && compactedUpTo === own.compactedUpTo;
  }

  /** After a row with what was just pushed was written. */
  wroteRow(session: StatementCache): void {
    this.rows++;
    this.#extent = extentOf(session);
  }

  /** Everything so far is compacted from now on; what comes gathers anew. */
  startCompaction(session: StatementCache): void {
    this.compacting = this.current;
    this.current = new SampleRun();
    this.#extent = extentOf(session);
  }

  endCompaction(session: StatementCache, rowsGone: number): void {
    this.compacting = null;
    this.rows -= rowsGone;
    this.#extent = extentOf(session);
  }

  has(id: number): boolean {
    return this.current.has(id) || (this.compacting?.has(id) ?? false);
  }

  /** Time of the newest sample, -Infinity where there is none, null where there is no such series. */
  newestMs(session: StatementCache, id: number): number | null {
    const page = this.#page(id);
    const slot = id & (PAGE - 1);
    if (page.known[slot] === 0) {
      const row = session
        .prepare<[number], { newest: number | null }>(
          `SELECT (SELECT max(end_ms) FROM metric_chunks WHERE series_id = series.id) AS newest
            FROM series WHERE id = ?`,
        )
        .get(id);
      if (!row) return null;
      page.known[slot] = 1;
      page.newestMs[slot] = Math.max(page.newestMs[slot] as number, row.newest ?? Number.NEGATIVE_INFINITY);
    }
    return page.newestMs[slot] as number;
  }

  setNewest(id: number, timeMs: number): void {
    this.#page(id).newestMs[id & (PAGE - 1)] = timeMs;
  }

  forget(id: number): void {
    const page = this.#page(id);
    page.known[id & (PAGE - 1)] = 0;
    page.newestMs[id & (PAGE - 1)] = Number.NEGATIVE_INFINITY;
  }

  #see({ ids, timesMs }: SampleBatch): void {
    for (let i = 0; i < ids.length; i++) {
      const page = this.#page(ids[i] as number);
      const slot = (ids[i] as number) & (PAGE - 1);
      if ((timesMs[i] as number) > (page.newestMs[slot] as number))
        page.newestMs[slot] = timesMs[i] as number;
    }
  }

  #page(id: number): SeriesPage {
    let page = this.#pages[id >>> PAGE_BITS];
    if (!page) {
      page = new SeriesPage();
      this.#pages[id >>> PAGE_BITS] = page;
    }
    return page;
  }
}

function extentOf(session: StatementCache): Extent {
  const end = (sql: string) => session.prepare<[], number | null>(sql).pluck().get() ?? 0;
  return {
    least: end('SELECT min(id) FROM metric_heads'),
    most: end('SELECT max(id) FROM metric_heads'),
    compactedUpTo: end('SELECT up_to_head FROM metric_compaction'),
  };
}

const heads = new WeakMap<StatementCache, WriterHead>();

/** The head of this connection, read from the file where it is not known. */
export function writerHead(session: StatementCache): WriterHead {
  const known = heads.get(session);
  if (known?.isOf(session)) return known;
  const head = new WriterHead(session);
  heads.set(session, head);
  return head;
}

/** It is read from the file at its next use. */
export const forgetWriterHead = (session: StatementCache): boolean => heads.delete(session);
