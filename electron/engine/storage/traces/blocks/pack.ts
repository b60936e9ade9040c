import type { StatementCache, WriteSession } from '../../session.ts';
import { addUsage } from '../../signal-upkeep.ts';
import { smaller } from '../bigint-order.ts';
import { forgetTraceStates, idsToBlob, spanBytes } from '../trace-state.ts';
import { type BlockPart, type BlockSpan, type EncodedSpanBlock, SpanBlockBuilder } from './block-builder.ts';

/**
 * Spans are stored as rows, which is quick and finds duplicates, and take about 370 bytes each on the bench's span
 * (270 of them payload). When a trace has been quiet for a while its rows are packed: read and compressed by a
 * reader thread, put in place by the writer, which checks that nothing of it changed in between. A span that comes
 * later is a row again, and a further part of its trace in a later block.
 *
 * Measured for the choice on 41,000 of the bench's spans (8 attributes and an event in 269 bytes of payload, rows of
 * 367 bytes), bytes a span: each payload under zstd 249 and the row's columns 98; one zstd frame a trace 45, the
 * columns 98, and nothing to search by; blocks of columns with a dictionary of values 2.0, or 16.9 with random ids,
 * starts and durations, all included. Blocks of 1,000 spans take 4.3 and 18.6; larger ones than 4,096 take longer
 * than a millisecond to open for one trace.
 */
export interface PackedSpans {
  block: EncodedSpanBlock;
  /** What was read of each part, to see whether it is still so. */
  rows: PackedRows[];
}

export interface PackedRows extends BlockPart {
  /** Rows with span ids up to this one; null for all. */
  upTo: Buffer | null;
  /** Sum of the rows' source ids: a span may be handed from one source to another. */
  sources: number;
  /** Sum of `spanBytes`. */
  bytes: number;
}

const BLOCK_SPANS = 4096;
const BLOCK_PAYLOAD = 4 * 2 ** 20;
const TRACES_AT_ONCE = BLOCK_SPANS;
/** What a block takes beside its frames, and a trace's part of it. */
const BLOCK_BYTES = 300;
const PART_BYTES = 12;

export interface PackSpans {
  /** Traces that got no span since this time, in milliseconds, are packed… */
  quietSinceMs: number;
  /** …when they fill a block, or one of them is quiet since this time. */
  waitingSinceMs: number;
}

type RawRow = Record<Exclude<keyof BlockSpan, 'span_id' | 'parent_id' | 'payload'>, bigint> &
  Pick<BlockSpan, 'span_id' | 'parent_id' | 'payload'>;

const ROWS = `SELECT span_id, parent_id, kind, service, start_ns, duration_ns, name, status, event_count, resource,
    scope, source, payload
  FROM span_rows WHERE trace_no = ?`;

/** The next block; null when there is nothing to pack. */
export function* packSpans(
  session: StatementCache,
  { quietSinceMs, waitingSinceMs }: PackSpans,
): Generator<void, PackedSpans | null, void> {
  const quiet = session
    .prepare<unknown[], { no: number; received: number }>(
      `SELECT no, received_ms AS received FROM traces INDEXED BY traces_to_pack
        WHERE has_rows = 1 AND received_ms < ? ORDER BY received_ms LIMIT ${TRACES_AT_ONCE}`,
    )
    .all(quietSinceMs);
  const builder = new SpanBlockBuilder();
  const rows: PackedRows[] = [];
  for (const { no } of quiet) {
    const part = readPart(session, no);
    // It was packed or deleted since the list was made.
    if (part.spans.length === 0) continue;
    if (builder.spans > 0 && builder.spans + part.spans.length > BLOCK_SPANS + BLOCK_SPANS / 8) break;
    builder.add(no, part.spans);
    rows.push(part.rows);
    if (isFull(builder)) break;
    if (rows.length % 64 === 0) yield;
  }
  if (rows.length === 0) return null;
  const isWaiting = quiet.some(({ received }) => received < waitingSinceMs);
  if (!isFull(builder) && !isWaiting) return null;
  yield;
  return { block: builder.finish(), rows };
}

const isFull = (builder: SpanBlockBuilder): boolean =>
  builder.spans >= BLOCK_SPANS - BLOCK_SPANS / 8 ||
  builder.payloadBytes >= BLOCK_PAYLOAD ||
  builder.hasManyKeys;

