import type { StatementCache } from '../session.ts';
import { larger } from './bigint-order.ts';
import { BLOCK_COLUMNS, BlockMatcher, type BlockRow } from './blocks/block-matcher.ts';
import { liveParts, type OpenBlock, openBlock } from './blocks/block-store.ts';
import {
  type Chunk,
  clamp,
  MOST,
  NOTHING_LEFT,
  newestFirst,
  ofFile,
  ROW_CONDITIONS,
  rowParams,
  type ScanPosition,
  type TraceRange,
} from './candidates.ts';
import type { CompiledQuery } from './compile/compile.ts';
import { TraceJudge } from './trace-judge.ts';
import { findTrace, TRACE_COLUMNS, type TraceRow } from './trace-rows.ts';

export interface TraceFilter extends TraceRange {
  /** In the language of shared/trace-query. */
  query: string;
  fileId?: number | undefined;
}

/** Traces that were found since the last step; a step is bounded work, and may find none. */
export interface MatchedTraces {
  rows: TraceRow[];
  /** Traces that were looked at. */
  scanned: number;
  /** Every trace that starts later than this was looked at. */
  reachedNs: bigint;
}

/**
 * The traces of a range that have a span that meets the query, newest first (those of a file in no order), step
 * by step; a step with no rows is a place to yield at.
 *
 * Where the traces' own rows can say no to most, traces are gone through by their start. Else the blocks are, by
 * their dictionaries: a block in which no value fits is done with in a tenth of a millisecond. Measured at five
 * million spans: see test/bench/trace-search.bench.ts.
 */
export function* matchingTraces(
  session: StatementCache,
  query: CompiledQuery,
  filter: TraceFilter,
  after: ScanPosition | null = null,
): Generator<MatchedTraces, void, void> {
  const judge = new TraceJudge(session, query);
  if (query.traceId !== null || filter.fileId !== undefined || query.byTraceRow) {
    yield* judged(judge, byRow(session, narrow(filter, query, false), query, after));
    return;
  }
  const rows = newestFirst(session, narrow(filter, query, true), null, after);
  yield* merged(judged(judge, rows), inBlocks(session, query, narrow(filter, query, false), after));
}

/** What SQLite can judge besides is asked of it. The caller may raise the least duration while the steps go on. */
const narrow = (filter: TraceFilter, query: CompiledQuery, withRows: boolean): TraceFilter => ({
  ...filter,
  get minDurationNano() {
    return larger(filter.minDurationNano ?? 0n, query.minTraceNano);
  },
  withErrors: query.withErrors,
  withRows,
});

function byRow(
  session: StatementCache,
  filter: TraceFilter,
  query: CompiledQuery,
  after: ScanPosition | null,
): Generator<Chunk, void, void> {
  if (query.traceId !== null) return oneTrace(session, query.traceId, after);
  if (filter.fileId !== undefined) return ofFile(session, filter, filter.fileId);
  return newestFirst(session, filter, query.service, after);
}

/** A trace that is named is found wherever it is in time, but on the first page only. */
function* oneTrace(
  session: StatementCache,
  traceId: string,
  after: ScanPosition | null,
): Generator<Chunk, void, void> {
  const row = after ? null : findTrace(session, traceId);
  yield { rows: row ? [row] : [], scanned: row ? 1 : 0, reachedNs: NOTHING_LEFT };
}

function* judged(
  judge: TraceJudge,
  chunks: Generator<Chunk, void, void>,
): Generator<MatchedTraces, void, void> {
  for (const { rows, scanned, reachedNs } of chunks) {
    const found: TraceRow[] = [];
    for (const row of rows) {
      const verdict = judge.passes(row);
      let step = verdict.next();
      for (; !step.done; step = verdict.next()) yield { rows: [], scanned: 0, reachedNs: MOST };
      if (step.value) found.push(row);
    }
    yield { rows: found, scanned, reachedNs };
  }
}

/** Two sources in order of their reach; what both have passed is told, in order and once. */
function* merged(...sources: Generator<MatchedTraces, void, void>[]): Generator<MatchedTraces, void, void> {
  const reached = sources.map(() => MOST);
  const waiting = new Map<bigint, TraceRow>();
  for (;;) {
    const next = reached.indexOf(reached.reduce(larger));
    if (reached[next] === NOTHING_LEFT) return;
    const step = sources[next]!.next();
    const reach = step.done ? NOTHING_LEFT : step.value.reachedNs;
    if (reach < reached[next]!) reached[next] = reach;
    if (!step.done) for (const row of step.value.rows) waiting.set(row.no, row);
    const bound = reached.reduce(larger);
    const rows = [...waiting.values()].filter(({ start_ns }) => start_ns > bound).sort(newerFirst);
    for (const { no } of rows) waiting.delete(no);
    yield { rows, scanned: step.done ? 0 : step.value.scanned, reachedNs: bound };
  }
}

