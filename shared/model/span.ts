import type { Attributes } from './attributes.ts';
import type { DurationNano, UnixNano } from './time.ts';

/** OTLP SpanKind numbers (opentelemetry-proto trace.proto). */
export const SpanKind = {
  unspecified: 0,
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
} as const;
export type SpanKind = (typeof SpanKind)[keyof typeof SpanKind];
export const spanKindNames = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** OTLP Status.StatusCode numbers. */
export const StatusCode = { unset: 0, ok: 1, error: 2 } as const;
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];

export interface SpanEvent {
  timeUnixNano: UnixNano;
  name: string;
  attributes: Attributes;
  droppedAttributesCount: number;
}

export interface SpanLink {
  /** 32 lower-case hex digits. */
  traceId: string;
  /** 16 lower-case hex digits. */
  spanId: string;
  traceState: string;
  attributes: Attributes;
}

export interface Resource {
  attributes: Attributes;
}

export interface Scope {
  name: string;
  version: string;
  attributes: Attributes;
}

/**
 * A span in OTLP's model, whatever protocol or file it came in. Ids are lower-case hex: 32 digits for traces,
 * 16 for spans; shorter ids of Jaeger and Zipkin are left-padded with zeros by their decoders.
 */
export interface Span {
  traceId: string;
  spanId: string;
  /** Empty for a root span. */
  parentSpanId: string;
  traceState: string;
  name: string;
  kind: SpanKind;
  startTimeUnixNano: UnixNano;
  /** Never negative: a span that ends before it starts is stored with 0 and a warning. */
  durationNano: DurationNano;
  statusCode: StatusCode;
  statusMessage: string;
  attributes: Attributes;
  events: SpanEvent[];
  links: SpanLink[];
  droppedAttributesCount: number;
  droppedEventsCount: number;
  droppedLinksCount: number;
}

/** Spans that share a resource and a scope, as they arrive. */
export interface ScopeSpans {
  resource: Resource;
  scope: Scope;
  spans: Span[];
}

/** The name shown where a resource carries no service.name (OpenTelemetry resource conventions). */
export const UNKNOWN_SERVICE = 'unknown_service';

/** Holds a list of texts: what is odd about a span, told by a collector or noticed here (the name is Jaeger's). */
export const WARNINGS_ATTRIBUTE = '@jaeger@warnings';
