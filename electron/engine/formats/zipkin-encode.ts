import {
  type Attributes,
  attribute,
  attributeText,
  stringAttribute,
} from '../../../shared/model/attributes.ts';
import type { Resource, Scope, ScopeSpans, Span, SpanEvent } from '../../../shared/model/span.ts';
import { SpanKind, StatusCode, UNKNOWN_SERVICE } from '../../../shared/model/span.ts';
import { elements } from './json-elements.ts';
import { plainJson } from './plain-json.ts';
import { DEBUG_ATTRIBUTE, SHARED_ATTRIBUTE } from './zipkin/zipkin-span.ts';

const KINDS: Partial<Record<SpanKind, string>> = {
  [SpanKind.server]: 'SERVER',
  [SpanKind.client]: 'CLIENT',
  [SpanKind.producer]: 'PRODUCER',
  [SpanKind.consumer]: 'CONSUMER',
};

/** Attributes that Zipkin has fields for. */
const FIELDS = new Set([
  'service.name',
  'net.host.ip',
  'net.host.port',
  'peer.service',
  'net.peer.ip',
  'net.peer.port',
  SHARED_ATTRIBUTE,
  DEBUG_ATTRIBUTE,
]);

/** To Zipkin a tag `error` is a failure, whatever it says; only the status may tell one. */
const RENAMED = new Map([['error', 'attribute.error']]);

/**
 * Spans as Zipkin's v2 JSON, as the OpenTelemetry specification maps them: attributes of span, resource and scope
 * become tags (texts), events annotations, links tags. Times are microseconds; a duration of 0, which
 * Zipkin takes for none, is still told apart from none when it is read here.
 */
export const encodeZipkinJson = (scopeSpans: readonly ScopeSpans[]): string =>
  `[${encodeZipkinSpans(scopeSpans)}]`;

/** The spans, with commas between them. */
export const encodeZipkinSpans = (scopeSpans: readonly ScopeSpans[]): string =>
  elements(
    scopeSpans.flatMap(({ resource, scope, spans }) =>
      spans.map((span) => encodeSpan(span, resource, scope)),
    ),
  );

function encodeSpan(span: Span, resource: Resource, scope: Scope) {
  const service = stringAttribute(resource.attributes, 'service.name') ?? UNKNOWN_SERVICE;
  const kind = KINDS[span.kind];
  const remote = endpoint(span.attributes, 'net.peer', stringAttribute(span.attributes, 'peer.service'));
  return {
    traceId: span.traceId,
    ...(span.parentSpanId === '' ? {} : { parentId: span.parentSpanId }),
    id: span.spanId,
    ...(kind === undefined ? {} : { kind }),
    name: span.name,
    timestamp: micros(span.startTimeUnixNano),
    duration: span.durationNano > 0n ? Math.max(1, micros(span.durationNano)) : 0,
    localEndpoint: endpoint(span.attributes, 'net.host', service) ?? { serviceName: service },
    ...(remote === null ? {} : { remoteEndpoint: remote }),
    ...(attribute(span.attributes, SHARED_ATTRIBUTE) === true ? { shared: true } : {}),
    ...(attribute(span.attributes, DEBUG_ATTRIBUTE) === true ? { debug: true } : {}),
    annotations: span.events.map((event) => ({
      timestamp: micros(event.timeUnixNano),
      value: annotationText(event),
    })),
    tags: Object.fromEntries(encodeTags(span, resource, scope)),
  };
}

const micros = (nano: bigint): number => Number(nano / 1000n);

function endpoint(attributes: Attributes, prefix: string, serviceName: string | undefined): object | null {
  const ip = stringAttribute(attributes, `${prefix}.ip`);
  const port = attribute(attributes, `${prefix}.port`);
  const fields = {
    ...(serviceName === undefined ? {} : { serviceName }),
    ...(ip === undefined ? {} : { [ip.includes(':') ? 'ipv6' : 'ipv4']: ip }),
    ...(typeof port === 'bigint' ? { port: Number(port) } : {}),
  };
  return Object.keys(fields).length === 0 ? null : fields;
}

/** An event with attributes is told as `"name": {…}` (OpenTelemetry, Zipkin exporter). */
function annotationText({ name, attributes }: SpanEvent): string {
  if (attributes.length === 0) return name;
  return `${JSON.stringify(name)}: ${JSON.stringify(plainJson({ pairs: attributes }))}`;
}

/** The span's own tags stand behind those of its resource and win. */
function encodeTags(span: Span, resource: Resource, scope: Scope): [string, string][] {
  const attributes = [...resource.attributes, ...scope.attributes, ...span.attributes];
  const tags = attributes
    .filter(([key]) => !FIELDS.has(key))
    .map(([key, value]): [string, string] => [RENAMED.get(key) ?? key, tagText(value)]);
  if (scope.name !== '') tags.push(['otel.scope.name', scope.name]);
  if (scope.version !== '') tags.push(['otel.scope.version', scope.version]);
  if (span.traceState !== '') tags.push(['w3c.tracestate', span.traceState]);
  for (const [i, { traceId, spanId, traceState }] of span.links.entries()) {
    tags.push([`otlp.link.${i}`, `${traceId}|${spanId}|${traceState}|{}|0`]);
  }
  return [...tags, ...statusTags(span)];
}

function statusTags({ statusCode, statusMessage }: Span): [string, string][] {
  const description: [string, string][] =
    statusMessage === '' ? [] : [['otel.status_description', statusMessage]];
  if (statusCode === StatusCode.unset) return description;
  if (statusCode === StatusCode.ok) return [['otel.status_code', 'OK'], ...description];
  return [
    ['otel.status_code', 'ERROR'],
    ['error', statusMessage === '' ? 'true' : statusMessage],
  ];
}

function tagText(value: Parameters<typeof attributeText>[0]): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(plainJson(value))
    : attributeText(value);
}
