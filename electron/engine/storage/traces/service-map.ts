import type { ServiceMap } from '../../../../shared/contract/trace-answers.ts';
import { type Attributes, hex } from '../../../../shared/model/attributes.ts';
import { StatusCode } from '../../../../shared/model/span.ts';
import { readSpanPayload } from '../../formats/otlp/span-codec.ts';
import { ServiceMapBuilder } from '../../traces/service-map/service-map.ts';
import type { MapTrace } from '../../traces/service-map/trace-calls.ts';
import type { StatementCache } from '../session.ts';
import { joinIds } from './id-index.ts';
import { nameText } from './names.ts';
import { resolveParents } from './resolve-parents.ts';
import type { TraceFilter } from './search.ts';
import { type SpanRow, spanRows } from './spans.ts';
import { findTrace } from './trace-rows.ts';
import { sampleTraces } from './trace-sample.ts';

const MOST_SPANS = 150_000;
const SPANS_A_TURN = 2_000;
/** Traces of links that are looked up beside those of the filter. */
const MOST_LOOKED_UP = 1_000;

/** Who calls whom in the traces of the filter, of an even choice where they have very many spans. */
export function* serviceMap(session: StatementCache, filter: TraceFilter): Generator<void, ServiceMap, void> {
  const sample = yield* sampleTraces(session, filter, MOST_SPANS);
  const builder = new ServiceMapBuilder();
  let read = 0;
  // In order of arrival, as blocks of spans are.
  for (const { no, startNs, spans } of sample.traces.sort((a, b) => a.no - b.no)) {
    builder.add(yield* mapTrace(session, no, startNs));
    read += spans;
    if (read < SPANS_A_TURN) continue;
    read = 0;
    yield;
  }
  const followed = yield* followLinks(session, builder);
  return builder.finish(sample.traces.length < sample.allTraces || !followed);
}

/** Finds the traces that are linked to outside the filter; false when there are too many. */
function* followLinks(session: StatementCache, builder: ServiceMapBuilder): Generator<void, boolean, void> {
  const byTrace = Map.groupBy(builder.missing(), (id) => id.slice(0, 32));
  const looked = [...byTrace].slice(0, MOST_LOOKED_UP);
  for (const [traceId, ids] of looked) {
    const row = findTrace(session, traceId);
    if (!row) continue;
    const trace = yield* mapTrace(session, Number(row.no), row.start_ns);
    const wanted = new Set(ids);
    for (let i = 0; i < trace.count; i++) {
      const id = trace.id(i);
      if (wanted.has(id)) builder.resolve(id, { service: trace.service(i), queue: null });
    }
    yield;
  }
  return looked.length === byTrace.size;
}

const DATABASE = [Buffer.from('db.'), Buffer.from('sql.query')];

function* mapTrace(session: StatementCache, no: number, startNs: bigint): Generator<void, MapTrace, void> {
  const rows: SpanRow[] = [];
  for (const slice of spanRows(session, no, startNs)) {
    for (const row of slice) rows.push(row);
    if (slice.length >= SPANS_A_TURN) yield;
  }
  const traceId = idOfTrace(session, no);
  const kind = Uint8Array.from(rows, (row) => row.kind);
  const { parent } = resolveParents({
    spanIds: joinIds(rows.map(({ span_id }) => span_id)),
    parentIds: joinIds(rows.map(({ parent_id }) => parent_id)),
    service: Uint32Array.from(rows, ({ service }) => service),
    kind,
  });
  const payload = payloads(rows);
  return {
    count: rows.length,
    parent,
    kind,
    isRoot: Uint8Array.from(rows, ({ parent_id }) => (parent_id.length === 0 ? 1 : 0)),
    service: (i) => nameText(session, rows[i]!.service),
    isError: (i) => rows[i]!.status === StatusCode.error,
    durationNano: (i) => rows[i]!.duration,
    mayBeDatabase: (i) => DATABASE.some((text) => rows[i]!.payload.includes(text)),
    attributes: (i) => payload(i).attributes,
    links: (i) => payload(i).links.map((link) => `${link.traceId} ${link.spanId}`),
    id: (i) => `${traceId} ${hex(rows[i]!.span_id)}`,
  };
}

const idOfTrace = (session: StatementCache, no: number): string =>
  hex(
    session.prepare<[number], Buffer>('SELECT trace_id FROM traces WHERE no = ?').pluck().get(no) ??
      Buffer.alloc(0),
  );

type Read = { attributes: Attributes; links: { traceId: string; spanId: string }[] };

/** Each payload is read once at most. */
function payloads(rows: readonly SpanRow[]): (i: number) => Read {
  const known = new Map<number, Read>();
  return (i) => {
    let read = known.get(i);
    if (!read) {
      const { attributes, links } = readSpanPayload(rows[i]!.payload);
      read = { attributes, links };
      known.set(i, read);
    }
    return read;
  };
}
