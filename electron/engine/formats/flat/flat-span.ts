import type { Attributes } from '../../../../shared/model/attributes.ts';
import { type Span, type SpanEvent, SpanKind, StatusCode } from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { FormatFault } from '../fault.ts';
import { paddedHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import { plainValue } from '../jaeger/jaeger-tags.ts';
import { isObject, type JsonObject, requireObject, textOrEmpty } from '../json-values.ts';
import { microsToDuration, microsToUnixNano } from '../times.ts';
import type { ServiceSpan } from '../zipkin/zipkin-span.ts';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** Statuses that are no failure; every other name of gRPC's codes is one. */
const UNSET = new Set(['', 'UNSET']);

/**
 * A span as an object of plain fields with serviceName, startTime and endTime in microseconds, attributes and
 * events as objects by name, and a status by gRPC's name, as docker-cpp's tracer writes it.
 *
 * @throws FormatFault
 */
export function decodeFlatSpan(value: unknown): ServiceSpan {
  const json = requireObject(value, '', 'a span with traceId and spanId');
  const start = microsToUnixNano(json.startTime, 'startTime');
  const status = textOrEmpty(json.status, 'status');
  const attributes = objectAttributes(json.attributes, 'attributes');
  const statusCode = UNSET.has(status)
    ? StatusCode.unset
    : status === 'OK'
      ? StatusCode.ok
      : StatusCode.error;
  const span: Span = {
    traceId: paddedHexId(json.traceId, TRACE_ID_DIGITS, 'traceId'),
    spanId: paddedHexId(json.spanId, SPAN_ID_DIGITS, 'spanId'),
    parentSpanId: json.parentSpanId ? paddedHexId(json.parentSpanId, SPAN_ID_DIGITS, 'parentSpanId') : '',
    traceState: '',
    name: textOrEmpty(json.name, 'name'),
    kind: kindOf(json.kind),
    startTimeUnixNano: start,
    durationNano: durationOf(json, start),
    statusCode,
    statusMessage: textOrEmpty(json.statusMessage, 'statusMessage'),
    attributes: statusCode === StatusCode.error ? [...attributes, ['rpc.grpc.status', status]] : attributes,
    events: decodeEvents(json.events),
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  return { service: textOrEmpty(json.serviceName, 'serviceName'), span };
}

function kindOf(value: unknown): SpanKind {
  if (value === undefined || value === null || value === '') return SpanKind.unspecified;
  const index = typeof value === 'string' ? KINDS.indexOf(value) : -1;
  if (index < 0) throw new FormatFault('kind', 'a span kind such as SERVER', value);
  return index as SpanKind;
}

function durationOf(json: JsonObject, start: bigint) {
  if (json.duration !== undefined) return microsToDuration(json.duration, 'duration');
  if (json.endTime === undefined) return durationNano(0n);
  const end = microsToUnixNano(json.endTime, 'endTime');
  return durationNano(end > start ? end - start : 0n);
}

function objectAttributes(value: unknown, path: string): Attributes {
  if (value === undefined || value === null) return [];
  return Object.entries(requireObject(value, path)).map(([key, inner]) => [key, plainValue(inner)]);
}

/** By name; what happened stands in a JSON text, or in an object. */
function decodeEvents(value: unknown): SpanEvent[] {
  if (value === undefined || value === null) return [];
  return Object.entries(requireObject(value, 'events', 'an object of events by name')).map(
    ([name, inner]) => {
      const path = `events.${name}`;
      const body = typeof inner === 'string' ? parsedObject(inner) : inner;
      if (!isObject(body)) return event(name, 0n, [['value', plainValue(inner)]]);
      const time = body.timestamp === undefined ? 0n : microsToUnixNano(body.timestamp, `${path}.timestamp`);
      return event(name, time, objectAttributes(body.attributes, `${path}.attributes`));
    },
  );
}

const event = (name: string, time: bigint, attributes: Attributes): SpanEvent => ({
  timeUnixNano: unixNano(time),
  name,
  attributes,
  droppedAttributesCount: 0,
});

function parsedObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Any text is allowed; what is no JSON is kept as it is.
    return null;
  }
}
