import type { Attributes } from '../../../../shared/model/attributes.ts';
import {
  type Resource,
  type Span,
  type SpanEvent,
  SpanKind,
  StatusCode,
} from '../../../../shared/model/span.ts';
import { type UnixNano, unixNano } from '../../../../shared/model/time.ts';
import { FormatFault, within } from '../fault.ts';
import { paddedHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import { isObject, type JsonObject, listOrEmpty, requireObject, textOrEmpty } from '../json-values.ts';
import { withWarning } from '../span-warnings.ts';
import { markedDuration, microsToUnixNano } from '../times.ts';

/** A span and the service whose view of it this is; '' where it is not told. */
export interface ServiceSpan {
  service: string;
  /** Where more is known of who made it than the service's name. */
  resource?: Resource;
  span: Span;
}

const KINDS: Record<string, SpanKind> = {
  SERVER: SpanKind.server,
  CLIENT: SpanKind.client,
  PRODUCER: SpanKind.producer,
  CONSUMER: SpanKind.consumer,
};

/** Marks the server's half of a span whose id the client's half bears too. */
export const SHARED_ATTRIBUTE = 'zipkin.shared';

/** Marks a span that its sender wanted kept whatever is sampled away. */
export const DEBUG_ATTRIBUTE = 'zipkin.debug';

/** Told of what a span was reported without: it is not over, or another report has it. */
export const NO_TIMESTAMP = 'has no timestamp';
export const NO_DURATION = 'has no duration';

/**
 * A span of Zipkin's v2 JSON (zipkin-api zipkin2-api.yaml). Times are microseconds; where there is none the
 * earliest annotation's is taken. Both halves of a shared span stay: they differ in kind and service. Names of
 * attributes are those of OpenTelemetry's Zipkin translator.
 *
 * @throws FormatFault
 */
export function decodeZipkinSpan(value: unknown): ServiceSpan {
  const json = requireObject(value, '', 'a span with traceId and id');
  const events = decodeAnnotations(json.annotations);
  const attributes = decodeZipkinTags(json.tags);
  const status = takeStatus(attributes);
  const service = addEndpoints(attributes, json);
  if (json.shared === true) attributes.push([SHARED_ATTRIBUTE, true]);
  if (json.debug === true) attributes.push([DEBUG_ATTRIBUTE, true]);
  const start = startOf(json, events);
  const { durationNano, warning } = markedDuration(json.duration ?? 0, 'duration');
  const span: Span = {
    traceId: paddedHexId(json.traceId, TRACE_ID_DIGITS, 'traceId'),
    spanId: paddedHexId(json.id, SPAN_ID_DIGITS, 'id'),
    parentSpanId: optionalId(json.parentId, 'parentId'),
    traceState: '',
    name: textOrEmpty(json.name, 'name'),
    kind: kindOf(json.kind),
    startTimeUnixNano: start ?? unixNano(0n),
    durationNano,
    statusCode: status.code,
    statusMessage: status.message,
    attributes,
    events,
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  if (start === null) return { service, span: withWarning(span, NO_TIMESTAMP) };
  const hasDuration = json.duration !== undefined && json.duration !== null;
  const odd = hasDuration ? warning : NO_DURATION;
  return { service, span: odd === '' ? span : withWarning(span, odd) };
}

/** Missing, empty and all zero are no id. @throws FormatFault */
export function optionalId(value: unknown, path: string): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'string' && /^0+$/.test(value)) return '';
  return paddedHexId(value, SPAN_ID_DIGITS, path);
}

function kindOf(value: unknown): SpanKind {
  if (value === undefined || value === null) return SpanKind.unspecified;
  const kind = typeof value === 'string' && Object.hasOwn(KINDS, value) ? KINDS[value] : undefined;
  if (kind === undefined) throw new FormatFault('kind', 'CLIENT, SERVER, PRODUCER or CONSUMER', value);
  return kind;
}

/** The span's own time, else its earliest annotation's; null where nothing tells. */
function startOf(json: JsonObject, events: SpanEvent[]): UnixNano | null {
  if (json.timestamp !== undefined && json.timestamp !== null && json.timestamp !== 0) {
    return microsToUnixNano(json.timestamp, 'timestamp');
  }
  return earliest(events);
}

function earliest(events: SpanEvent[]): UnixNano | null {
  let first: UnixNano | null = null;
  for (const { timeUnixNano } of events) if (first === null || timeUnixNano < first) first = timeUnixNano;
  return first;
}

function decodeAnnotations(value: unknown): SpanEvent[] {
  const list = listOrEmpty(value, 'annotations');
  let at = 0;
  try {
    const events: SpanEvent[] = [];
    for (; at < list.length; at++) {
      const annotation = requireObject(list[at], '', 'an annotation with timestamp and value');
      events.push({
        timeUnixNano: microsToUnixNano(annotation.timestamp, 'timestamp'),
        name: textOrEmpty(annotation.value, 'value'),
        attributes: [],
        droppedAttributesCount: 0,
      });
    }
    return events;
  } catch (error) {
    throw within(error, `annotations[${at}]`);
  }
}

/** A tag that is not text, which Zipkin does not know, is kept as its JSON. @throws FormatFault */
function decodeZipkinTags(value: unknown): Attributes {
  if (value === undefined || value === null) return [];
  const tags = requireObject(value, 'tags', 'an object of texts');
  return Object.entries(tags).map(([key, text]) => [
    key,
    typeof text === 'string' ? text : String(JSON.stringify(text)),
  ]);
}

/** The tag `error` means failure by being there; its text is the message. */
export function takeStatus(attributes: Attributes): { code: StatusCode; message: string } {
  const taken = (key: string): string | null => {
    const at = attributes.findIndex(([name]) => name === key);
    return at < 0 ? null : String(attributes.splice(at, 1)[0]?.[1]);
  };
  const error = taken('error');
  const code = taken('otel.status_code');
  const description = taken('otel.status_description');
  if (error !== null || code === 'ERROR') {
    return {
      code: StatusCode.error,
      message: description ?? (error === null || error === 'true' ? '' : error),
    };
  }
  return { code: code === 'OK' ? StatusCode.ok : StatusCode.unset, message: description ?? '' };
}

/** Adds both endpoints' addresses and answers the local service's name. */
function addEndpoints(attributes: Attributes, json: JsonObject): string {
  const local = isObject(json.localEndpoint) ? json.localEndpoint : {};
  const remote = isObject(json.remoteEndpoint) ? json.remoteEndpoint : {};
  const service = textOrEmpty(local.serviceName, 'localEndpoint.serviceName');
  const peer = textOrEmpty(remote.serviceName, 'remoteEndpoint.serviceName');
  addAddress(attributes, local, 'net.host');
  if (peer !== '') attributes.push(['peer.service', peer]);
  addAddress(attributes, remote, 'net.peer');
  return service;
}

/** `ipv4` or `ipv6` and `port` of an endpoint as PREFIX.ip and PREFIX.port. */
export function addAddress(attributes: Attributes, endpoint: JsonObject, prefix: string): void {
  const address = endpoint.ipv4 ?? endpoint.ipv6;
  if (typeof address === 'string' && address !== '') attributes.push([`${prefix}.ip`, address]);
  if (typeof endpoint.port === 'number' && Number.isInteger(endpoint.port) && endpoint.port > 0) {
    attributes.push([`${prefix}.port`, BigInt(endpoint.port)]);
  }
}
