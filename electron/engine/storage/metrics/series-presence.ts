import type { StatementCache } from '../session.ts';
import type { ReaderState } from './reader-state.ts';

export interface TimeRange {
  /** Both included. */
  startMs: number;
  endMs: number;
}

/** So few are asked for one by one. */
const FEW_SERIES = 300;

/** Tells when a series has its newest sample in the range, null where it has none in it. */
export type Presence = (seriesId: number) => number | null;

/** For the series at these places; chunks are told by their ends, so a gap inside one counts as samples. */
export function presenceIn(
  session: StatementCache,
  { head }: ReaderState,
  ids: readonly number[],
  { startMs, endMs }: TimeRange,
): Presence {
  const inChunks =
    ids.length <= FEW_SERIES ? chunkEndsOf(session, ids, startMs, endMs) : chunkEnds(session, startMs, endMs);
  return (id) => {
    const inHead = head.newestIn(id, startMs, endMs);
    const newest = Math.max(inHead ?? Number.NEGATIVE_INFINITY, inChunks.get(id) ?? Number.NEGATIVE_INFINITY);
    return newest === Number.NEGATIVE_INFINITY ? null : newest;
  };
}

/** A walk over the index alone, which holds every column that is asked for. */
function chunkEnds(session: StatementCache, startMs: number, endMs: number): Map<number, number> {
  const rows = session
    .prepare<[number, number], [number, number]>(
      `SELECT series_id, max(end_ms) FROM metric_chunks INDEXED BY chunks_by_series
        WHERE end_ms >= ? AND start_ms <= ? GROUP BY series_id`,
    )
    .raw()
    .all(startMs, endMs);
  return new Map(rows.map(([id, end]) => [id, Math.min(end, endMs)]));
}

function chunkEndsOf(
  session: StatementCache,
  ids: readonly number[],
  startMs: number,
  endMs: number,
): Map<number, number> {
  const newest = session
    .prepare<[number, number, number], number | null>(
      'SELECT max(end_ms) FROM metric_chunks WHERE series_id = ? AND end_ms >= ? AND start_ms <= ?',
    )
    .pluck();
  const ends = new Map<number, number>();
  for (const id of ids) {
    const end = newest.get(id, startMs, endMs);
    if (end !== null && end !== undefined) ends.set(id, Math.min(end, endMs));
  }
  return ends;
}
