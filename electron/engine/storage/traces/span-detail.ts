import type { SpanDetail } from '../../../../shared/contract/traces.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import type {
  Resource,
  Scope,
  ScopeSpans,
  Span,
  SpanKind,
  StatusCode,
} from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { readResource, readScope, readSpanPayload } from '../../formats/otlp/span-codec.ts';
import type { StatementCache } from '../session.ts';
import { partsOfTrace } from './blocks/block-store.ts';
import { placesOf } from './blocks/find-packed.ts';
import { nameText } from './names.ts';
import {
  bySpanOrder,
  FULL_SPAN_COLUMNS,
  type FullSpanRow,
  fullSpans,
  type SpanKeyRow,
  spanKeys,
} from './spans.ts';
import { findTrace, type TraceRow } from './trace-rows.ts';

const toSpan = (session: StatementCache, traceId: string, row: FullSpanRow): Span => ({
  traceId,
  spanId: hex(row.span_id),
  parentSpanId: row.parent_id.length === 0 ? '' : hex(row.parent_id),
  name: nameText(session, Number(row.name)),
  kind: Number(row.kind) as SpanKind,
  startTimeUnixNano: unixNano(row.start_ns),
  durationNano: durationNano(row.duration_ns),
  statusCode: Number(row.status) as StatusCode,
  ...readSpanPayload(row.payload),
});

export interface FindSpan {
  traceId: string;
  /** The place in the trace's order. */
  index: number;
  /** Where given, the span must have it: a trace that grew since has its spans at other places. */
  spanId?: string | undefined;
}

/** Null when the trace or the place is not there. */
// biome-ignore lint/correctness/useYield: one sort of one trace's keys and one row
export function* spanDetail(
  session: StatementCache,
  find: FindSpan,
): Generator<void, SpanDetail | null, void> {
  const trace = findTrace(session, find.traceId);
  const row = trace && findRow(session, trace, find);
  if (!row) return null;
  const resource = resourceRow(session, row.resource);
  return {
    span: toSpan(session, find.traceId, row),
    service: nameText(session, Number(row.service)),
    resource: resource ? readResource(resource.content) : [],
    scope: scopeOf(session, row.scope),
    source: sourceName(session, row.source),
    container: resource?.container_entity
      ? {
          entity: resource.container_entity,
          name: resource.container_name ?? '',
          by: resource.container_by ?? '',
        }
      : null,
  };
}

function findRow(session: StatementCache, trace: TraceRow, { index, spanId }: FindSpan): FullSpanRow | null {
  if (spanId === undefined) return rowAt(session, trace, index);
  const withId = rowsWithId(session, trace.no, Buffer.from(spanId, 'hex'));
  if (withId.length < 2) return withId[0] ?? null;
  const row = rowAt(session, trace, index);
  return row && hex(row.span_id) === spanId ? row : withId[0]!;
}

/** The span at this place of the trace's order. */
function rowAt(session: StatementCache, trace: TraceRow, index: number): FullSpanRow | null {
  const keys: SpanKeyRow[] = [];
  for (const slice of spanKeys(session, trace.no, trace.start_ns)) for (const key of slice) keys.push(key);
  const wanted = keys.sort(bySpanOrder)[index];
  if (!wanted) return null;
  const same = rowsWithId(session, trace.no, wanted.span_id).filter(
    ({ kind, service, start_ns }) =>
      Number(kind) === wanted.kind &&
      Number(service) === wanted.service &&
      Number(start_ns - trace.start_ns) === wanted.start,
  );
  return same[0] ?? null;
}

function rowsWithId(session: StatementCache, no: bigint, spanId: Buffer): FullSpanRow[] {
  const rows = session
    .prepare<unknown[], FullSpanRow>(
      `SELECT ${FULL_SPAN_COLUMNS} FROM span_rows WHERE trace_no = ? AND span_id = ?`,
    )
    .safeIntegers()
    .all(no, spanId);
  for (const { block, part } of partsOfTrace(session, no)) {
    for (const from of placesOf(block, part, spanId)) rows.push(...block.fullRows({ from, spans: 1 }, part));
  }
  return rows;
}

interface ResourceRow {
  content: Buffer;
  container_entity: string | null;
  container_name: string | null;
  container_by: string | null;
}

export const resourceRow = (session: StatementCache, id: bigint | number) =>
  session
    .prepare<unknown[], ResourceRow>(
      'SELECT content, container_entity, container_name, container_by FROM trace_resources WHERE id = ?',
    )
    .get(id);

export function scopeOf(session: StatementCache, id: bigint | number): Scope {
  const row = session
    .prepare<unknown[], { content: Buffer }>('SELECT content FROM trace_scopes WHERE id = ?')
    .get(id);
  return row ? readScope(row.content) : { name: '', version: '', attributes: [] };
}

const sourceName = (session: StatementCache, id: bigint): string =>
  session.prepare<unknown[], { name: string }>('SELECT name FROM trace_sources WHERE id = ?').get(id)?.name ??
  '';

/** A trace's spans in the model, grouped by resource and scope as they came; null when it is not stored. */
export function* traceSpans(
  session: StatementCache,
  { traceId }: { traceId: string },
): Generator<void, ScopeSpans[] | null, void> {
  const trace = findTrace(session, traceId);
  if (!trace) return null;
  const groups = new SpanGroups(session);
  for (const rows of fullSpans(session, trace.no)) {
    for (const row of rows) groups.of(row.resource, row.scope).push(toSpan(session, traceId, row));
    yield;
  }
  return groups.all();
}

/** As `traceSpans`, a slice at a time; resources and scopes are the same objects in all of them. */
export function* traceSpanSlices(
  session: StatementCache,
  { no, traceId }: { no: bigint; traceId: string },
): Generator<ScopeSpans[], void, void> {
  const groups = new SpanGroups(session);
  for (const rows of fullSpans(session, no)) {
    for (const row of rows) groups.of(row.resource, row.scope).push(toSpan(session, traceId, row));
    yield groups.take();
  }
}

class SpanGroups {
  readonly #session: StatementCache;
  readonly #groups = new Map<string, ScopeSpans>();
  readonly #resources = new Map<bigint, Resource>();

  constructor(session: StatementCache) {
    this.#session = session;
  }

  of(resource: bigint, scope: bigint): Span[] {
    const key = `${resource}.${scope}`;
    let group = this.#groups.get(key);
    if (!group) {
      group = { resource: this.#resource(resource), scope: scopeOf(this.#session, scope), spans: [] };
      this.#groups.set(key, group);
    }
    return group.spans;
  }

  take(): ScopeSpans[] {
    const groups = this.all();
    this.#groups.clear();
    return groups;
  }

  /** In order of start inside each group. */
  all(): ScopeSpans[] {
    const groups = [...this.#groups.values()];
    for (const { spans } of groups) {
      spans.sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
    }
    return groups;
  }

  #resource(id: bigint): Resource {
    let resource = this.#resources.get(id);
    if (!resource) {
      const row = resourceRow(this.#session, id);
      resource = { attributes: row ? readResource(row.content) : [] };
      this.#resources.set(id, resource);
    }
    return resource;
  }
}
