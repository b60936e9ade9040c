import { randomnessOfId, rejectionThreshold } from '../../formats/spans/trace-randomness.ts';
import type { WriteSession } from '../session.ts';
import { partsOfTrace } from './blocks/block-store.ts';
import { deleteSomeSpans, deleteTrace } from './recompute.ts';

/** What one slice looks at and deletes at most: a few milliseconds of work. */
const TRACES_A_SLICE = 200;
const SPANS_A_SLICE = 1_000;

export interface TailRules {
  /** Traces of which nothing has arrived since this moment are over. */
  quietSinceMs: number;
  slowerThanNano: bigint;
  /** Part of the traces without error that are not slow, kept all the same. */
  keepRest: number;
}

export interface JudgedTraces {
  judged: number;
  removed: number;
  /** Spans that went with them, by the receiver they came from. */
  removedSpans: [receiver: string, spans: number][];
  more: boolean;
}

interface OverTrace {
  no: number;
  trace_id: Buffer;
  received_ms: number;
  span_count: number;
  error_count: number;
  is_slow: number;
  in_file: number;
}

const OVER = `SELECT no, trace_id, received_ms, span_count, error_count, end_ns - start_ns >= ? AS is_slow,
    opening IS NOT NULL OR EXISTS (SELECT 1 FROM trace_files WHERE trace_no = no) AS in_file
  FROM traces INDEXED BY traces_by_arrival
  WHERE pinned = 0 AND received_ms >= ? AND (received_ms > ? OR no > ?) AND received_ms < ?
  ORDER BY received_ms, no LIMIT ${TRACES_A_SLICE}`;

/** From now on what arrives is judged; where it was so already, it goes on from where it was. */
function startTail(session: WriteSession, { nowMs }: { nowMs: number }): void {
  session
    .prepare('INSERT OR IGNORE INTO trace_tail (id, judged_ms, judged_no) VALUES (1, ?, 0)')
    .run(Math.trunc(nowMs));
}

function stopTail(session: WriteSession, _params: Record<string, never>): void {
  session.prepare('DELETE FROM trace_tail').run();
}

/**
 * Looks at the next traces that are over, in order of their last arrival, and deletes those that no rule keeps. A
 * trace that is pinned or came from a file is never deleted.
 */
function judgeTail(session: WriteSession, rules: TailRules): JudgedTraces {
  const result: JudgedTraces = { judged: 0, removed: 0, removedSpans: [], more: false };
  const place = session
    .prepare<[], { judged_ms: number; judged_no: number }>('SELECT judged_ms, judged_no FROM trace_tail')
    .get();
  if (!place) return result;
  const { judged_ms: ms, judged_no: no } = place;
  const over = session
    .prepare<unknown[], OverTrace>(OVER)
    .all(rules.slowerThanNano, ms, ms, no, Math.trunc(rules.quietSinceMs));
  const removed = new Map<string, number>();
  let spans = 0;
  let last: OverTrace | null = null;
  for (const trace of over) {
    if (spans >= SPANS_A_SLICE) break;
    if (!isKept(trace, rules)) {
      const receiver = receiverOf(session, trace.no);
      const large = trace.span_count > SPANS_A_SLICE;
      const deleted = large
        ? deleteSomeSpans(session, trace.no, SPANS_A_SLICE)
        : deleteTrace(session, trace.no);
      removed.set(receiver, (removed.get(receiver) ?? 0) + deleted);
      spans += deleted;
      // A large trace goes piece by piece: it is found again until the last piece is gone.
      if (large) break;
      result.removed++;
    }
    result.judged++;
    last = trace;
  }
  if (last) {
    session.prepare('UPDATE trace_tail SET judged_ms = ?, judged_no = ?').run(last.received_ms, last.no);
  }
  const done = over.at(-1);
  return {
    ...result,
    removedSpans: [...removed],
    more: done !== undefined && (last !== done || over.length === TRACES_A_SLICE),
  };
}

const isKept = (trace: OverTrace, { keepRest }: TailRules): boolean =>
  trace.error_count > 0 ||
  trace.is_slow === 1 ||
  trace.in_file === 1 ||
  (keepRest > 0 && randomnessOfId(trace.trace_id, 0) >= rejectionThreshold(keepRest));

/** The spans of a trace come from one receiver, but for rare cases. */
const receiverOf = (session: WriteSession, no: number): string =>
  session
    .prepare<[number], string>('SELECT name FROM trace_sources WHERE id = ?')
    .pluck()
    .get(sourceOf(session, no)) ?? '';

function sourceOf(session: WriteSession, no: number): number {
  const ofRow = session
    .prepare<[number], number>('SELECT source FROM span_rows WHERE trace_no = ? LIMIT 1')
    .pluck()
    .get(no);
  if (ofRow !== undefined) return ofRow;
  for (const { block, part } of partsOfTrace(session, no)) return block.keys.numbers('source')[part.from]!;
  return 0;
}

export const tailWriteOps = {
  'traces.tailStart': startTail,
  'traces.tailStop': stopTail,
  'traces.tailJudge': judgeTail,
};
