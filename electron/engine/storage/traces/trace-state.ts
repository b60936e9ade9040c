import type { WriteSession } from '../session.ts';
import { blocksOfTrace } from './blocks/block-store.ts';
import { UNLISTED } from './dictionary.ts';

/** A trace with more distinct operations than this is asked span by span. */
const MOST_OPERATIONS = 1024;
/** Traces whose state is remembered between batches: spans of one trace arrive in several. */
const MOST_REMEMBERED = 4096;

/** What a trace's own rows take in the file, about. */
export const TRACE_BYTES = 250;

/** What a span's row takes in the file, about: the payload, the columns and SQLite's half-filled pages. */
export const spanBytes = (payloadBytes: number): number => 100 + Math.ceil(payloadBytes * 1.15);

/** The row of a trace while spans are added to it; what changed is written by `save`. */
export interface TraceState {
  readonly no: number;
  readonly traceId: Uint8Array;
  startNs: bigint;
  endNs: bigint;
  spanCount: number;
  errorCount: number;
  rootService: number;
  rootName: number;
  rootStartNs: bigint;
  /** A span without a parent; else it is the earliest span. */
  rootIsTrue: boolean;
  services: Set<number>;
  operations: Set<number> | null;
  /** Sum of `spanBytes`. */
  bytes: number;
  /** The opened file with which the trace came, while none of its spans came live. */
  opening: number | null;
  /** Some of its spans are in blocks. */
  isPacked: boolean;
  /** As the file has it; null when the trace is new. */
  saved: { startNs: bigint; services: number } | null;
}

interface TraceRow {
  no: bigint;
  start_ns: bigint;
  end_ns: bigint;
  span_count: bigint;
  error_count: bigint;
  root_service: bigint;
  root_name: bigint;
  root_start_ns: bigint;
  root_is_true: bigint;
  services: Buffer;
  operations: Buffer | null;
  bytes: bigint;
  opening: bigint | null;
}

export interface AddedSpan {
  service: number;
  name: number;
  operation: number;
  startNs: bigint;
  endNs: bigint;
  isRoot: boolean;
  isError: boolean;
  bytes: number;
}

export const idsToBlob = (ids: Iterable<number>): Buffer => {
  const words = Uint32Array.from(ids);
  return Buffer.from(words.buffer);
};

/** Little-endian 32-bit ids, as `idsToBlob` wrote them. */
export function blobToIds(blob: Uint8Array): Uint32Array {
  const copy = new Uint8Array(blob);
  return new Uint32Array(copy.buffer);
}

const remembered = (session: WriteSession) =>
  session.cache('traces.states', () => new Map<string, TraceState>());

/** Must be called by whatever changes or deletes rows of `traces` or `spans` in another way than `save`. */
export function forgetTraceStates(session: WriteSession): void {
  remembered(session).clear();
}

/** The state of the trace with the 16-byte id; a new one when it is not stored. */
export function traceState(session: WriteSession, key: string, traceId: Uint8Array): TraceState {
  const states = remembered(session);
  const known = states.get(key);
  if (known) return known;
  const state = load(session, traceId) ?? fresh(session, traceId);
  if (states.size >= MOST_REMEMBERED) states.delete(states.keys().next().value as string);
  states.set(key, state);
  return state;
}

function load(session: WriteSession, traceId: Uint8Array): TraceState | null {
  const row = session
    .prepare<[Uint8Array], TraceRow>('SELECT * FROM traces WHERE trace_id = ?')
    .safeIntegers()
    .get(traceId);
  if (!row) return null;
  const services = new Set(blobToIds(row.services));
  return {
    no: Number(row.no),
    traceId,
    startNs: row.start_ns,
    endNs: row.end_ns,
    spanCount: Number(row.span_count),
    errorCount: Number(row.error_count),
    rootService: Number(row.root_service),
    rootName: Number(row.root_name),
    rootStartNs: row.root_start_ns,
    rootIsTrue: row.root_is_true === 1n,
    services,
    operations: row.operations && new Set(blobToIds(row.operations)),
    bytes: Number(row.bytes),
    opening: row.opening === null ? null : Number(row.opening),
    isPacked: blocksOfTrace(session, row.no).length > 0,
    saved: { startNs: row.start_ns, services: services.size },
  };
}

/** A trace without spans. */
export function emptyState(no: number, traceId: Uint8Array): TraceState {
  return {
    no,
    traceId,
    startNs: 0n,
    endNs: 0n,
    spanCount: 0,
    errorCount: 0,
    rootService: 0,
    rootName: 0,
    rootStartNs: 0n,
    rootIsTrue: false,
    services: new Set(),
    operations: new Set(),
    bytes: 0,
    opening: null,
    isPacked: false,
    saved: null,
  };
}

