import { z } from 'zod';
import type { Attributes } from '../model/attributes.ts';
import type { Span, SpanKind } from '../model/span.ts';
import type { SpanIds } from '../model/span-ids.ts';
import { limit, nanoTime, spanId, traceId } from './common.ts';
import { method, stream } from './define.ts';

export interface TraceSummary {
  traceId: string;
  rootService: string;
  rootName: string;
  startTimeUnixNano: bigint;
  durationNano: bigint;
  spanCount: number;
  serviceCount: number;
  services: string[];
  errorCount: number;
  pinned: boolean;
}

export const traceFilter = {
  /**
   * Which traces, in the search language of shared/trace-query: `service:checkout duration>200ms status:error`.
   * Empty is all. What cannot be read fails with invalid_params and the place.
   */
  query: z.string().max(4096).default(''),
  start: nanoTime,
  end: nanoTime,
  /** Only traces with spans of this opened file; the time range is then not applied. */
  fileId: z.number().int().optional(),
};

export interface TracePage {
  traces: TraceSummary[];
  cursor: string | null;
  scannedTraces: number;
}

/** Columns for the scatter: one entry a trace, newest first. */
export interface TracePoints {
  traceIds: string[];
  startMs: Float64Array;
  durationNano: Float64Array;
  errorCounts: Uint32Array;
  /** Index into `roots`. */
  root: Uint32Array;
  roots: { service: string; name: string }[];
  /** True when the range holds more traces than were sent. */
  truncated: boolean;
}

/**
 * One trace as columns, in start order. A parent that is not in the trace is -1; `parent` never makes a cycle.
 * Times are nanoseconds after `startTimeUnixNano`, exact as doubles up to 104 days.
 */
export interface TraceDetail {
  summary: TraceSummary;
  startTimeUnixNano: bigint;
  services: string[];
  names: string[];
  spanIds: SpanIds;
  parent: Int32Array;
  service: Uint32Array;
  name: Uint32Array;
  kind: Uint8Array;
  status: Uint8Array;
  startNano: Float64Array;
  durationNano: Float64Array;
  /** Names a parent span id that is not in the trace. */
  missingParent: Uint8Array;
  eventCount: Uint32Array;
  /** Index into `statements`; 0 is none. */
  statement: Uint32Array;
  /** Database statements without their values, '' first; beyond a limit on their number they are taken as none. */
  statements: string[];
  /** 1 where the parent is one that the span follows from (OpenTracing): it never waited for this span. */
  followsFrom: Uint8Array;
  /** Receivers and files that the spans came from. */
  sources: string[];
  /** Containers that its spans are tied to, the one with the most self time first. */
  containers: { entity: string; name: string }[];
  warnings: string[];
}

export interface SpanDetail {
  span: Span;
  service: string;
  resource: Attributes;
  scope: { name: string; version: string; attributes: Attributes };
  source: string;
  /** The container it is tied to, and by what; null when none is known. */
  container: { entity: string; name: string; by: string } | null;
}

export interface FoundSpans {
  /** Places in `traces.get`'s columns, ascending. */
  spans: Uint32Array;
}

export interface ServiceOperations {
  service: string;
  operations: string[];
}

/** A span name and the kinds that spans of it had. */
export interface OperationKinds {
  name: string;
  kinds: SpanKind[];
}

export interface ServiceRed {
  service: string;
  /** Server, consumer and root spans in the range. */
  calls: number;
  errors: number;
  p50Nano: number | null;
  p95Nano: number | null;
  p99Nano: number | null;
}

/** Exact numbers of what a query finds. */
export interface TraceCount {
  traces: number;
  /** Spans of these traces that meet the query themselves, and those of them that failed. */
  spans: number;
  errors: number;
  /** Traces looked at so far. */
  scannedTraces: number;
  /** False while the count goes on (in the stream only). */
  done: boolean;
}

export interface QueryCandidate {
  /** What to put in the place of the characters from `from` to `to`. */
  text: string;
  kind: 'field' | 'attribute' | 'service' | 'operation' | 'value' | 'word';
  /** What it is, for a person, where the text does not say it. */
  about: string;
  /** Spans of the sample that have it; null for the words of the language itself. */
  count: number | null;
}

export interface QueryCompletion {
  from: number;
  to: number;
  /** The most frequent first, the words of the language before them. */
  candidates: QueryCandidate[];
  /** Spans that were looked at: the newest of the range that meet the rest of the query. */
  spans: number;
  /** True when there are more spans than were looked at: the counts are of the newest, and values may be missing. */
  sampled: boolean;
}

export const traceMethods = {
  'traces.count': method<TraceCount>()(z.object(traceFilter)),
  /** What may stand at the position of a query, a number of characters from its start. */
  'traces.complete': method<QueryCompletion>()(
    z.object({ ...traceFilter, position: z.number().int().min(0).max(4096), limit: limit(200, 50) }),
  ),
  'traces.search': method<TracePage>()(
    z.object({
      ...traceFilter,
      order: z.enum(['newest', 'longest']).default('newest'),
      cursor: z.string().max(256).optional(),
      limit: limit(5000, 200),
      /**
       * Newest first: answer after about this time with what was found by then; the cursor goes on from there, and
       * a page may be empty. Without it the page is full or the last one.
       */
      budgetMs: z.number().int().min(10).max(60_000).optional(),
    }),
  ),
  'traces.points': method<TracePoints>()(z.object({ ...traceFilter, limit: limit(50_000, 10_000) })),
  'traces.services': method<ServiceOperations[]>()(z.object({})),
  /** Span names of the newest spans of a service. */
  'traces.operationKinds': method<OperationKinds[]>()(z.object({ service: z.string().max(1024) })),
  'traces.red': method<ServiceRed[]>()(z.object({ start: nanoTime, end: nanoTime })),
  'traces.get': method<TraceDetail>()(z.object({ traceId })),
  /**
   * The span at this place of `traces.get`'s columns. With its id too, it is found although the trace grew since.
   */
  'traces.span': method<SpanDetail>()(
    z.object({ traceId, index: z.number().int().min(0), spanId: spanId.optional() }),
  ),
  /** Spans of one trace that have the text, whatever its case, anywhere: in attributes, events and resources too. */
  'traces.findSpans': method<FoundSpans>()(z.object({ traceId, query: z.string().min(1).max(200) })),
  'traces.pin': method<Record<string, never>>()(z.object({ traceId, pinned: z.boolean() })),
};

export const traceStreams = {
  /** As `traces.count`, telling how far it is until it is done. */
  'traces.counting': stream<TraceCount>()(z.object(traceFilter), (_older, newer) => newer),
  /** Says that spans were stored, at most once a second, so that views ask again. */
  'traces.live': stream<{ spans: number }>()(z.object({}), (older, newer) => ({
    spans: older.spans + newer.spans,
  })),
};
