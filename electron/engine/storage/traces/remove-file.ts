import type { WriteSession } from '../session.ts';
import { unpackPart } from './blocks/parts.ts';
import { fileSourceIds } from './dictionary.ts';
import { deleteSomeSpans, recomputeTrace } from './recompute.ts';

export interface RemoveFileSpans {
  fileId: number;
  /** Traces that one call works on at most, so that no transaction grows with the file. */
  traces: number;
}

export interface RemovedFileSpans {
  /** Spans deleted: those that came from nowhere else. */
  spans: number;
  /** True when nothing of the file is left. */
  done: boolean;
}

/** Takes one slice of a file's spans out again; spans that also came live or from another file stay. */
export function removeFileSpans(
  session: WriteSession,
  { fileId, traces }: RemoveFileSpans,
): RemovedFileSpans {
  let spans = 0;
  let left = traces;
  for (const source of fileSourceIds(session, fileId)) {
    const found = session
      .prepare<[number, number], { no: number }>(
        'SELECT trace_no AS no FROM trace_files WHERE source = ? LIMIT ?',
      )
      .all(source, left);
    for (const { no } of found) {
      const removed = removeFromTrace(session, source, no);
      spans += removed.spans;
      if (!removed.done) return { spans, done: false };
    }
    left -= found.length;
    if (left <= 0) return { spans, done: false };
    session.prepare('DELETE FROM trace_sources WHERE id = ?').run(source);
  }
  return { spans, done: true };
}

/** Spans with a further source are handed to it: a receiver rather than a file. */
const HAND_OVER = `UPDATE span_rows SET source = (
    SELECT x.source FROM span_sources x JOIN trace_sources s ON s.id = x.source
      WHERE x.trace_no = span_rows.trace_no AND x.span_id = span_rows.span_id AND x.kind = span_rows.kind
        AND x.service = span_rows.service AND x.start_ns = span_rows.start_ns
      ORDER BY s.kind = 'receiver' DESC, x.source LIMIT 1)
  WHERE trace_no = ? AND source = ? AND EXISTS (
    SELECT 1 FROM span_sources x
      WHERE x.trace_no = span_rows.trace_no AND x.span_id = span_rows.span_id AND x.kind = span_rows.kind
        AND x.service = span_rows.service AND x.start_ns = span_rows.start_ns)`;

/** A span's own source is not listed as a further one. */
const DROP_OWN = `DELETE FROM span_sources WHERE trace_no = ? AND EXISTS (
    SELECT 1 FROM span_rows s
      WHERE s.trace_no = span_sources.trace_no AND s.span_id = span_sources.span_id
        AND s.kind = span_sources.kind AND s.service = span_sources.service
        AND s.start_ns = span_sources.start_ns AND s.source = span_sources.source)`;

/** Spans of one trace that one call deletes. */
const SPANS_A_SLICE = 2000;

/** Answers the spans deleted, and whether the trace holds no more of the source. */
function removeFromTrace(
  session: WriteSession,
  source: number,
  no: number,
): { spans: number; done: boolean } {
  const further = hasFurtherSources(session, no);
  const unpacked = unpackPart(session, no, further ? null : source);
  if (unpacked) return { spans: unpacked.deleted, done: false };
  if (further) {
    session.prepare('DELETE FROM span_sources WHERE trace_no = ? AND source = ?').run(no, source);
    const handedOver = session.prepare(HAND_OVER).run(no, source).changes;
    if (handedOver > 0) session.prepare(DROP_OWN).run(no);
  }
  const spans = deleteSomeSpans(session, no, SPANS_A_SLICE, source);
  if (spans === SPANS_A_SLICE) return { spans, done: false };
  session.prepare('DELETE FROM trace_files WHERE source = ? AND trace_no = ?').run(source, no);
  recomputeTrace(session, no);
  return { spans, done: true };
}

const hasFurtherSources = (session: WriteSession, no: number): boolean =>
  session.prepare('SELECT 1 FROM span_sources WHERE trace_no = ? LIMIT 1').get(no) !== undefined;
