import { SpanKind, StatusCode } from '../../../../shared/model/span.ts';
import type { StatementCache } from '../session.ts';
import { liveParts, openBlock } from './blocks/block-store.ts';
import type { BlockKeys, PlacedPart } from './blocks/span-block.ts';

/** A span that stands for a call of its service: a server's, a consumer's or a root. Ids are of `trace_names`. */
export interface Call {
  service: number;
  /** 0 unless names were asked for. */
  name: number;
  isError: boolean;
  /** Nanoseconds after the beginning of the range. */
  at: number;
  durationNano: number;
}

export interface CallRange {
  start: bigint;
  end: bigint;
}

/** The condition of the index `spans_entry`, word for word. */
const IS_ENTRY = '(kind IN (2, 5) OR length(parent_id) = 0)';
const CALLS_A_SLICE = 20_000;

type CallRow = [service: number, name: number, status: number, at: number, durationNano: number];

/**
 * Shows every call that starts in the range, in slices of bounded work. The object shown is the same each time. All
 * that counts calls reads them through this, which knows how they are stored.
 */
export function* visitCalls(
  session: StatementCache,
  { start, end }: CallRange,
  withNames: boolean,
  visit: (call: Readonly<Call>) => void,
): Generator<void, void, void> {
  const boundary = session.prepare<unknown[], { start_ns: bigint }>(
    `SELECT start_ns FROM span_rows INDEXED BY spans_entry
      WHERE ${IS_ENTRY} AND start_ns >= ? AND start_ns <= ? ORDER BY start_ns LIMIT 1 OFFSET ${CALLS_A_SLICE}`,
  );
  // The name is not in the index, so it is only read where it is needed.
  const rows = session
    .prepare<unknown[], CallRow>(
      `SELECT service, ${withNames ? 'name' : '0'}, status, start_ns - ?, duration_ns
        FROM span_rows INDEXED BY spans_entry WHERE ${IS_ENTRY} AND start_ns >= ? AND start_ns < ?`,
    )
    .raw();
  const call = { service: 0, name: 0, isError: false, at: 0, durationNano: 0 };
  const after = end < 2n ** 63n - 1n ? end + 1n : end;
  for (let from = start; from < after; ) {
    const next = boundary.safeIntegers().get(from, end)?.start_ns;
    // More spans than a slice at one and the same time are still one slice.
    const until = next === undefined ? after : next === from ? from + 1n : next;
    for (const [service, name, status, at, durationNano] of rows.all(start, from, until)) {
      call.service = service;
      call.name = name;
      call.isError = status === StatusCode.error;
      call.at = at;
      call.durationNano = durationNano;
      visit(call);
    }
    from = until;
    yield;
  }
  yield* visitPacked(session, { start, end }, visit);
}

const BLOCKS_A_TURN = 8;

/** The same of the spans in blocks, by their columns. */
function* visitPacked(
  session: StatementCache,
  { start, end }: CallRange,
  visit: (call: Readonly<Call>) => void,
): Generator<void, void, void> {
  const ids = session
    .prepare<unknown[], number>('SELECT id FROM span_blocks WHERE max_start_ns >= ? AND min_start_ns <= ?')
    .pluck()
    .all(start, end);
  for (const [i, id] of ids.entries()) {
    const block = openBlock(session, id);
    if (block) {
      for (const part of liveParts(session, block)) visitPart(block.keys, part, { start, end }, visit);
    }
    if (i % BLOCKS_A_TURN === BLOCKS_A_TURN - 1) yield;
  }
}

function visitPart(
  keys: BlockKeys,
  { from, spans, baseNs }: PlacedPart,
  { start, end }: CallRange,
  visit: (call: Readonly<Call>) => void,
): void {
  // After the part's first span, so that no time is a bigint.
  const least = Number(start - baseNs);
  const most = Number(end - baseNs);
  const { kinds, statuses } = keys;
  const call = { service: 0, name: 0, isError: false, at: 0, durationNano: 0 };
  for (let i = from; i < from + spans; i++) {
    if (kinds[i] !== SpanKind.server && kinds[i] !== SpanKind.consumer && !keys.isRootAt(i)) continue;
    const start = keys.startAt(i);
    if (start < least || start > most) continue;
    call.service = keys.numberAt('service', i);
    call.name = keys.numberAt('name', i);
    call.isError = statuses[i] === StatusCode.error;
    call.at = start - least;
    call.durationNano = keys.durationAt(i);
    visit(call);
  }
}
