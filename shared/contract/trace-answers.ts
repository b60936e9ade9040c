import { z } from 'zod';
import { nanoTime, traceId } from './common.ts';
import { method } from './define.ts';
import { traceFilter } from './traces.ts';

/**
 * Rate, errors and durations of the calls of one service, or of one of its operations, in equal steps of time. A call
 * is a server, consumer or root span.
 */
export interface RedRow {
  service: string;
  /** Null in rows by service. */
  operation: string | null;
  calls: number;
  errors: number;
  /** Null without calls. */
  p50Nano: number | null;
  p95Nano: number | null;
  p99Nano: number | null;
  /** One entry a step; 0 where there was none. */
  callsByStep: Float64Array;
  errorsByStep: Float64Array;
  /** NaN in steps without calls. */
  p95ByStep: Float64Array;
}

export interface RedTable {
  /** Most calls first. */
  rows: RedRow[];
  /** Start of each step in milliseconds; `stepMs` apart. */
  stepsMs: Float64Array;
  stepMs: number;
  /** Rows there are; fewer are sent when there are very many. */
  total: number;
  /** True when there are more rows than were sent, or more calls than were looked at. */
  truncated: boolean;
}

export interface ServiceMapNode {
  /** Unique in the map; edges name it. */
  id: string;
  /** Service, database system and name, or queue: what a person calls it. */
  name: string;
  /** A service whose own spans are all a database's is one. */
  kind: 'service' | 'database' | 'queue' | 'external';
  /** The service that sends spans of it; null for what only its callers tell of. */
  service: string | null;
  /** What a service was called for, its root spans included; calls of the other kinds are those made to them. */
  calls: number;
  errors: number;
  p95Nano: number | null;
}

export interface ServiceMapEdge {
  from: string;
  to: string;
  /** True for messages and links, for which the caller does not wait. */
  async: boolean;
  calls: number;
  errors: number;
  /** As the caller saw it where it was measured there, else as the called service did. */
  p50Nano: number | null;
  p95Nano: number | null;
}

export interface ServiceMap {
  nodes: ServiceMapNode[];
  edges: ServiceMapEdge[];
  traces: number;
  /** True when the range holds more traces than were looked at. */
  truncated: boolean;
}

/** Call paths of many traces laid over each other, parents before children. */
export interface AggregateFlame {
  services: string[];
  names: string[];
  /** -1 at the top. */
  parent: Int32Array;
  service: Uint32Array;
  name: Uint32Array;
  /** Spans that were laid onto this path. */
  count: Float64Array;
  errors: Float64Array;
  /** Summed durations, and what of them was not in children, in nanoseconds. */
  totalNano: Float64Array;
  selfNano: Float64Array;
  traces: number;
  truncated: boolean;
}

/** Which traces of a search are held against the rest: all conditions must hold. */
export const traceSelection = {
  /** Of the trace; both included. */
  minDurationNano: z.bigint().min(0n).optional(),
  maxDurationNano: z.bigint().min(0n).optional(),
  /** Of the trace's start; both included. */
  startNano: nanoTime.optional(),
  endNano: nanoTime.optional(),
  /** Only traces with a failed span. */
  errorsOnly: z.boolean().default(false),
};

export interface DifferenceValue {
  /** Numbers of many values are told as ranges. */
  value: string;
  /** The least and the greatest number met in the range; null for a single value. */
  range: { from: number; to: number } | null;
  /** Spans with this value inside the selection, and outside. */
  inside: number;
  outside: number;
  /** Traces with at least one such span. */
  insideTraces: number;
  outsideTraces: number;
  /**
   * How likely it is that so many traces inside have it, or more, although it has nothing to do with the selection:
   * the one-sided p-value of Fisher's exact test over traces.
   */
  chance: number;
}

export interface DifferenceAttribute {
  key: string;
  /** Fields are service, operation, kind, status, scope and container. */
  from: 'span' | 'resource' | 'field';
  /**
   * 0 to 1: the share of traces inside with the value that differs most, less the share outside. Traces are counted,
   * not spans, for the spans of one trace are not independent of each other.
   */
  score: number;
  /** Those more common inside first, by how much. */
  values: DifferenceValue[];
  /** Spans inside and outside that carry the attribute at all. */
  inside: number;
  outside: number;
}

export interface TraceDifference {
  /** Most different first; only where it is hardly chance. */
  attributes: DifferenceAttribute[];
  /** Attributes of which every trace has its own value: they would tell the traces themselves. */
  identifiers: { key: string; from: DifferenceAttribute['from'] }[];
  /** Attributes that differ a little, as may well be chance. */
  unsure: number;
  insideSpans: number;
  outsideSpans: number;
  insideTraces: number;
  outsideTraces: number;
  /** Spans looked at of all in the range; fewer where the limit on spans was reached. */
  scannedSpans: number;
  /** True when only an even choice of the traces was looked at: shares hold, counts are of those. */
  truncated: boolean;
}

export type DoctorRule =
  | 'unknown-service'
  | 'missing-parent'
  | 'clock-skew'
  | 'root-ends-early'
  | 'missing-resource'
  | 'status-use'
  | 'span-name-cardinality';

export interface DoctorFinding {
  rule: DoctorRule;
  severity: 'error' | 'warning' | 'info';
  service: string;
  /** Spans (or names, for cardinality) concerned, of those to which the rule applies. */
  count: number;
  of: number;
  /** What is wrong, for a person, and what to do about it. */
  what: string;
  cure: string;
  /** Up to five spans. */
  examples: { traceId: string; spanId: string }[];
}

export interface DoctorReport {
  /** Worst first. */
  findings: DoctorFinding[];
  services: number;
  traces: number;
  spans: number;
  /** True when only the newest traces of the range were looked at. */
  truncated: boolean;
}

/** What is usual for an operation, over the stored spans of the last day; of very many, an even choice of traces. */
export interface OperationBaseline {
  service: string;
  name: string;
  /** Spans looked at. */
  spans: number;
  p50Nano: number;
  p95Nano: number;
}

export const traceAnswerMethods = {
  'traces.redTable': method<RedTable>()(
    z.object({
      by: z.enum(['service', 'operation']).default('service'),
      /** Only rows of this service. */
      service: z.string().max(1024).optional(),
      start: nanoTime,
      end: nanoTime,
      steps: z.number().int().min(1).max(1000).default(60),
    }),
  ),
  'traces.map': method<ServiceMap>()(z.object({ ...traceFilter })),
  'traces.flame': method<AggregateFlame>()(z.object({ ...traceFilter })),
  'traces.difference': method<TraceDifference>()(
    z.object({ ...traceFilter, selection: z.object(traceSelection) }),
  ),
  'traces.doctor': method<DoctorReport>()(z.object({ start: nanoTime, end: nanoTime })),
  /** Of the operations of one trace. */
  'traces.baseline': method<OperationBaseline[]>()(z.object({ traceId })),
};
