import { type Attributes, hex } from '../../../../shared/model/attributes.ts';
import { StatusCode } from '../../../../shared/model/span.ts';
import { readSpanPayload } from '../../formats/otlp/span-codec.ts';
import type { StatementCache } from '../session.ts';
import { BlockMatcher } from './blocks/block-matcher.ts';
import { partsOfTrace } from './blocks/block-store.ts';
import type { CompiledQuery } from './compile/compile.ts';
import type { SpansFacts, SpanView, TraceView } from './compile/predicate.ts';
import { ALL_SPANS, spanSlices, type TraceRow } from './trace-rows.ts';
import { blobToIds } from './trace-state.ts';

/** Up to so many spans a trace is read at once. */
const SMALL_TRACE = 5000;
/** Spans after which others on the thread get their turn. */
const SPANS_A_TURN = 20_000;

export interface JudgedRow {
  service: number;
  name: number;
  kind: number;
  status: number;
  duration: number;
  is_root: number;
  resource: number;
  payload: Buffer;
}

/** Says of a trace whether one of its spans meets the query, from the trace's row where that is enough. */
export class TraceJudge {
  readonly #session: StatementCache;
  readonly #query: CompiledQuery;
  readonly #view: RowView;
  readonly #blocks: BlockMatcher;
  readonly #operationNames = new Map<number, number>();
  #looked = 0;

  constructor(session: StatementCache, query: CompiledQuery) {
    this.#session = session;
    this.#query = query;
    this.#view = new RowView(query);
    this.#blocks = new BlockMatcher(query);
  }

  *passes(row: TraceRow): Generator<void, boolean, void> {
    const trace = traceView(row);
    const { some, can } = this.#query.predicate.bounds(this.#facts(row, trace));
    if (some || !can) return some;
    this.#looked += trace.spanCount;
    if (this.#looked > SPANS_A_TURN) {
      this.#looked = 0;
      yield;
    }
    return (yield* this.#anyRow(row, trace)) || (yield* this.#anyPacked(row, trace));
  }

  /** Counts the trace's spans that meet the query, and those of them that failed. */
  *count(row: TraceRow): Generator<void, { spans: number; errors: number }, void> {
    const trace = traceView(row);
    const { must } = this.#query.predicate.bounds(this.#facts(row, trace));
    if (must) return { spans: trace.spanCount, errors: trace.errorCount };
    const counted = { spans: 0, errors: 0 };
    const slices = spanSlices(this.#session, Number(row.no), (lower, upper) => {
      for (const each of this.#rows(row.no, lower, upper)) {
        if (!this.#query.predicate.test(this.#view.of(each), trace)) continue;
        counted.spans++;
        if (each.status === StatusCode.error) counted.errors++;
      }
    });
    if (row.has_rows) while (!slices.next().done) yield;
    for (const { block, part } of partsOfTrace(this.#session, row.no)) {
      const { spans, errors } = this.#blocks.count(block, part, trace);
      counted.spans += spans;
      counted.errors += errors;
      if (part.spans > SMALL_TRACE / 2) yield;
    }
    return counted;
  }

  *#anyRow({ no, has_rows }: TraceRow, trace: TraceView): Generator<void, boolean, void> {
    if (!has_rows) return false;
    if (trace.spanCount <= SMALL_TRACE) return this.#anyBetween(no, trace, ...ALL_SPANS);
    let found = false;
    const slices = spanSlices(this.#session, Number(no), (lower, upper) => {
      found ||= this.#anyBetween(no, trace, lower, upper);
    });
    while (!found && !slices.next().done) yield;
    return found;
  }

  *#anyPacked({ no }: TraceRow, trace: TraceView): Generator<void, boolean, void> {
    for (const { block, part } of partsOfTrace(this.#session, no)) {
      if (this.#blocks.meets(block, part, trace)) return true;
      if (part.spans > SMALL_TRACE / 2) yield;
    }
    return false;
  }

  #facts(row: TraceRow, trace: TraceView): SpansFacts {
    return {
      trace,
      services: blobToIds(row.services),
      names: row.operations && [...blobToIds(row.operations)].map((id) => this.#nameOf(id)),
      hasErrors: row.error_count > 0n,
      longestNano: trace.durationNano,
      mayMeet: () => true,
    };
  }

  #nameOf(operation: number): number {
    let name = this.#operationNames.get(operation);
    if (name === undefined) {
      name =
        this.#session
          .prepare<[number], number>('SELECT name FROM trace_operations WHERE id = ?')
          .pluck()
          .get(operation) ?? 0;
      this.#operationNames.set(operation, name);
    }
    return name;
  }

  #anyBetween(no: bigint, trace: TraceView, lower: Buffer, upper: Buffer): boolean {
    for (const row of this.#rows(no, lower, upper)) {
      if (this.#query.predicate.test(this.#view.of(row), trace)) return true;
    }
    return false;
  }

  #rows(no: bigint, lower: Buffer, upper: Buffer): IterableIterator<JudgedRow> {
    return this.#session
      .prepare<unknown[], JudgedRow>(
        `SELECT service, name, kind, status, duration_ns AS duration, length(parent_id) = 0 AS is_root, resource,
            payload
          FROM span_rows WHERE trace_no = ? AND span_id > ? AND span_id <= ?`,
      )
      .iterate(no, lower, upper);
  }
}

export const traceView = (row: TraceRow): TraceView => ({
  traceId: hex(row.trace_id),
  durationNano: Number(row.end_ns - row.start_ns),
  spanCount: Number(row.span_count),
  errorCount: Number(row.error_count),
});

/** One object that shows row after row; a payload is decoded only when an attribute is asked for. */
export class RowView implements SpanView {
  service = 0;
  name = 0;
  kind = 0;
  status = 0;
  durationNano = 0;
  isRoot = false;
  resource = 0;
  readonly #query: CompiledQuery;
  #payload: Buffer = Buffer.alloc(0);
  #attributes: Attributes | null = null;

  constructor(query: CompiledQuery) {
    this.#query = query;
  }

  of(row: JudgedRow): SpanView {
    this.service = row.service;
    this.name = row.name;
    this.kind = row.kind;
    this.status = row.status;
    this.durationNano = row.duration;
    this.isRoot = row.is_root === 1;
    this.resource = row.resource;
    this.#payload = row.payload;
    this.#attributes = null;
    return this;
  }

  /** The span's own attributes. */
  get attributes(): Attributes {
    this.#attributes ??= readSpanPayload(this.#payload).attributes;
    return this.#attributes;
  }

  meets(test: number): boolean {
    const wanted = this.#query.attributes[test]!;
    if (!wanted.mayBeIn(this.#payload)) return false;
    return wanted.onSpan(this.attributes);
  }
}
