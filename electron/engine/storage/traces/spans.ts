import type { StatementCache } from '../session.ts';
import { blocksOfTrace, type OpenBlock, partsOfTrace } from './blocks/block-store.ts';
import type { PlacedPart } from './blocks/span-block.ts';
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

/**
 * As `SpanKeyRow` with ids in hexadecimal and the source: an array of plain values is read three times as fast as an
 * object with buffers, and a large trace is read whole.
 */
export type SpanKeyTuple = [
  spanId: string,
  parentId: string,
  kind: number,
  service: number,
  start: number,
  duration: number,
  name: number,
  status: number,
  resource: number,
  events: number,
  source: number,
  call: Buffer | null,
];

/** What is in columns of its own. */
export type SpanColumnRow = Omit<SpanKeyRow, 'call'>;

export type SpanDurationRow = Pick<SpanKeyRow, 'service' | 'name' | 'duration'>;

export interface SpanRow extends SpanColumnRow {
  scope: number;
  /** See formats/otlp/span-codec.ts. */
  payload: Buffer;
}

/** What decides a span's place in its trace. */
export type SpanPlaceRow = Pick<SpanKeyRow, 'start' | 'span_id' | 'kind' | 'service'>;

/** The order of a trace's spans wherever they are numbered. */
export const bySpanOrder = (a: SpanPlaceRow, b: SpanPlaceRow): number =>
  a.start - b.start || Buffer.compare(a.span_id, b.span_id) || a.kind - b.kind || a.service - b.service;

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
  event_count: bigint;
  resource: bigint;
  scope: bigint;
  source: bigint;
  /** See formats/otlp/span-codec.ts. */
  payload: Buffer;
}

export const FULL_SPAN_COLUMNS = `span_id, parent_id, kind, service, start_ns, duration_ns, name, status,
  event_count, resource, scope, source, payload`;

/** A blob literal: two blobs are searched as they are, without reading them as text. */
const bytes = (text: string) => `x'${Buffer.from(text).toString('hex')}'`;

/** The payload where it may say more of a call: see `SpanKeyRow`. */
const CALL = `CASE WHEN instr(payload, ${bytes('db.')}) OR instr(payload, ${bytes('sql.query')})
  OR instr(payload, ${bytes('follows_from')}) THEN payload END`;

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
        resource, event_count AS events, ${CALL} AS call
      FROM span_rows WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
  );
  yield* rowsThenParts(
    session,
    no,
    (lower, upper) => statement.all(after, no, lower, upper),
    (block, part) => block.keyRows(part, after),
    rowKey,
  );
}

/** As `spanKeys`, with tuples for what stands as rows. */
export function* spanKeyTuples(
  session: StatementCache,
  no: number | bigint,
  after: bigint,
): Generator<(SpanKeyTuple | SpanKeyRow)[], void, void> {
  const statement = session
    .prepare<unknown[], SpanKeyTuple>(
      `SELECT hex(span_id), hex(parent_id), kind, service, start_ns - ?, duration_ns, name, status, resource,
          event_count, source, ${CALL}
        FROM span_rows WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
    )
    .raw();
  yield* rowsThenParts<SpanKeyTuple | SpanKeyRow>(
    session,
    no,
    (lower, upper) => statement.all(after, no, lower, upper),
    (block, part) => block.keyRows(part, after),
    (row) => (Array.isArray(row) ? tupleKey(row) : rowKey(row)),
  );
}

/** As `spanKeys`, without looking at payloads. */
export function* spanColumns(
  session: StatementCache,
  no: number | bigint,
  after: bigint,
): Generator<SpanColumnRow[], void, void> {
  const statement = session.prepare<unknown[], SpanColumnRow>(
    `SELECT span_id, parent_id, kind, service, start_ns - ? AS start, duration_ns AS duration, name, status,
        resource, event_count AS events
      FROM span_rows WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
  );
  yield* rowsThenParts(
    session,
    no,
    (lower, upper) => statement.all(after, no, lower, upper),
    (block, part) => block.columnRows(part, after),
    rowKey,
  );
}