function fresh(session: WriteSession, traceId: Uint8Array): TraceState {
  const next = session.cache('traces.nextNo', () => {
    const last = session
      .prepare<[], { no: number | null; packed: number | null }>(
        'SELECT (SELECT max(no) FROM traces) AS no, (SELECT max(last_no) FROM span_blocks) AS packed',
      )
      .get();
    return { no: Math.max(last?.no ?? 0, last?.packed ?? 0) + 1 };
  });
  // A copy: the batch's buffer is not kept alive by one id.
  return emptyState(next.no++, new Uint8Array(traceId));
}

export function addSpan(state: TraceState, span: AddedSpan): void {
  const first = state.spanCount === 0;
  if (first || span.startNs < state.startNs) state.startNs = span.startNs;
  if (first || span.endNs > state.endNs) state.endNs = span.endNs;
  state.spanCount++;
  if (span.isError) state.errorCount++;
  state.bytes += span.bytes;
  state.services.add(span.service);
  if (span.operation === UNLISTED) state.operations = null;
  state.operations?.add(span.operation);
  if (state.operations && state.operations.size > MOST_OPERATIONS) state.operations = null;
  const better = first || (span.isRoot !== state.rootIsTrue ? span.isRoot : span.startNs < state.rootStartNs);
  if (!better) return;
  state.rootService = span.service;
  state.rootName = span.name;
  state.rootStartNs = span.startNs;
  state.rootIsTrue = span.isRoot;
}

const UPSERT = `INSERT INTO traces (no, trace_id, start_ns, end_ns, received_ms, span_count, error_count,
    root_service, root_name, root_start_ns, root_is_true, services, operations, bytes, opening)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (no) DO UPDATE SET start_ns = excluded.start_ns, end_ns = excluded.end_ns,
    received_ms = excluded.received_ms, span_count = excluded.span_count, error_count = excluded.error_count,
    root_service = excluded.root_service, root_name = excluded.root_name,
    root_start_ns = excluded.root_start_ns, root_is_true = excluded.root_is_true,
    services = excluded.services, operations = excluded.operations, bytes = excluded.bytes, has_rows = 1`;

/** Writes the row and keeps `trace_services` at one entry a service under the trace's present start. */
export function saveTrace(session: WriteSession, state: TraceState, nowMs: number): void {
  const { no, saved } = state;
  session
    .prepare(UPSERT)
    .run(
      no,
      state.traceId,
      state.startNs,
      state.endNs,
      Math.trunc(nowMs),
      state.spanCount,
      state.errorCount,
      state.rootService,
      state.rootName,
      state.rootStartNs,
      state.rootIsTrue ? 1 : 0,
      idsToBlob(state.services),
      state.operations && idsToBlob(state.operations),
      state.bytes,
      state.opening,
    );
  if (saved && saved.startNs === state.startNs && saved.services === state.services.size) return;
  if (saved && saved.startNs !== state.startNs) {
    if (state.isPacked) lowerBlockStart(session, state);
    removeTraceServices(session, state.services, saved.startNs, no);
  }
  const insert = session.prepare(
    'INSERT OR IGNORE INTO trace_services (service, start_ns, trace_no) VALUES (?, ?, ?)',
  );
  for (const service of state.services) insert.run(service, state.startNs, no);
  state.saved = { startNs: state.startNs, services: state.services.size };
}

/** No trace may start before what its blocks say. */
function lowerBlockStart(session: WriteSession, { no, startNs }: TraceState): void {
  session
    .prepare(
      `UPDATE span_blocks SET min_start_ns = min(min_start_ns, ?)
        WHERE id IN (SELECT block FROM trace_blocks WHERE trace_no = ?)`,
    )
    .run(startNs, no);
}

export function removeTraceServices(
  session: WriteSession,
  services: Iterable<number>,
  startNs: bigint,
  no: number,
): void {
  const remove = session.prepare(
    'DELETE FROM trace_services WHERE service = ? AND start_ns = ? AND trace_no = ?',
  );
  for (const service of services) remove.run(service, startNs, no);
}

/** Spans of the trace came live. */
export function clearOpening(session: WriteSession, state: TraceState): void {
  if (state.opening === null) return;
  session.prepare('UPDATE traces SET opening = NULL WHERE no = ?').run(state.no);
  state.opening = null;
}
