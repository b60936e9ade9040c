import type { Attributes } from '../../../../shared/model/attributes.ts';
import { type Scope, type Span, SpanKind, StatusCode } from '../../../../shared/model/span.ts';
import { type UnixNano, unixNano } from '../../../../shared/model/time.ts';
import { FormatFault } from '../fault.ts';
import { paddedHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import { countOrZero, isObject, type JsonObject, own, requireObject, textOrEmpty } from '../json-values.ts';
import { microsToDuration, microsToUnixNano } from '../times.ts';
import { objectAttributes } from './plain-attributes.ts';
import { type ConsoleSpan, each } from './stdouttrace-span.ts';

/** @opentelemetry/api's SpanKind, by number: it counts from INTERNAL. */
const KINDS: readonly SpanKind[] = [
  SpanKind.internal,
  SpanKind.server,
  SpanKind.client,
  SpanKind.producer,
  SpanKind.consumer,
];
const CODES: readonly StatusCode[] = [StatusCode.unset, StatusCode.ok, StatusCode.error];

/** By its content: what the JS SDK's console exporter prints. */
export const isJsConsoleSpan = (value: JsonObject): boolean =>
  own(value, 'traceId') !== undefined &&
  own(value, 'id') !== undefined &&
  typeof own(value, 'kind') === 'number' &&
  own(value, 'timestamp') !== undefined;

/**
 * A span of the JS SDK's ConsoleSpanExporter (@opentelemetry/sdk-trace-base), read from what util.inspect printed:
 * kinds and status codes are @opentelemetry/api's numbers, times microseconds. SDK 1 told `parentId`, SDK 2 tells
 * `parentSpanContext`.
 *
 * @throws FormatFault
 */
export function decodeJsConsoleSpan(json: JsonObject): ConsoleSpan {
  const status = isObject(json.status) ? json.status : {};
  const parent = isObject(json.parentSpanContext) ? own(json.parentSpanContext, 'spanId') : json.parentId;
  const span: Span = {
    traceId: paddedHexId(json.traceId, TRACE_ID_DIGITS, 'traceId'),
    spanId: paddedHexId(json.id, SPAN_ID_DIGITS, 'id'),
    parentSpanId: parent ? paddedHexId(parent, SPAN_ID_DIGITS, 'parentSpanContext.spanId') : '',
    traceState: textOrEmpty(json.traceState, 'traceState'),
    name: textOrEmpty(json.name, 'name'),
    kind: numbered(KINDS, json.kind, 'kind'),
    startTimeUnixNano: microsToUnixNano(json.timestamp, 'timestamp'),
    durationNano: microsToDuration(json.duration ?? 0, 'duration'),
    statusCode: numbered(CODES, own(status, 'code') ?? 0, 'status.code'),
    statusMessage: textOrEmpty(own(status, 'message'), 'status.message'),
    attributes: objectAttributes(json.attributes, 'attributes'),
    events: each(json.events, 'events', (event) => ({
      timeUnixNano: hrTime(event.time, 'time'),
      name: textOrEmpty(event.name, 'name'),
      attributes: partAttributes(event.attributes),
      droppedAttributesCount: countOrZero(event.droppedAttributesCount, 'droppedAttributesCount'),
    })),
    links: each(json.links, 'links', decodeLink),
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  return { span, resource: json.resource, scope: decodeScope(json.instrumentationScope) };
}

export const decodeJsConsoleResource = (value: unknown): Attributes =>
  objectAttributes(isObject(value) ? own(value, 'attributes') : undefined, 'resource.attributes');

function decodeScope(value: unknown): Scope {
  const scope = isObject(value) ? value : {};
  return {
    name: textOrEmpty(own(scope, 'name'), 'instrumentationScope.name'),
    version: textOrEmpty(own(scope, 'version'), 'instrumentationScope.version'),
    attributes: [],
  };
}

function decodeLink(link: JsonObject) {
  const context = requireObject(link.context, 'context');
  return {
    traceId: paddedHexId(context.traceId, TRACE_ID_DIGITS, 'context.traceId'),
    spanId: paddedHexId(context.spanId, SPAN_ID_DIGITS, 'context.spanId'),
    traceState: '',
    attributes: partAttributes(link.attributes),
  };
}

/** The exporter prints three levels; what lies deeper is the text `[Object]`, which is kept as such. */
const partAttributes = (value: unknown): Attributes =>
  isObject(value) ? objectAttributes(value, 'attributes') : [];

/** HrTime: seconds and nanoseconds. */
function hrTime(value: unknown, path: string): UnixNano {
  const [seconds, nanos] = Array.isArray(value) ? value : [];
  if (
    Number.isSafeInteger(seconds) &&
    Number.isSafeInteger(nanos) &&
    seconds >= 0 &&
    seconds < 9_223_372_036
  ) {
    return unixNano(BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
  }
  throw new FormatFault(path, 'seconds and nanoseconds', value);
}

function numbered<T>(values: readonly T[], value: unknown, path: string): T {
  const found = typeof value === 'number' ? values[value] : undefined;
  if (found === undefined) throw new FormatFault(path, `a number below ${values.length}`, value);
  return found;
}
