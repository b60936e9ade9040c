import type { StatementCache, WriteSession } from '../session.ts';
import type { DeletedSlice, DeleteRange, SignalUpkeep } from '../signal-upkeep.ts';
import { deleteTrace } from './recompute.ts';

/** Spans that one slice deletes, about: a few milliseconds of work. */
const SPANS_A_SLICE = 1000;
const TRACES_A_SLICE = 200;
const NANOS_PER_MS = 1_000_000n;

function oldestMs(session: StatementCache): number | null {
  const oldest = session
    .prepare<[], bigint | null>('SELECT min(start_ns) FROM traces')
    .pluck()
    .safeIntegers()
    .get();
  return typeof oldest === 'bigint' ? Number(oldest / NANOS_PER_MS) : null;
}

const OLDEST = `SELECT no, span_count AS spans FROM traces
  WHERE start_ns >= ? AND start_ns < ? AND pinned = 0
    AND NOT EXISTS (SELECT 1 FROM trace_files WHERE trace_no = no)
  ORDER BY start_ns LIMIT ${TRACES_A_SLICE}`;

/** Whole traces only; a trace goes by its start. A trace has no single entity, so none is deleted by entity. */
function deleteSlice(session: WriteSession, { startMs, endMs, entity }: DeleteRange): DeletedSlice {
  if (entity !== undefined) return { items: 0, more: false };
  const range = [startMs, endMs].map((ms) => BigInt(Math.trunc(ms)) * NANOS_PER_MS);
  const oldest = session.prepare<unknown[], { no: number; spans: number }>(OLDEST).all(...range);
  let items = 0;
  let traces = 0;
  for (const { no } of oldest) {
    if (items >= SPANS_A_SLICE) break;
    items += deleteTrace(session, no);
    traces++;
  }
  return { items, more: traces < oldest.length || oldest.length === TRACES_A_SLICE };
}

export const traceUpkeep: SignalUpkeep = { signal: 'traces', oldestMs, deleteSlice };
