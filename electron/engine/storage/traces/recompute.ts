import { StatusCode } from '../../../../shared/model/span.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { PARENT } from './blocks/block-builder.ts';
import { blocksOfTrace, partsOfTrace } from './blocks/block-store.ts';
import { deleteOnePart, deleteParts, packedSize } from './blocks/parts.ts';
import { operationId } from './dictionary.ts';
import {
  addSpan,
  blobToIds,
  emptyState,
  forgetTraceStates,
  removeTraceServices,
  saveTrace,
  spanBytes,
  TRACE_BYTES,
  type TraceState,
} from './trace-state.ts';

interface SpanRow {
  service: bigint;
  name: bigint;
  start_ns: bigint;
  duration_ns: bigint;
  status: bigint;
  is_root: bigint;
  bytes: bigint;
}

interface SavedTrace {
  trace_id: Buffer;
  start_ns: bigint;
  received_ms: bigint;
  services: Buffer;
  span_count: bigint;
  bytes: bigint;
}

const savedTrace = (session: WriteSession, no: number) =>
  session
    .prepare<[number], SavedTrace>(
      'SELECT trace_id, start_ns, received_ms, services, span_count, bytes FROM traces WHERE no = ?',
    )
    .safeIntegers()
    .get(no);

/** Brings a trace's row up to date after spans were taken away; a trace without spans goes. */
export function recomputeTrace(session: WriteSession, no: number): void {
  const saved = savedTrace(session, no);
  if (!saved) return;
  const rows = session
    .prepare<[number], SpanRow>(
      `SELECT service, name, start_ns, duration_ns, status, length(parent_id) = 0 AS is_root,
          length(payload) AS bytes FROM span_rows WHERE trace_no = ?`,
    )
    .safeIntegers()
    .all(no);
  removeTraceServices(session, blobToIds(saved.services), saved.start_ns, no);
  forgetTraceStates(session);
  if (rows.length === 0 && blocksOfTrace(session, no).length === 0) {
    session.prepare('DELETE FROM traces WHERE no = ?').run(no);
    session.prepare('DELETE FROM trace_files WHERE trace_no = ?').run(no);
    takeUsage(session, saved, 0, -TRACE_BYTES);
    return;
  }
  const state = emptyState(no, saved.trace_id);
  for (const row of rows) {
    const service = Number(row.service);
    const name = Number(row.name);
    addSpan(state, {
      service,
      name,
      operation: operationId(session, service, name),
      startNs: row.start_ns,
      endNs: row.start_ns + row.duration_ns,
      isRoot: row.is_root === 1n,
      isError: Number(row.status) === StatusCode.error,
      bytes: spanBytes(Number(row.bytes)),
    });
  }
  addPacked(session, state);
  saveTrace(session, state, Number(saved.received_ms));
  if (rows.length === 0) session.prepare('UPDATE traces SET has_rows = 0 WHERE no = ?').run(no);
  takeUsage(session, saved, state.spanCount, state.bytes);
}

function addPacked(session: WriteSession, state: TraceState): void {
  for (const { block, part } of partsOfTrace(session, state.no)) {
    state.isPacked = true;
    const { keys } = block;
    const deltas = keys.exactStartDeltas();
    const durations = keys.exactDurations();
    for (let i = part.from; i < part.from + part.spans; i++) {
      const service = keys.numbers('service')[i]!;
      const name = keys.numbers('name')[i]!;
      const startNs = BigInt.asIntN(64, part.baseNs + deltas[i]!);
      addSpan(state, {
        service,
        name,
        operation: operationId(session, service, name),
        startNs,
        endNs: startNs + BigInt.asIntN(64, durations[i]!),
        isRoot: keys.parents[i] === PARENT.none,
        isError: keys.statuses[i] === StatusCode.error,
        bytes: 0,
      });
    }
  }
  state.bytes += packedSize(session, state.no).bytes;
}

/** Reports what is left of a trace in place of what it was. */
function takeUsage(session: WriteSession, saved: SavedTrace, spans: number, bytes: number): void {
  addUsage(session, 'traces', spans - Number(saved.span_count), bytes - Number(saved.bytes));
}

/** Deletes a trace with all that belongs to it; answers the spans that it had. */
export function deleteTrace(session: WriteSession, no: number): number {
  const saved = savedTrace(session, no);
  if (!saved) return 0;
  const { changes } = session.prepare('DELETE FROM span_rows WHERE trace_no = ?').run(no);
  const packed = deleteParts(session, no);
  session.prepare('DELETE FROM span_sources WHERE trace_no = ?').run(no);
  session.prepare('DELETE FROM trace_files WHERE trace_no = ?').run(no);
  removeTraceServices(session, blobToIds(saved.services), saved.start_ns, no);
  session.prepare('DELETE FROM traces WHERE no = ?').run(no);
  forgetTraceStates(session);
  takeUsage(session, saved, 0, -TRACE_BYTES);
  return changes + packed;
}

/**
 * Deletes about so many of a trace's spans, of one source where given (then only rows), and leaves its row otherwise as it is: the trace
 * goes with the next slices, or is recomputed after them. Answers how many were deleted.
 */
export function deleteSomeSpans(session: WriteSession, no: number, spans: number, source?: number): number {
  const packed = source === undefined ? deleteOnePart(session, no) : 0;
  if (packed > 0) return packed;
  const sizes = session
    .prepare<unknown[], { bytes: number }>(
      `DELETE FROM span_rows WHERE (trace_no, span_id, kind, service, start_ns) IN (
        SELECT trace_no, span_id, kind, service, start_ns FROM span_rows
          WHERE trace_no = ? AND (? IS NULL OR source = ?) LIMIT ?)
        RETURNING length(payload) AS bytes`,
    )
    .all(no, source ?? null, source ?? null, spans);
  const bytes = sizes.reduce((sum, row) => sum + spanBytes(row.bytes), 0);
  session
    .prepare('UPDATE traces SET span_count = span_count - ?, bytes = bytes - ? WHERE no = ?')
    .run(sizes.length, bytes, no);
  addUsage(session, 'traces', -sizes.length, -bytes);
  forgetTraceStates(session);
  return sizes.length;
}
