import type { TracePage, TracePoints } from '../../../../shared/contract/traces.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import type { StatementCache } from '../session.ts';
import { type CompiledQuery, compileQuery } from './compile/compile.ts';
import { isResumable, matchingTraces, type TraceFilter } from './matching.ts';
import { nameText } from './names.ts';
import { type TraceRow, toSummary } from './trace-rows.ts';

export type { TraceFilter };

export interface SearchTraces extends TraceFilter {
  order: 'newest' | 'longest';
  cursor?: string | undefined;
  limit: number;
  budgetMs?: number | undefined;
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
  for (const { rows } of matchingTraces(session, query, filter)) {
    for (const row of rows) if (!visit(row)) return;
    yield;
  }
}

export function* searchTraces(
  session: StatementCache,
  search: SearchTraces,
): Generator<void, TracePage, void> {
  const query = compileQuery(session, search.query);
  const isOrdered = search.order === 'newest' && search.fileId === undefined;
  return yield* (isOrdered ? newest : ranked)(session, search, query);
}

/** Stops as soon as the page is full, or the time is over: then the cursor stands behind what was looked at. */
function* newest(
  session: StatementCache,
  search: SearchTraces,
  query: CompiledQuery,
): Generator<void, TracePage, void> {
  const found: TraceRow[] = [];
  const after = parseCursor(search.cursor);
  const until = performance.now() + (search.budgetMs ?? Number.POSITIVE_INFINITY);
  const position = after && { startNs: after.key, no: after.no };
  let scannedTraces = 0;
  let cursor: string | null = null;
  for (const step of matchingTraces(session, query, search, position)) {
    scannedTraces += step.scanned;
    for (const row of step.rows) found.push(row);
    const last = found[search.limit - 1];
    if (last && found.length > search.limit) {
      cursor = cursorOf(last.start_ns, last.no);
      break;
    }
    if (performance.now() > until && isResumable(step, position)) {
      cursor = cursorOf(step.reachedNs, LAST_NO);
      break;
    }
    yield;
  }
  const traces = found.slice(0, search.limit).map((row) => toSummary(session, row));
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
  const isAfter = (row: TraceRow) =>
    !after || keyOf(row) < after.key || (keyOf(row) === after.key && row.no < after.no);
  const filter = { ...search };
  let best: TraceRow[] = [];
  let scannedTraces = 0;
  for (const step of matchingTraces(session, query, filter)) {
    scannedTraces += step.scanned;
    best.push(...step.rows.filter(isAfter));
    if (best.length > search.limit * 4) {
      best = best.sort(compare).slice(0, search.limit + 1);
      // Shorter ones cannot come in any more: SQLite leaves them out of the steps to come.
      if (search.order === 'longest') filter.minDurationNano = keyOf(best.at(-1)!);
    }
    yield;
  }
  best.sort(compare);
  const page = best.slice(0, search.limit);
  const last = page.at(-1);
  const cursor = best.length > page.length && last ? cursorOf(keyOf(last), last.no) : null;
  return { traces: page.map((row) => toSummary(session, row)), cursor, scannedTraces };
}

/** After every trace's number that fits a cursor. */
export const LAST_NO = 999_999_999_999_999n;

export const cursorOf = (key: bigint, no: bigint) => `${key}.${no}`;

export function parseCursor(cursor: string | undefined): { key: bigint; no: bigint } | null {
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
  for (const step of matchingTraces(session, query, filter)) {
    for (const row of step.rows) rows.push(row);
    if (rows.length > filter.limit) break;
    yield;
  }
  const truncated = rows.length > filter.limit;
  rows.length = Math.min(rows.length, filter.limit);
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
