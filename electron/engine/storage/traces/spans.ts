import type { StatementCache } from '../session.ts';
import { spanSlices } from './trace-rows.ts';

/** A span without its attributes; times in nanoseconds, exact as doubles up to 104 days. */
export interface SpanKeyRow {
  span_id: Buffer;
  /** Empty for none. */
  parent_id: Buffer;
  kind: number;
  service: number;
  /** After the time that was asked for. */
  start: number;
  duration: number;
  name: number;
  status: number;
  resource: number;
  events: number;
  /** The payload where it may hold a database statement or a FOLLOWS_FROM reference; most spans are without. */
  call: Buffer | null;
}

export type SpanDurationRow = Pick<SpanKeyRow, 'service' | 'name' | 'duration'>;

export interface SpanRow extends Omit<SpanKeyRow, 'call'> {
  scope: number;
  /** See formats/otlp/span-codec.ts. */
  payload: Buffer;
}

/** All that is stored of a span; ids are those of the dictionaries. */
export interface FullSpanRow {
  span_id: Buffer;
  parent_id: Buffer;
  kind: bigint;
  service: bigint;
  start_ns: bigint;
  duration_ns: bigint;
  name: bigint;
  status: bigint;
  resource: bigint;
  scope: bigint;
  source: bigint;
  /** See formats/otlp/span-codec.ts. */
  payload: Buffer;
}

export const FULL_SPAN_COLUMNS = `span_id, parent_id, kind, service, start_ns, duration_ns, name, status, resource,
  scope, source, payload`;

/** A blob literal: two blobs are searched as they are, without reading them as text. */
const bytes = (text: string) => `x'${Buffer.from(text).toString('hex')}'`;

/**
 * The spans of a trace in slices of bounded work, in no order that means anything. Wherever spans are read they
 * are read through this or `fullSpans`, which know how they are stored.
 */
export function* spanKeys(
  session: StatementCache,
  no: number | bigint,
  after: bigint,
): Generator<SpanKeyRow[], void, void> {
  const statement = session.prepare<unknown[], SpanKeyRow>(
    `SELECT span_id, parent_id, kind, service, start_ns - ? AS start, duration_ns AS duration, name, status,
        resource, event_count AS events,
        CASE WHEN instr(payload, ${bytes('db.')}) OR instr(payload, ${bytes('sql.query')})
          OR instr(payload, ${bytes('follows_from')}) THEN payload END AS call
      FROM spans WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
  );
  yield* slices(session, no, (lower, upper) => statement.all(after, no, lower, upper));
}

/** As `spanKeys`, with what an operation's usual durations need. */
export function* spanDurations(
  session: StatementCache,
  no: number | bigint,
): Generator<SpanDurationRow[], void, void> {
  const statement = session.prepare<unknown[], SpanDurationRow>(
    `SELECT service, name, duration_ns AS duration FROM spans
      WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
  );
  yield* slices(session, no, (lower, upper) => statement.all(no, lower, upper));
}

/** As `spanKeys`, with payloads. */
export function* spanRows(
  session: StatementCache,
  no: number | bigint,
  after: bigint,
): Generator<SpanRow[], void, void> {
  const statement = session.prepare<unknown[], SpanRow>(
    `SELECT span_id, parent_id, kind, service, start_ns - ? AS start, duration_ns AS duration, name, status,
        resource, scope, event_count AS events, payload
      FROM spans WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
  );
  yield* slices(session, no, (lower, upper) => statement.all(after, no, lower, upper));
}

/** As `spanKeys`, with exact times and payloads. */
export function* fullSpans(
  session: StatementCache,
  no: number | bigint,
): Generator<FullSpanRow[], void, void> {
  const statement = session
    .prepare<unknown[], FullSpanRow>(
      `SELECT ${FULL_SPAN_COLUMNS} FROM spans WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
    )
    .safeIntegers();
  yield* slices(session, no, (lower, upper) => statement.all(no, lower, upper));
}

function* slices<Row>(
  session: StatementCache,
  no: number | bigint,
  read: (lower: Buffer, upper: Buffer) => Row[],
): Generator<Row[], void, void> {
  let rows: Row[] = [];
  const visit = (lower: Buffer, upper: Buffer) => {
    rows = read(lower, upper);
  };
  for (const _ of spanSlices(session, Number(no), visit)) {
    yield rows;
    rows = [];
  }
  yield rows;
}
