import type { Attributes, AttributeValue } from '../../../shared/model/attributes.ts';
import type { Resource, Scope, ScopeSpans, Span } from '../../../shared/model/span.ts';
import { encodeBase64 } from './ids.ts';
import { elements } from './json-elements.ts';

/** Spans as one ExportTraceServiceRequest in OTLP's JSON encoding: hex ids, 64-bit numbers as decimal strings. */
export const encodeOtlpJson = (scopeSpans: readonly ScopeSpans[]): string =>
  `{"resourceSpans":[${encodeResourceSpans(scopeSpans)}]}`;

/** The elements of `resourceSpans`, with commas between them. */
export function encodeResourceSpans(scopeSpans: readonly ScopeSpans[]): string {
  const byResource = Map.groupBy(scopeSpans, ({ resource }) => resource);
  const resourceSpans = [...byResource].map(([resource, members]) => ({
    resource: encodeResource(resource),
    scopeSpans: members.map(({ scope, spans }) => ({
      scope: encodeScope(scope),
      spans: spans.map(encodeSpan),
    })),
  }));
  return elements(resourceSpans);
}

const encodeResource = ({ attributes }: Resource) => ({ attributes: encodeAttributes(attributes) });

const encodeScope = ({ name, version, attributes }: Scope) => ({
  name,
  version,
  ...(attributes.length > 0 ? { attributes: encodeAttributes(attributes) } : {}),
});

function encodeSpan(span: Span) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === '' ? {} : { parentSpanId: span.parentSpanId }),
    ...(span.traceState === '' ? {} : { traceState: span.traceState }),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: String(span.startTimeUnixNano),
    endTimeUnixNano: String(span.startTimeUnixNano + span.durationNano),
    attributes: encodeAttributes(span.attributes),
    ...count('droppedAttributesCount', span.droppedAttributesCount),
    events: span.events.map((event) => ({
      timeUnixNano: String(event.timeUnixNano),
      name: event.name,
      attributes: encodeAttributes(event.attributes),
      ...count('droppedAttributesCount', event.droppedAttributesCount),
    })),
    ...count('droppedEventsCount', span.droppedEventsCount),
    links: span.links.map(({ traceId, spanId, traceState, attributes }) => ({
      traceId,
      spanId,
      ...(traceState === '' ? {} : { traceState }),
      attributes: encodeAttributes(attributes),
    })),
    ...count('droppedLinksCount', span.droppedLinksCount),
    status: {
      ...(span.statusCode === 0 ? {} : { code: span.statusCode }),
      ...(span.statusMessage === '' ? {} : { message: span.statusMessage }),
    },
  };
}

const count = (key: string, value: number) => (value > 0 ? { [key]: value } : {});

const encodeAttributes = (attributes: Attributes) =>
  attributes.map(([key, value]) => ({ key, value: encodeAnyValue(value) }));

function encodeAnyValue(value: AttributeValue): object {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'bigint':
      return { intValue: String(value) };
    case 'number':
      return { doubleValue: Number.isFinite(value) ? value : String(value) };
    default:
      return encodeNested(value);
  }
}

function encodeNested(value: Exclude<AttributeValue, string | boolean | bigint | number>): object {
  if (value === null) return {};
  if (value instanceof Uint8Array) return { bytesValue: encodeBase64(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encodeAnyValue) } };
  return { kvlistValue: { values: encodeAttributes(value.pairs) } };
}
