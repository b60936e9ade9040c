import type { Attributes } from '../../../../shared/model/attributes.ts';
import {
  type Resource,
  type Span,
  type SpanEvent,
  SpanKind,
  StatusCode,
} from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { FormatFault } from '../fault.ts';
import { paddedHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import { plainValue } from '../jaeger/jaeger-tags.ts';
import { isObject, type JsonObject, requireObject, textOrEmpty } from '../json-values.ts';
import { withWarning } from '../span-warnings.ts';
import { type MarkedDuration, markedDuration, microsToUnixNano } from '../times.ts';
import type { ServiceSpan } from '../zipkin/zipkin-span.ts';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** Statuses that are no failure; every other word of gRPC's codes is one (grpc statuscodes.md). */
const UNSET = new Set(['', 'UNSET', 'UNSPECIFIED']);

/** The failure's word as an attribute: the status itself only knows that there was one. */
const GRPC_STATUS = 'rpc.grpc.status';

/**
 * A span as an object of plain fields with serviceName, startTime and endTime in microseconds, attributes and
 * events as objects by name, and a status by gRPC's name, as docker-cpp's tracer writes it. What should be an object
 * may be its JSON text.
 *
 * @throws FormatFault
 */
export function decodeFlatSpan(value: unknown): ServiceSpan {
  const json = requireObject(value, '', 'a span with traceId and spanId');
  const start = microsToUnixNano(json.startTime, 'startTime');
  const status = textOrEmpty(json.status, 'status').toUpperCase();
  const attributes = objectAttributes(json.attributes, 'attributes');
  const statusCode = UNSET.has(status)
    ? StatusCode.unset
    : status === 'OK'
      ? StatusCode.ok
      : StatusCode.error;
  if (statusCode === StatusCode.error && status !== 'ERROR') attributes.push([GRPC_STATUS, status]);
  const { durationNano, warning } = durationOf(json, start);
  const span: Span = {
    traceId: paddedHexId(json.traceId, TRACE_ID_DIGITS, 'traceId'),
    spanId: paddedHexId(json.spanId, SPAN_ID_DIGITS, 'spanId'),
    parentSpanId: parentOf(json.parentSpanId),
    traceState: textOrEmpty(json.traceState, 'traceState'),
    name: textOrEmpty(json.name, 'name'),
    kind: kindOf(json.kind),
    startTimeUnixNano: start,
    durationNano,
    statusCode,
    statusMessage: textOrEmpty(json.statusMessage, 'statusMessage'),
    attributes,
    events: decodeEvents(json.events),
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  const service = textOrEmpty(json.serviceName, 'serviceName');
  const resource = resourceOf(json.resource, service);
  return {
    service,
    ...(resource ? { resource } : {}),
    span: warning === '' ? span : withWarning(span, warning),
  };
}

/** Empty and all zero are none. */
function parentOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'string' && /^0+$/.test(value)) return '';
  return paddedHexId(value, SPAN_ID_DIGITS, 'parentSpanId');
}

function kindOf(value: unknown): SpanKind {
  if (value === undefined || value === null || value === '') return SpanKind.unspecified;
  const name = typeof value === 'string' ? value.toUpperCase().replace(/^SPAN_KIND_/, '') : '';
  const index = KINDS.indexOf(name);
  if (index < 0) throw new FormatFault('kind', 'a span kind such as SERVER', value);
  return index as SpanKind;
}

/** A time that runs backwards is none, and the span says so. */
function durationOf(json: JsonObject, start: bigint): MarkedDuration {
  if (json.duration !== undefined && json.duration !== null) return markedDuration(json.duration, 'duration');
  const none = durationNano(0n);
  if (json.endTime === undefined || json.endTime === null)
    return { durationNano: none, warning: 'has no end' };
  const end = microsToUnixNano(json.endTime, 'endTime');
  if (end < start) return { durationNano: none, warning: `ended ${start - end} ns before it started` };
  return { durationNano: durationNano(end - start), warning: '' };
}

/** Attributes of who made the span, beside its service's name; text that is no object is kept as it is. */
function resourceOf(value: unknown, service: string): Resource | null {
  if (value === undefined || value === null || value === '') return null;
  const object = typeof value === 'string' ? parsedObject(value) : value;
  const own: Attributes = isObject(object)
    ? objectAttributes(object, 'resource')
    : [['resource', plainValue(value)]];
  if (own.length === 0) return null;
  if (service === '') return { attributes: own };
  return { attributes: [['service.name', service], ...own.filter(([key]) => key !== 'service.name')] };
}

function objectAttributes(value: unknown, path: string): Attributes {
  if (value === undefined || value === null || value === '') return [];
  const object = typeof value === 'string' ? parsedObject(value) : value;
  return Object.entries(requireObject(object, path)).map(([key, inner]) => [key, plainValue(inner)]);
}

/** By name, or a list of objects that have one; what happened stands in a JSON text, or in an object. */
function decodeEvents(value: unknown): SpanEvent[] {
  if (value === undefined || value === null || value === '') return [];
  const events = typeof value === 'string' ? parsedObject(value) : value;
  if (Array.isArray(events)) {
    return events.map((item, i) =>
      decodeEvent(isObject(item) ? textOrEmpty(item.name, 'name') : '', item, `events[${i}]`),
    );
  }
  const byName = requireObject(events, 'events', 'an object of events by name');
  return Object.entries(byName).map(([name, inner]) => decodeEvent(name, inner, `events.${name}`));
}

function decodeEvent(name: string, value: unknown, path: string): SpanEvent {
  const body = typeof value === 'string' ? parsedObject(value) : value;
  if (!isObject(body)) return event(name, 0n, [['value', plainValue(value)]]);
  const { timestamp } = body;
  const time =
    timestamp === undefined || timestamp === null ? 0n : microsToUnixNano(timestamp, `${path}.timestamp`);
  return event(name, time, objectAttributes(body.attributes, `${path}.attributes`));
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
