import type { TracePage, TracePoints, TraceSummary } from '../../../../shared/contract/traces.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import type { StatementCache } from '../session.ts';
import { type Chunk, newestFirst, ofFile, type ScanPosition, type TraceRange } from './candidates.ts';
import { type CompiledQuery, compileQuery } from './compile/compile.ts';
import { nameText } from './names.ts';
import { TraceJudge } from './trace-judge.ts';
import { findTrace, type TraceRow, toSummary } from './trace-rows.ts';

export interface TraceFilter extends TraceRange {
  /** In the language of shared/trace-query. */
  query: string;
  fileId?: number | undefined;
}

export interface SearchTraces extends TraceFilter {
  order: 'newest' | 'longest';
  cursor?: string | undefined;
  limit: number;
}

/** Chunks of candidates; those of a file come in no order. */
function chunksOf(
  session: StatementCache,
  filter: TraceFilter,
  query: CompiledQuery,
  after: ScanPosition | null,
): Generator<Chunk, void, void> {
  if (query.traceId !== null) return oneTrace(session, filter, query.traceId, after);
  return filter.fileId === undefined
    ? newestFirst(session, filter, query.service, after)
    : ofFile(session, filter, filter.fileId);
}

/** A trace that is named is found wherever it is in time, but on the first page only. */
function* oneTrace(
  session: StatementCache,
  { minDurationNano }: TraceFilter,
  traceId: string,
  after: ScanPosition | null,
): Generator<Chunk, void, void> {
  const row = after ? null : findTrace(session, traceId);
  const isLongEnough = row && row.end_ns - row.start_ns >= (minDurationNano ?? 0n);
  yield { rows: isLongEnough ? [row] : [], scanned: row ? 1 : 0 };
}

/** Visits every row that passes until `visit` answers false; answers how many rows were looked at. */
function* scan(
  chunks: Generator<Chunk, void, void>,
  judge: TraceJudge,
  visit: (row: TraceRow) => boolean,
): Generator<void, number, void> {
  let scanned = 0;
  for (const chunk of chunks) {
    for (const row of chunk.rows) {
      if (!(yield* judge.passes(row))) continue;
      if (!visit(row)) return scanned + chunk.rows.indexOf(row) + 1;
    }
    scanned += chunk.scanned;
    yield;
  }
  return scanned;
}

/**
 * Visits the traces that the filter finds, newest first (those of a file in no order), until `visit` answers false.
 *
 * @throws TrivetError invalid_params for a query that cannot be read
 */
export function* visitTraces(
  session: StatementCache,
  filter: TraceFilter,
  visit: (row: TraceRow) => boolean,
): Generator<void, void, void> {
  const query = compileQuery(session, filter.query);
  yield* scan(chunksOf(session, filter, query, null), new TraceJudge(session, query), visit);
}

export function* searchTraces(
  session: StatementCache,
  search: SearchTraces,
): Generator<void, TracePage, void> {
  const query = compileQuery(session, search.query);
  const isOrdered = search.order === 'newest' && search.fileId === undefined;
  return yield* (isOrdered ? newest : ranked)(session, search, query);
}

/** Stops as soon as the page is full. */
function* newest(
  session: StatementCache,
  search: SearchTraces,
  query: CompiledQuery,
): Generator<void, TracePage, void> {
  const traces: TraceSummary[] = [];
  let last: TraceRow | null = null;
  let more = false;
  const after = parseCursor(search.cursor);
  const chunks = chunksOf(session, search, query, after && { startNs: after.key, no: after.no });
  const scannedTraces = yield* scan(chunks, new TraceJudge(session, query), (row) => {
    more = traces.length === search.limit;
    if (more) return false;
    traces.push(toSummary(session, row));
    last = row;
    return true;
  });
  const cursor = more && last ? cursorOf((last as TraceRow).start_ns, (last as TraceRow).no) : null;
  return { traces, cursor, scannedTraces };
}

/** Looks at everything in the range and keeps the first of it by duration (or start, for a file). */
function* ranked(
  session: StatementCache,
  search: SearchTraces,
  query: CompiledQuery,
): Generator<void, TracePage, void> {
  const keyOf = ({ start_ns, end_ns }: TraceRow) =>
    search.order === 'longest' ? end_ns - start_ns : start_ns;
  const compare = (a: TraceRow, b: TraceRow) => {
    const difference = keyOf(b) - keyOf(a) || b.no - a.no;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };
  const after = parseCursor(search.cursor);
  const filter = { ...search };
  let best: TraceRow[] = [];
  const scannedTraces = yield* scan(
    chunksOf(session, filter, query, null),
    new TraceJudge(session, query),
    (row) => {
      const key = keyOf(row);
      if (after && (key > after.key || (key === after.key && row.no >= after.no))) return true;
      best.push(row);
      if (best.length <= search.limit * 4) return true;
      best = best.sort(compare).slice(0, search.limit + 1);
      // Shorter ones cannot come in any more: SQLite leaves them out of the chunks to come.
      if (search.order === 'longest') filter.minDurationNano = keyOf(best.at(-1)!);
      return true;
    },
  );
  best.sort(compare);
  const page = best.slice(0, search.limit);
  const last = page.at(-1);
  const cursor = best.length > page.length && last ? cursorOf(keyOf(last), last.no) : null;
  return { traces: page.map((row) => toSummary(session, row)), cursor, scannedTraces };
}

const cursorOf = (key: bigint, no: bigint) => `${key}.${no}`;

function parseCursor(cursor: string | undefined): { key: bigint; no: bigint } | null {
  const match = /^(\d{1,19})\.(\d{1,15})$/.exec(cursor ?? '');
  return match ? { key: BigInt(match[1]!), no: BigInt(match[2]!) } : null;
}

/** Newest first for a range of time; for a file in its own order. */
export function* tracePoints(
  session: StatementCache,
  filter: TraceFilter & { limit: number },
): Generator<void, TracePoints, void> {
  const query = compileQuery(session, filter.query);
  const rows: TraceRow[] = [];
  let truncated = false;
  yield* scan(chunksOf(session, filter, query, null), new TraceJudge(session, query), (row) => {
    truncated = rows.length === filter.limit;
    if (!truncated) rows.push(row);
    return !truncated;
  });
  return { ...toPoints(session, rows), truncated };
}

function toPoints(session: StatementCache, rows: TraceRow[]): Omit<TracePoints, 'truncated'> {
  const roots: TracePoints['roots'] = [];
  const rootIndex = new Map<string, number>();
  const rootOf = ({ root_service, root_name }: TraceRow) => {
    const key = `${root_service}.${root_name}`;
    let index = rootIndex.get(key);
    if (index === undefined) {
      const service = nameText(session, Number(root_service));
      index = roots.push({ service, name: nameText(session, Number(root_name)) }) - 1;
      rootIndex.set(key, index);
    }
    return index;
  };
  return {
    traceIds: rows.map(({ trace_id }) => hex(trace_id)),
    startMs: Float64Array.from(rows, ({ start_ns }) => nanoToMs(start_ns)),
    durationNano: Float64Array.from(rows, ({ start_ns, end_ns }) => Number(end_ns - start_ns)),
    errorCounts: Uint32Array.from(rows, ({ error_count }) => Number(error_count)),
    root: Uint32Array.from(rows, rootOf),
    roots,
  };
}