/** A trace's rows, or of one with very many those with the lowest span ids. */
function readPart(session: StatementCache, no: number): { spans: BlockSpan[]; rows: PackedRows } {
  const upTo =
    session
      .prepare<unknown[], Buffer>(
        `SELECT span_id FROM span_rows WHERE trace_no = ? ORDER BY span_id LIMIT 1 OFFSET ${BLOCK_SPANS - 1}`,
      )
      .pluck()
      .get(no) ?? null;
  const statement = session
    .prepare<unknown[], RawRow>(upTo ? `${ROWS} AND span_id <= ?` : ROWS)
    .safeIntegers();
  const spans = (upTo ? statement.all(no, upTo) : statement.all(no)).map(toSpan);
  let sources = 0;
  let bytes = 0;
  for (const { source, payload } of spans) {
    sources += source;
    bytes += spanBytes(payload.length);
  }
  return { spans, rows: { no, spans: spans.length, upTo, sources, bytes } };
}

const toSpan = (row: RawRow): BlockSpan => ({
  span_id: row.span_id,
  parent_id: row.parent_id,
  kind: Number(row.kind),
  service: Number(row.service),
  start_ns: row.start_ns,
  duration_ns: row.duration_ns,
  name: Number(row.name),
  status: Number(row.status),
  event_count: Number(row.event_count),
  resource: Number(row.resource),
  scope: Number(row.scope),
  source: Number(row.source),
  payload: row.payload,
});

/** What a part takes of its block, the same when added and when removed. */
export const partBytes = (block: { bytes: number; spans: number }, spans: number): number =>
  PART_BYTES + Math.round((block.bytes * spans) / block.spans);

/** Puts the block in the place of the rows; false, and nothing changed, when they are not as they were. */
export function replaceRows(session: WriteSession, { block, rows }: PackedSpans): boolean {
  if (!rows.every((part) => isUnchanged(session, part))) return false;
  const bytes = BLOCK_BYTES + block.keys.length + block.dictionary.length + block.attributes.length;
  const id = insertBlock(session, block, bytes);
  const entry = session.prepare('INSERT INTO trace_blocks (trace_no, block, spans) VALUES (?, ?, ?)');
  const update = session.prepare(
    `UPDATE traces SET bytes = bytes + ?, has_rows = EXISTS (SELECT 1 FROM span_rows WHERE trace_no = no)
      WHERE no = ?`,
  );
  let change = 0;
  for (const part of rows) {
    const { no, upTo } = part;
    if (upTo) session.prepare('DELETE FROM span_rows WHERE trace_no = ? AND span_id <= ?').run(no, upTo);
    else session.prepare('DELETE FROM span_rows WHERE trace_no = ?').run(no);
    const own = partBytes({ bytes, spans: block.spans }, part.spans) - part.bytes;
    entry.run(no, id, part.spans);
    update.run(own, no);
    change += own;
  }
  addUsage(session, 'traces', 0, change);
  forgetTraceStates(session);
  return true;
}

function isUnchanged(session: WriteSession, { no, spans, sources, upTo }: PackedRows): boolean {
  const sql = 'SELECT count(*) AS spans, total(source) AS sources FROM span_rows WHERE trace_no = ?';
  const found = upTo
    ? session.prepare<unknown[], PackedRows>(`${sql} AND span_id <= ?`).get(no, upTo)
    : session.prepare<unknown[], PackedRows>(sql).get(no);
  return found?.spans === spans && found.sources === sources;
}

function insertBlock(session: WriteSession, block: EncodedSpanBlock, bytes: number): number | bigint {
  const start = session
    .prepare<[number], bigint>('SELECT start_ns FROM traces WHERE no = ?')
    .pluck()
    .safeIntegers();
  const earliest = block.parts.reduce(
    (least, { no }) => smaller(least, start.get(no) ?? least),
    block.minStartNs,
  );
  const { lastInsertRowid } = session
    .prepare(
      `INSERT INTO span_blocks (spans, traces, last_no, min_start_ns, max_start_ns, longest_ns, errors, bytes,
          services, names, resources)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      block.spans,
      block.parts.length,
      block.parts.reduce((last, { no }) => Math.max(last, no), 0),
      earliest,
      block.maxStartNs,
      block.longestNs,
      block.errors,
      bytes,
      idsToBlob(block.services),
      idsToBlob(block.names),
      idsToBlob(block.resources),
    );
  session
    .prepare('INSERT INTO span_block_data (id, dictionary, keys, attributes) VALUES (?, ?, ?, ?)')
    .run(lastInsertRowid, block.dictionary, block.keys, block.attributes);
  return lastInsertRowid;
}

/** How much is packed. */
// biome-ignore lint/correctness/useYield: one sum over a short table
export function* packedTotals(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, { blocks: number; spans: number; bytes: number }, void> {
  const totals = session
    .prepare<[], { blocks: number; spans: number; bytes: number }>(
      'SELECT count(*) AS blocks, total(spans) AS spans, total(bytes) AS bytes FROM span_blocks',
    )
    .get();
  return totals ?? { blocks: 0, spans: 0, bytes: 0 };
}
