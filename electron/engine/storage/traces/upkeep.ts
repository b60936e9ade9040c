import type { StatementCache, WriteSession } from '../session.ts';
import type { DeletedSlice, DeleteRange, SignalUpkeep } from '../signal-upkeep.ts';
import { deleteSomeSpans, deleteTrace } from './recompute.ts';

/** Spans that one slice deletes, about: a few milliseconds of work. */
const SPANS_A_SLICE = 1000;
const TRACES_A_SLICE = 200;
const NANOS_PER_MS = 1_000_000n;

function oldestMs(session: StatementCache): number | null {
  const oldest = session
    .prepare<[], bigint | null>('SELECT min(start_ns) FROM traces WHERE start_ns > 0')
    .pluck()
    .safeIntegers()
    .get();
  return typeof oldest === 'bigint' ? Number(oldest / NANOS_PER_MS) : null;
}

const KEPT = 'NOT EXISTS (SELECT 1 FROM trace_files WHERE trace_no = no)';

/** A range that a person gave is one of the traces' own times. */
const OLDEST_BY_START = `SELECT no, span_count AS spans FROM traces
  WHERE start_ns >= ? AND start_ns < ? AND pinned = 0 AND ${KEPT}
  ORDER BY start_ns LIMIT ${TRACES_A_SLICE}`;

/** Age counts from the arrival: what is sent today is kept from today on, whenever it happened. */
const OLDEST_BY_ARRIVAL = `SELECT no, span_count AS spans FROM traces INDEXED BY traces_by_arrival
  WHERE received_ms >= ? AND received_ms < ? AND pinned = 0 AND ${KEPT}
  ORDER BY received_ms LIMIT ${TRACES_A_SLICE}`;

/** Deletes whole traces. A trace has no single entity, so none is deleted by entity. */
function deleteSlice(session: WriteSession, range: DeleteRange): DeletedSlice {
  if (range.entity !== undefined) return { items: 0, more: false };
  const oldest = findOldest(session, range);
  let items = 0;
  for (const [i, { no, spans }] of oldest.entries()) {
    if (items >= SPANS_A_SLICE) return { items, more: true };
    // A trace larger than a slice is taken away piece by piece, and its row with the last piece.
    if (spans > SPANS_A_SLICE) {
      items += deleteSomeSpans(session, no, SPANS_A_SLICE);
      return { items, more: true };
    }
    items += deleteTrace(session, no);
    if (i === TRACES_A_SLICE - 1) return { items, more: true };
  }
  return { items, more: false };
}

function findOldest(session: WriteSession, { startMs, endMs, crossing }: DeleteRange) {
  const isRetention = crossing === 'keep';
  const range = [startMs, endMs].map((ms) => BigInt(Math.trunc(ms)));
  return session
    .prepare<unknown[], { no: number; spans: number }>(isRetention ? OLDEST_BY_ARRIVAL : OLDEST_BY_START)
    .all(...(isRetention ? range : range.map((ms) => ms * NANOS_PER_MS)));
}

export const traceUpkeep: SignalUpkeep = { signal: 'traces', oldestMs, deleteSlice };
