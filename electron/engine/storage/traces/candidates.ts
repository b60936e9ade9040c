import { TRACE_IS_SHOWN } from '../files/read.ts';
import type { StatementCache } from '../session.ts';
import { fileSourceIds } from './dictionary.ts';
import { TRACE_COLUMNS, type TraceRow } from './trace-rows.ts';

/** Rows that one statement looks at. */
const CHUNK = 2000;

/** Where a scan goes on: after this row, in the order newest first. */
export interface ScanPosition {
  startNs: bigint;
  no: bigint;
}

/** Which traces by their own row. */
export interface TraceRange {
  start: bigint;
  end: bigint;
  /** Only those at least this long. */
  minDurationNano?: bigint | undefined;
  /** Only those with failed spans. */
  withErrors?: boolean | undefined;
  /** Only those with spans that stand as rows. */
  withRows?: boolean | undefined;
}

export const ROW_CONDITIONS = `t.end_ns - t.start_ns >= ? AND (? = 0 OR t.error_count > 0) AND ${TRACE_IS_SHOWN}`;
export const rowParams = ({ minDurationNano, withErrors }: TraceRange) => [
  minDurationNano ?? 0n,
  withErrors ? 1 : 0,
];

/** After every time and every number that is stored. */
export const MOST = 2n ** 63n - 1n;
export const clamp = (value: bigint) => (value > MOST ? MOST : value);

/** Before every time. */
export const NOTHING_LEFT = -1n;

export interface Chunk {
  rows: TraceRow[];
  /** All that starts later was looked at. */
  reachedNs: bigint;
  /** Rows looked at, those that the conditions kept out included. */
  scanned: number;
}

/** Traces by start, newest first, in chunks of bounded work; of one service where given. */
export function* newestFirst(
  session: StatementCache,
  filter: TraceRange,
  service: number | null,
  after: ScanPosition | null,
): Generator<Chunk, void, void> {
  const from = service === null ? 'traces t' : 'trace_services s JOIN traces t ON t.no = s.trace_no';
  const [start, no] = service === null ? ['t.start_ns', 't.no'] : ['s.start_ns', 's.trace_no'];
  const index = service === null ? 'traces t' : 'trace_services s';
  const ofService = service !== null ? 's.service = ? AND' : filter.withRows ? 't.has_rows = 1 AND' : '';
  const boundary = session.prepare<unknown[], { start_ns: bigint; no: bigint }>(
    `SELECT ${start} AS start_ns, ${no} AS no FROM ${index}
      WHERE ${ofService} ${start} <= ? AND ${start} >= ? AND (${start}, ${no}) < (?, ?)
      ORDER BY ${start} DESC, ${no} DESC LIMIT 1 OFFSET ${CHUNK - 1}`,
  );
  const rows = session.prepare<unknown[], TraceRow>(
    `SELECT ${TRACE_COLUMNS} FROM ${from}
      WHERE ${ofService} ${start} <= ? AND ${start} >= ? AND (${start}, ${no}) < (?, ?)
        AND (${start}, ${no}) >= (?, ?) AND ${ROW_CONDITIONS}
      ORDER BY ${start} DESC, ${no} DESC`,
  );
  const first = service === null ? [] : [service];
  let position = after ?? { startNs: clamp(filter.end), no: MOST };
  for (;;) {
    const range = [...first, position.startNs, filter.start, position.startNs, position.no];
    const last = boundary.safeIntegers().get(...range);
    const lower = last ? [last.start_ns, last.no] : [filter.start, 0n];
    const found = rows.safeIntegers().all(...range, ...lower, ...rowParams(filter));
    yield { rows: found, scanned: last ? CHUNK : found.length, reachedNs: last?.start_ns ?? NOTHING_LEFT };
    if (!last) return;
    position = { startNs: last.start_ns, no: last.no };
  }
}

/** Traces with spans of the opened file, in no order that means anything. The time range is not applied. */
export function* ofFile(
  session: StatementCache,
  filter: TraceRange,
  fileId: number,
): Generator<Chunk, void, void> {
  const rows = session.prepare<unknown[], TraceRow & { file_no: bigint }>(
    `SELECT f.trace_no AS file_no, ${TRACE_COLUMNS} FROM trace_files f JOIN traces t ON t.no = f.trace_no
      WHERE f.source = ? AND f.trace_no > ? AND f.trace_no <= ? AND ${ROW_CONDITIONS}`,
  );
  const boundary = session.prepare<unknown[], { no: number }>(
    `SELECT trace_no AS no FROM trace_files WHERE source = ? AND trace_no > ?
      ORDER BY trace_no LIMIT 1 OFFSET ${CHUNK - 1}`,
  );
  for (const source of fileSourceIds(session, fileId)) {
    for (let lower = 0; ; ) {
      const upper = boundary.get(source, lower)?.no;
      const params = [source, lower, upper ?? MOST, ...rowParams(filter)];
      const found = rows.safeIntegers().all(...params);
      yield { rows: found, scanned: upper === undefined ? found.length : CHUNK, reachedNs: NOTHING_LEFT };
      if (upper === undefined) break;
      lower = upper;
    }
  }
}