/** As `spanKeys`, with what an operation's usual durations need. */
export function* spanDurations(
  session: StatementCache,
  no: number | bigint,
): Generator<SpanDurationRow[], void, void> {
  const statement = session.prepare<unknown[], SpanDurationRow>(
    `SELECT service, name, duration_ns AS duration FROM span_rows
      WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
  );
  yield* rowsThenParts(
    session,
    no,
    (lower, upper) => statement.all(no, lower, upper),
    ({ keys }, { from, spans }) => {
      const services = keys.numbers('service');
      const names = keys.numbers('name');
      const { durations } = keys;
      return Array.from({ length: spans }, (_, i) => ({
        service: services[from + i]!,
        name: names[from + i]!,
        duration: durations[from + i]!,
      }));
    },
  );
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
      FROM span_rows WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
  );
  yield* rowsThenParts(
    session,
    no,
    (lower, upper) => statement.all(after, no, lower, upper),
    (block, part) => block.payloadRows(part, after),
    rowKey,
  );
}

/** Spans of a trace as they are packed. */
export interface PackedPart {
  block: OpenBlock;
  part: PlacedPart;
}

/** As `spanRows`, but what is packed is shown as it is: much of it need then not be put together again. */
export function* spanRowsAndParts(
  session: StatementCache,
  no: number | bigint,
  after: bigint,
): Generator<SpanRow[] | PackedPart, void, void> {
  const packed = new Set(blocksOfTrace(session, no));
  if (packed.size === 0) {
    yield* spanRows(session, no, after);
    return;
  }
  // Rows that came after the others were packed are few.
  const statement = session.prepare<[number | bigint], unknown>(
    'SELECT 1 FROM span_rows WHERE trace_no = ? LIMIT 1',
  );
  if (statement.get(no)) yield* spanRows(session, no, after);
  else yield* partsOfTrace(session, no);
}

/** As `spanKeys`, with exact times and payloads. */
export function* fullSpans(
  session: StatementCache,
  no: number | bigint,
): Generator<FullSpanRow[], void, void> {
  const statement = session
    .prepare<unknown[], FullSpanRow>(
      `SELECT ${FULL_SPAN_COLUMNS} FROM span_rows WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
    )
    .safeIntegers();
  yield* rowsThenParts(
    session,
    no,
    (lower, upper) => statement.all(no, lower, upper),
    (block, part) => block.fullRows(part, part),
    rowKey,
  );
}

/**
 * What stands as rows, slice by slice, then what is packed. Rows that are packed while this goes on are found in
 * the new block, and what was read as a row is left out there; without a key they may be counted twice.
 */
function* rowsThenParts<Row>(
  session: StatementCache,
  no: number | bigint,
  readRows: (lower: Buffer, upper: Buffer) => Row[],
  readPart: (block: OpenBlock, part: PlacedPart) => Row[],
  keyOf?: (row: Row) => string,
): Generator<Row[], void, void> {
  const before = new Set(blocksOfTrace(session, no));
  const read: Row[][] = [];
  let rows: Row[] = [];
  const slices = spanSlices(session, Number(no), (lower, upper) => {
    rows = readRows(lower, upper);
  });
  for (let last = false; !last; ) {
    last = slices.next().done === true;
    if (rows.length === 0) continue;
    if (keyOf) read.push(rows);
    yield rows;
    rows = [];
  }
  let seen: Set<string> | null = null;
  for (const { block, part } of partsOfTrace(session, no)) {
    const packed = readPart(block, part);
    if (before.has(block.id) || !keyOf) yield packed;
    else {
      seen ??= new Set(read.flat().map(keyOf));
      yield packed.filter((row) => !seen?.has(keyOf(row)));
    }
  }
}

const rowKey = ({
  span_id,
  kind,
  service,
}: {
  span_id: Buffer;
  kind: number | bigint;
  service: number | bigint;
}) => `${span_id.toString('latin1')}${kind}.${service}`;

const tupleKey = ([spanId, , kind, service]: SpanKeyTuple) =>
  `${Buffer.from(spanId, 'hex').toString('latin1')}${kind}.${service}`;