/**
 * Whether a scan may stop after the step and go on from what was reached: it must have come further than where it
 * began, or the next one would begin there again.
 */
export const isResumable = ({ reachedNs }: MatchedTraces, after: ScanPosition | null): boolean =>
  reachedNs !== NOTHING_LEFT && reachedNs < (after?.startNs ?? MOST);

const newerFirst = (a: TraceRow, b: TraceRow): number =>
  a.start_ns === b.start_ns ? (a.no > b.no ? -1 : 1) : a.start_ns > b.start_ns ? -1 : 1;

interface PlacedBlock extends BlockRow {
  max_start_ns: bigint;
  traces: number;
}

const BLOCKS_AT_ONCE = 64;

/** Blocks of the range, newest first. */
function* blocksNewestFirst(
  session: StatementCache,
  { start }: TraceRange,
  upper: bigint,
): Generator<PlacedBlock, void, void> {
  const ids = session
    .prepare<unknown[], { id: bigint; max_start_ns: bigint }>(
      `SELECT id, max_start_ns FROM span_blocks INDEXED BY span_blocks_by_start
        WHERE max_start_ns >= ? AND min_start_ns <= ? AND (max_start_ns, id) < (?, ?)
        ORDER BY max_start_ns DESC, id DESC LIMIT ${BLOCKS_AT_ONCE}`,
    )
    .safeIntegers();
  const facts = session.prepare<[bigint], PlacedBlock>(
    `SELECT ${BLOCK_COLUMNS}, traces FROM span_blocks WHERE id = ?`,
  );
  let position: [bigint, bigint] = [MOST, MOST];
  for (;;) {
    const list = ids.all(start, upper, ...position);
    for (const { id, max_start_ns } of list) {
      const row = facts.get(id);
      if (row) yield { ...row, max_start_ns };
    }
    const last = list.at(-1);
    if (!last || list.length < BLOCKS_AT_ONCE) return;
    position = [last.max_start_ns, last.id];
  }
}

/** Blocks without a fitting value that one step goes through. */
const SKIPPED_A_STEP = 16;

function* inBlocks(
  session: StatementCache,
  query: CompiledQuery,
  filter: TraceFilter,
  after: ScanPosition | null,
): Generator<MatchedTraces, void, void> {
  const matcher = new BlockMatcher(query);
  const upper = after ? after.startNs : clamp(filter.end);
  let step: MatchedTraces = { rows: [], scanned: 0, reachedNs: MOST };
  let skipped = 0;
  for (const row of blocksNewestFirst(session, filter, upper)) {
    // What is left starts no later than this block's last span.
    if (step.rows.length > 0 || skipped >= SKIPPED_A_STEP) {
      yield { ...step, reachedNs: row.max_start_ns };
      step = { rows: [], scanned: 0, reachedNs: MOST };
      skipped = 0;
    }
    step.scanned += row.traces;
    const open = () => openBlock(session, row.id);
    if (!matcher.bounds(row, open).can) {
      skipped++;
      continue;
    }
    const block = open();
    if (block) step.rows = matchedIn(session, matcher, block, filter, after);
    skipped = SKIPPED_A_STEP;
  }
  yield { ...step, reachedNs: NOTHING_LEFT };
}

/** The traces of the block that have a fitting span in it, and are in the range and behind the position. */
function matchedIn(
  session: StatementCache,
  matcher: BlockMatcher,
  block: OpenBlock,
  filter: TraceFilter,
  after: ScanPosition | null,
): TraceRow[] {
  const find = session
    .prepare<unknown[], TraceRow>(
      `SELECT ${TRACE_COLUMNS} FROM traces t
        WHERE t.no = ? AND t.start_ns >= ? AND (t.start_ns, t.no) < (?, ?) AND ${ROW_CONDITIONS}`,
    )
    .safeIntegers();
  const bound = after ?? { startNs: clamp(filter.end), no: MOST };
  const found: TraceRow[] = [];
  for (const part of liveParts(session, block)) {
    // No condition is on the trace as a whole here: those are judged by row first.
    if (!matcher.meets(block, part, NO_TRACE)) continue;
    const row = find.get(part.no, filter.start, bound.startNs, bound.no, ...rowParams(filter));
    if (row) found.push(row);
  }
  return found;
}

const NO_TRACE = { traceId: '', durationNano: 0, spanCount: 0, errorCount: 0 };
