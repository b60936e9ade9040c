import type { StatementCache } from '../session.ts';
import { type MetricChanges, readChanges } from './changes.ts';
import { decodeHead } from './head.ts';
import { SampleRun } from './sample-run.ts';
import { SeriesCache } from './series-cache.ts';
import { SeriesIndex } from './series-index.ts';

const HEADS_A_SLICE = 16;
/** Series that are gone are harmless in the index; it is built anew no more often than this. */
const REBUILD_INDEX_AFTER_MS = 300_000;

/**
 * What one reader thread keeps of the metrics between queries: the index of series, the samples that are not in
 * chunks yet, and decoded samples. `follow` brings it up to what is committed.
 */
export class ReaderState {
  #changes: MetricChanges = { storeId: '', chunks: -1, series: -1 };
  #index = new SeriesIndex();
  #indexMadeMs = 0;
  #lastHead = 0;
  /** Rows of heads in their order, fetched and not yet decoded. */
  #fetched: Uint8Array[] = [];
  head = new SampleRun();
  readonly cache = new SeriesCache();
  /** Changes whenever samples moved into chunks: what was read from chunks before is to be read again. */
  version = 0;
  newestChunkMs = Number.NEGATIVE_INFINITY;

  get index(): SeriesIndex {
    return this.#index;
  }

  *follow(session: StatementCache): Generator<void, void, void> {
    // One snapshot: what is gone from the heads is then known to be in chunks.
    session.db.transaction(() => this.#fetch(session)).deferred();
    for (let i = 1; this.#fetched.length > 0; i++) {
      this.head.pushAll(decodeHead(this.#fetched.shift() as Uint8Array));
      if (i % HEADS_A_SLICE === 0) yield;
    }
    yield* this.#index.follow(session);
  }

  #fetch(session: StatementCache): void {
    const changes = readChanges(session);
    if (changes.storeId !== this.#changes.storeId || changes.chunks !== this.#changes.chunks) {
      this.version++;
      this.#lastHead = 0;
      this.#fetched = [];
      this.head = new SampleRun();
      this.newestChunkMs =
        session.prepare<[], number | null>('SELECT max(end_ms) FROM metric_chunks').pluck().get() ??
        Number.NEGATIVE_INFINITY;
    }
    const isOld = performance.now() - this.#indexMadeMs > REBUILD_INDEX_AFTER_MS;
    if (changes.storeId !== this.#changes.storeId || (changes.series !== this.#changes.series && isOld)) {
      this.#index = new SeriesIndex();
      this.#indexMadeMs = performance.now();
      this.#changes = { ...changes };
    }
    this.#changes.chunks = changes.chunks;
    const rows = session
      .prepare<[number], { id: number; data: Uint8Array }>(
        'SELECT id, data FROM metric_heads WHERE id > ? ORDER BY id',
      )
      .all(this.#lastHead);
    for (const { id, data } of rows) {
      this.#lastHead = id;
      this.#fetched.push(data);
    }
  }
}

const states = new WeakMap<StatementCache, ReaderState>();

export function readerState(session: StatementCache): ReaderState {
  let state = states.get(session);
  if (!state) {
    state = new ReaderState();
    states.set(session, state);
  }
  return state;
}
