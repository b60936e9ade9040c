import type { Signal } from '../../../shared/contract/app.ts';
import type { StatementCache, WriteSession } from './session.ts';

/** What a slice of deletion may touch: times in milliseconds, the end excluded. */
export interface DeleteRange {
  startMs: number;
  endMs: number;
  /** Only this entity's, where given. */
  entity?: string | undefined;
  /**
   * For what is stored in blocks: whether a block that crosses an end of the range is cut there (the standard: a
   * person asked for exactly this range), or stays until all of it is inside (retention, which would cut the same block every minute).
   */
  crossing?: 'cut' | 'keep' | undefined;
}

export interface DeletedSlice {
  items: number;
  /** True while the range may hold more that can be deleted; false must come at some time. */
  more: boolean;
}

/**
 * What every signal gives so that it can be counted and deleted. Its write operations report what they add and
 * remove with `addUsage`, in the same transaction.
 */
export interface SignalUpkeep {
  readonly signal: Signal;
  /** Milliseconds since the epoch of the oldest item, or null; one index lookup. */
  oldestMs(session: StatementCache): number | null;
  /**
   * Deletes what is oldest in the range, at most about ten milliseconds of work, so that ingest waits for no
   * longer than that. What is pinned or was opened from a file stays.
   */
  deleteSlice(session: WriteSession, range: DeleteRange): DeletedSlice;
}

/** After every time that is stored, and still an int64 in nanoseconds (the year 2255). */
export const END_OF_TIME_MS = 9_000_000_000_000;

/**
 * Adds to (or, with negative numbers, takes from) what a signal takes up. `bytes` is an estimate of what the rows
 * and their index entries take in the file, the same when added and when removed.
 */
export function addUsage(session: WriteSession, signal: Signal, items: number, bytes: number): void {
  session
    .prepare(
      `INSERT INTO signal_usage (signal, items, bytes) VALUES (?, ?, ?)
        ON CONFLICT (signal) DO UPDATE SET items = items + excluded.items, bytes = bytes + excluded.bytes`,
    )
    .run(signal, items, Math.round(bytes));
}
