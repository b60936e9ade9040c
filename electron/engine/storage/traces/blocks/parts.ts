import type { WriteSession } from '../../session.ts';
import { addUsage } from '../../signal-upkeep.ts';
import { noteUsed } from '../dictionary.ts';
import type { FullSpanRow } from '../spans.ts';
import { forgetTraceStates, spanBytes } from '../trace-state.ts';
import { openBlock } from './block-store.ts';
import { partBytes } from './pack.ts';

interface PartRow {
  block: number;
  spans: number;
  block_bytes: number;
  block_spans: number;
}

/** The trace's parts, as the writer changes them. */
const partsOf = (session: WriteSession, no: number): PartRow[] =>
  session
    .prepare<[number], PartRow>(
      `SELECT t.block, t.spans, b.bytes AS block_bytes, b.spans AS block_spans
        FROM trace_blocks t JOIN span_blocks b ON b.id = t.block WHERE t.trace_no = ? ORDER BY t.block`,
    )
    .all(no);

const bytesOf = ({ block_bytes, block_spans, spans }: PartRow): number =>
  partBytes({ bytes: block_bytes, spans: block_spans }, spans);

/** What the trace's parts take, and how many spans they hold. */
export function packedSize(session: WriteSession, no: number): { spans: number; bytes: number } {
  const parts = partsOf(session, no);
  return {
    spans: parts.reduce((sum, { spans }) => sum + spans, 0),
    bytes: parts.reduce((sum, part) => sum + bytesOf(part), 0),
  };
}

/** Takes the part out of the block, which goes with its last part. The trace's row is left as it is. */
function forgetPart(session: WriteSession, no: number, block: number): void {
  session.prepare('DELETE FROM trace_blocks WHERE trace_no = ? AND block = ?').run(no, block);
  session.prepare('UPDATE span_blocks SET traces = traces - 1 WHERE id = ?').run(block);
  const { changes } = session.prepare('DELETE FROM span_blocks WHERE id = ? AND traces = 0').run(block);
  if (changes > 0) session.prepare('DELETE FROM span_block_data WHERE id = ?').run(block);
}

/** Deletes all that is packed of the trace; answers how many spans that were. */
export function deleteParts(session: WriteSession, no: number): number {
  const parts = partsOf(session, no);
  for (const { block } of parts) forgetPart(session, no, block);
  return parts.reduce((sum, { spans }) => sum + spans, 0);
}

/** Deletes one part of the trace, with its row brought up to date; answers its spans, 0 when it has none. */
export function deleteOnePart(session: WriteSession, no: number): number {
  const [part] = partsOf(session, no);
  if (!part) return 0;
  forgetPart(session, no, part.block);
  session
    .prepare('UPDATE traces SET span_count = span_count - ?, bytes = bytes - ? WHERE no = ?')
    .run(part.spans, bytesOf(part), no);
  addUsage(session, 'traces', -part.spans, -bytesOf(part));
  forgetTraceStates(session);
  return part.spans;
}

export interface RemovedPart {
  /** Spans that were deleted rather than made into rows. */
  deleted: number;
}

/**
 * Makes one part of the trace into rows again, so that single spans can be taken away; where all of it came from
 * this source alone it is deleted at once. Null when the trace has no part.
 */
export function unpackPart(session: WriteSession, no: number, onlyFrom: number | null): RemovedPart | null {
  const [part] = partsOf(session, no);
  if (!part) return null;
  const block = openBlock(session, part.block);
  const placed = block?.keys.part(no);
  if (block && placed && onlyFrom !== null) {
    const sources = block.keys.numbers('source').subarray(placed.from, placed.from + placed.spans);
    if (sources.every((source) => source === onlyFrom)) return { deleted: deleteOnePart(session, no) };
  }
  const rows = block && placed ? block.fullRows(placed, placed) : [];
  forgetPart(session, no, part.block);
  for (const row of rows) {
    insertRow(session, no, row);
    noteUsed(session, 'names', Number(row.name));
    noteUsed(session, 'names', Number(row.service));
    noteUsed(session, 'resources', Number(row.resource));
    noteUsed(session, 'scopes', Number(row.scope));
  }
  const bytes = rows.reduce((sum, { payload }) => sum + spanBytes(payload.length), 0) - bytesOf(part);
  session.prepare('UPDATE traces SET has_rows = 1, bytes = bytes + ? WHERE no = ?').run(bytes, no);
  addUsage(session, 'traces', 0, bytes);
  forgetTraceStates(session);
  return { deleted: 0 };
}

function insertRow(session: WriteSession, no: number, row: FullSpanRow): void {
  session
    .prepare(
      `INSERT INTO span_rows (trace_no, span_id, kind, service, start_ns, parent_id, duration_ns, name, status,
          event_count, resource, scope, source, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      no,
      row.span_id,
      row.kind,
      row.service,
      row.start_ns,
      row.parent_id,
      row.duration_ns,
      row.name,
      row.status,
      row.event_count,
      row.resource,
      row.scope,
      row.source,
      row.payload,
    );
}
