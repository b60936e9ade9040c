import type { TraceSummary } from '../../../../shared/contract/traces.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import { TRACE_IS_SHOWN } from '../files/read.ts';
import type { StatementCache } from '../session.ts';
import { nameText } from './names.ts';
import { blobToIds } from './trace-state.ts';

export interface TraceRow {
  no: bigint;
  trace_id: Buffer;
  start_ns: bigint;
  end_ns: bigint;
  span_count: bigint;
  error_count: bigint;
  root_service: bigint;
  root_name: bigint;
  pinned: bigint;
  services: Buffer;
  operations: Buffer | null;
  /** 0 when all of its spans are in blocks. */
  has_rows: bigint;
}

export const TRACE_COLUMNS = `t.no, t.trace_id, t.start_ns, t.end_ns, t.span_count, t.error_count,
  t.root_service, t.root_name, t.pinned, t.services, t.operations, t.has_rows`;

export function toSummary(session: StatementCache, row: TraceRow): TraceSummary {
  const root = nameText(session, Number(row.root_service));
  const services = [...blobToIds(row.services)].map((id) => nameText(session, id));
  return {
    traceId: hex(row.trace_id),
    rootService: root,
    rootName: nameText(session, Number(row.root_name)),
    startTimeUnixNano: row.start_ns,
    durationNano: row.end_ns - row.start_ns,
    spanCount: Number(row.span_count),
    serviceCount: services.length,
    services: services.sort((a, b) => (a === root ? -1 : b === root ? 1 : a.localeCompare(b))),
    errorCount: Number(row.error_count),
    pinned: row.pinned === 1n,
  };
}

export function findTrace(session: StatementCache, traceId: string): TraceRow | null {
  const row = session
    .prepare<[Buffer], TraceRow>(
      `SELECT ${TRACE_COLUMNS} FROM traces t WHERE t.trace_id = ? AND ${TRACE_IS_SHOWN}`,
    )
    .safeIntegers()
    .get(Buffer.from(traceId, 'hex'));
  return row ?? null;
}

const SPANS_A_SLICE = 5000;

/**
 * Goes through a trace's spans in slices of the primary key: `visit` is given the bounds of the span ids,
 * lower excluded and upper included, as parameters for its own statement.
 */
export function* spanSlices(
  session: StatementCache,
  no: number,
  visit: (lower: Buffer, upper: Buffer) => void,
): Generator<void, void, void> {
  const boundary = session.prepare<unknown[], { span_id: Buffer }>(
    `SELECT span_id FROM span_rows WHERE trace_no = ? AND span_id > ? ORDER BY span_id
      LIMIT 1 OFFSET ${SPANS_A_SLICE}`,
  );
  let lower: Buffer = BEFORE_ALL;
  for (;;) {
    const upper = boundary.get(no, lower)?.span_id;
    visit(lower, upper ?? AFTER_ALL);
    if (!upper) return;
    lower = upper;
    yield;
  }
}

const BEFORE_ALL = Buffer.alloc(0);
/** Longer than any span id, of its largest bytes. */
const AFTER_ALL = Buffer.alloc(9, 0xff);

/** Bounds that hold every span id. */
export const ALL_SPANS: readonly [lower: Buffer, upper: Buffer] = [BEFORE_ALL, AFTER_ALL];
