import type { DoctorReport } from '../../../../shared/contract/trace-answers.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import { spanIdAt } from '../../../../shared/model/span-ids.ts';
import { readResource } from '../../formats/otlp/span-codec.ts';
import { readSpanFacts } from '../../formats/otlp/span-facts.ts';
import { Doctor } from '../../traces/doctor/doctor.ts';
import { missingOf } from '../../traces/doctor/resources.ts';
import type { StatementCache } from '../session.ts';
import { joinIds } from './id-index.ts';
import { nameText } from './names.ts';
import { resolveParents } from './resolve-parents.ts';
import { visitTraces } from './search.ts';
import { resourceRow } from './span-detail.ts';
import { type SpanRow, spanRows } from './spans.ts';
import type { TraceRow } from './trace-rows.ts';

export interface ExamineTraces {
  start: bigint;
  end: bigint;
  /** Traces that ended before are taken to be complete. */
  completeBefore: bigint;
  /** Limits the work; the newest traces are looked at. */
  mostSpans?: number;
}

/** Spans looked at: a few seconds of work, which can be cancelled. */
const MOST_SPANS = 300_000;
const SPANS_A_TURN = 5_000;
/** What resources lack, remembered. */
const MOST_RESOURCES = 20_000;

/** Looks for what is wrong with the spans themselves, newest traces first. */
export function* examineTraces(
  session: StatementCache,
  { start, end, completeBefore, mostSpans = MOST_SPANS }: ExamineTraces,
): Generator<void, DoctorReport, void> {
  const chosen: Pick<TraceRow, 'no' | 'trace_id' | 'start_ns' | 'end_ns'>[] = [];
  let spans = 0;
  let truncated = false;
  yield* visitTraces(session, { start, end, query: '' }, ({ no, trace_id, start_ns, end_ns, span_count }) => {
    truncated = spans > 0 && spans + Number(span_count) > mostSpans;
    if (truncated) return false;
    spans += Number(span_count);
    chosen.push({ no, trace_id, start_ns, end_ns });
    return true;
  });
  const reader = new DoctorReader(session);
  let looked = 0;
  for (const trace of chosen) {
    const rows: LightRow[] = [];
    for (const slice of spanRows(session, trace.no, trace.start_ns)) {
      for (const row of slice) rows.push(reader.span(row, trace));
      looked += slice.length;
      if (looked < SPANS_A_TURN) continue;
      looked = 0;
      yield;
    }
    reader.trace(rows, trace, trace.end_ns < completeBefore);
  }
  const { doctor } = reader;
  return {
    findings: doctor.findings((name) => nameText(session, name)),
    services: doctor.services,
    traces: chosen.length,
    spans,
    truncated: truncated || doctor.overflowed,
  };
}

/** What of a span is kept until its trace has been read. */
type LightRow = Omit<SpanRow, 'payload'>;

class DoctorReader {
  readonly doctor = new Doctor();
  readonly #session: StatementCache;
  readonly #missing = new Map<number, string[]>();

  constructor(session: StatementCache) {
    this.#session = session;
  }

  span({ payload, ...row }: SpanRow, { trace_id }: Pick<TraceRow, 'trace_id'>): LightRow {
    const span = {
      ...readSpanFacts(payload),
      service: nameText(this.#session, row.service),
      kind: row.kind,
      status: row.status,
      name: row.name,
      missing: this.#missingOf(row.resource),
    };
    this.doctor.span(span, () => ({ traceId: hex(trace_id), spanId: hex(row.span_id) }));
    return row;
  }

  trace(rows: LightRow[], { trace_id }: Pick<TraceRow, 'trace_id'>, isComplete: boolean): void {
    rows.sort((a, b) => a.start - b.start);
    const spanIds = joinIds(rows.map(({ span_id }) => span_id));
    const kind = Uint8Array.from(rows, (row) => row.kind);
    const { parent, missingParent } = resolveParents({
      spanIds,
      parentIds: joinIds(rows.map(({ parent_id }) => parent_id)),
      kind,
      service: Uint32Array.from(rows, ({ service }) => service),
    });
    const structure = {
      parent,
      kind,
      resource: Float64Array.from(rows, ({ resource }) => resource),
      start: Float64Array.from(rows, ({ start }) => start),
      end: Float64Array.from(rows, ({ start, duration }) => start + duration),
    };
    const services = rows.map(({ service }) => nameText(this.#session, service));
    const traceId = hex(trace_id);
    this.doctor.trace({ structure, services, missingParent, isComplete }, (i) => ({
      traceId,
      spanId: spanIdAt(spanIds, i),
    }));
  }

  #missingOf(resource: number): string[] {
    let missing = this.#missing.get(resource);
    if (!missing) {
      const row = resourceRow(this.#session, resource);
      missing = missingOf(row ? readResource(row.content) : []);
      if (this.#missing.size >= MOST_RESOURCES) this.#missing.clear();
      this.#missing.set(resource, missing);
    }
    return missing;
  }
}
