import type { Attributes, AttributeValue } from '../shared/model/attributes.ts';
import type { ScopeSpans, Span } from '../shared/model/span.ts';
import { TraceRequest } from './otlp-schema.ts';

function anyValue(value: AttributeValue): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  // protobufjs reads a decimal string as a 64-bit number.
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return { doubleValue: value };
  if (value instanceof Uint8Array) return { bytesValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value.pairs) } };
}

export const keyValues = (attributes: Attributes) =>
  attributes.map(([key, value]) => ({ key, value: anyValue(value) }));

const bytes = (hex: string) => Buffer.from(hex, 'hex');

const spanMessage = (span: Span) => ({
  traceId: bytes(span.traceId),
  spanId: bytes(span.spanId),
  traceState: span.traceState,
  parentSpanId: bytes(span.parentSpanId),
  name: span.name,
  kind: span.kind,
  startTimeUnixNano: String(span.startTimeUnixNano),
  endTimeUnixNano: String(span.startTimeUnixNano + span.durationNano),
  attributes: keyValues(span.attributes),
  droppedAttributesCount: span.droppedAttributesCount,
  events: span.events.map((event) => ({
    timeUnixNano: String(event.timeUnixNano),
    name: event.name,
    attributes: keyValues(event.attributes),
    droppedAttributesCount: event.droppedAttributesCount,
  })),
  droppedEventsCount: span.droppedEventsCount,
  links: span.links.map((link) => ({
    traceId: bytes(link.traceId),
    spanId: bytes(link.spanId),
    traceState: link.traceState,
    attributes: keyValues(link.attributes),
  })),
  droppedLinksCount: span.droppedLinksCount,
  status: { code: span.statusCode, message: span.statusMessage },
});

const requestMessage = (groups: ScopeSpans[]) => ({
  resourceSpans: groups.map(({ resource, scope, spans }) => ({
    resource: { attributes: keyValues(resource.attributes) },
    scopeSpans: [
      {
        scope: { name: scope.name, version: scope.version, attributes: keyValues(scope.attributes) },
        spans: spans.map(spanMessage),
      },
    ],
  })),
});

/** An ExportTraceServiceRequest as another implementation writes it. */
export function protobufRequest(groups: ScopeSpans[]): Uint8Array {
  return TraceRequest.encode(TraceRequest.fromObject(requestMessage(groups))).finish();
}
