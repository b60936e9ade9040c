import type { TracePage, TracePoints, TraceSummary } from '../../../../shared/contract/traces.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import type { StatementCache } from '../session.ts';
import { AttributeMatch } from './attribute-match.ts';
import { type Chunk, newestFirst, ofFile, type RowFilter, type ScanPosition } from './candidates.ts';
import { findName, findOperations, nameText } from './names.ts';
import { type TraceRow, toSummary } from './trace-rows.ts';
import { blobToIds } from './trace-state.ts';

export interface TraceFilter extends RowFilter {
  service?: string | undefined;
  operation?: string | undefined;
  attributes: [key: string, value: string][];
  fileId?: number | undefined;
}

export interface SearchTraces extends TraceFilter {
  order: 'newest' | 'longest';
  cursor?: string | undefined;
  limit: number;
}

/** Everything that judges a row beside its own columns; null when a name in the filter was never seen. */
class Judge {
  readonly service: number | null;
  readonly #session: StatementCache;
  readonly #name: number | null;
  readonly #operations: Set<number> | null;
  readonly #attributes: AttributeMatch | null;

  private constructor(
    session: StatementCache,
    filter: TraceFilter,
    service: number | null,
    name: number | null,
  ) {
    this.#session = session;
    this.service = service;
    this.#name = name;
    this.#operations = name === null ? null : new Set(findOperations(session, name, service));
    this.#attributes =
      filter.attributes.length > 0
        ? new AttributeMatch(session, { attributes: filter.attributes, service, name })
        : null;
  }

  static create(session: StatementCache, filter: TraceFilter): Judge | null {
    const service = filter.service === undefined ? null : findName(session, filter.service);
    const name = filter.operation === undefined ? null : findName(session, filter.operation);
    const unknown =
      (filter.service !== undefined && service === null) || (filter.operation !== undefined && name === null);
    return unknown ? null : new Judge(session, filter, service, name);
  }

  *passes(row: TraceRow): Generator<void, boolean, void> {
    if (this.service !== null && !blobToIds(row.services).includes(this.service)) return false;
    if (this.#operations && !this.#hasOperation(row, this.#operations)) return false;
    return this.#attributes ? yield* this.#attributes.matches(Number(row.no), Number(row.span_count)) : true;
  }

  #hasOperation(row: TraceRow, wanted: Set<number>): boolean {
    if (row.operations) return blobToIds(row.operations).some((id) => wanted.has(id));
    const found = this.#session
      .prepare<unknown[], unknown>(
        'SELECT 1 FROM spans WHERE trace_no = ? AND name = ? AND (? IS NULL OR service = ?) LIMIT 1',
      )
      .get(row.no, this.#name, this.service, this.service);
    return found !== undefined;
  }
}

/** Chunks of candidates; those of a file come in no order. */
const chunksOf = (session: StatementCache, filter: TraceFilter, judge: Judge, after: ScanPosition | null) =>
  filter.fileId === undefined
    ? newestFirst(session, filter, judge.service, after)
    : ofFile(session, filter, filter.fileId);

/** Visits every row that passes until `visit` answers false; answers how many rows were looked at. */
function* scan(
  chunks: Generator<Chunk, void, void>,
  judge: Judge,
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

const NOTHING: TracePage = { traces: [], cursor: null, scannedTraces: 0 };

export function* searchTraces(
  session: StatementCache,
  search: SearchTraces,
): Generator<void, TracePage, void> {
  const judge = Judge.create(session, search);
  if (!judge) return NOTHING;
  if (search.order === 'newest' && search.fileId === undefined) return yield* newest(session, search, judge);
  return yield* ranked(session, search, judge);
}

/** Stops as soon as the page is full. */
function* newest(
  session: StatementCache,
  search: SearchTraces,
  judge: Judge,
): Generator<void, TracePage, void> {
  const traces: TraceSummary[] = [];
  let last: TraceRow | null = null;
  let more = false;
  const after = parseCursor(search.cursor);
  const chunks = chunksOf(session, search, judge, after && { startNs: after.key, no: after.no });
  const scannedTraces = yield* scan(chunks, judge, (row) => {
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
  judge: Judge,
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
  const scannedTraces = yield* scan(chunksOf(session, filter, judge, null), judge, (row) => {
    const key = keyOf(row);
    if (after && (key > after.key || (key === after.key && row.no >= after.no))) return true;
    best.push(row);
    if (best.length <= search.limit * 4) return true;
    best = best.sort(compare).slice(0, search.limit + 1);
    // Shorter ones cannot come in any more: SQLite leaves them out of the chunks to come.
    if (search.order === 'longest') filter.minDurationNano = keyOf(best.at(-1)!);
    return true;
  });
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
  const judge = Judge.create(session, filter);
  const rows: TraceRow[] = [];
  let truncated = false;
  if (judge) {
    yield* scan(chunksOf(session, filter, judge, null), judge, (row) => {
      truncated = rows.length === filter.limit;
      if (!truncated) rows.push(row);
      return !truncated;
    });
  }
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
