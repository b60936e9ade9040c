import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { type Span, SpanKind } from '../../../../shared/model/span.ts';
import { type DurationNano, durationNano, type UnixNano, unixNano } from '../../../../shared/model/time.ts';
import { FormatFault, within } from '../fault.ts';
import { decodeBase64, paddedHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import { plainValue } from '../jaeger/jaeger-tags.ts';
import { isObject, type JsonObject, listOrEmpty, requireObject, textOrEmpty } from '../json-values.ts';
import { withWarning } from '../span-warnings.ts';
import { microsToDuration, microsToUnixNano } from '../times.ts';
import {
  addAddress,
  DEBUG_ATTRIBUTE,
  NO_DURATION,
  NO_TIMESTAMP,
  optionalId,
  type ServiceSpan,
  SHARED_ATTRIBUTE,
  takeStatus,
} from './zipkin-span.ts';
import { type Annotation, type BinaryAnnotation, sidesOf, type V1Side } from './zipkin-v1-sides.ts';

/** Only v1 knows binaryAnnotations, and annotations with an endpoint. */
export function isZipkinV1(json: JsonObject): boolean {
  if (Array.isArray(json.binaryAnnotations)) return true;
  return (
    Array.isArray(json.annotations) &&
    json.annotations.some((item) => isObject(item) && isObject(item.endpoint))
  );
}

/**
 * A span of Zipkin's v1 JSON, as Zipkin itself converts it (zipkin2.v1.V1SpanConverter): one span for each side that
 * annotated it, with start and duration from cs/cr, sr/ss, ms/ws and wr/mr where the span has none of its own. Other
 * annotations become events, and tags attributes, of the side whose service wrote them.
 *
 * @throws FormatFault
 */
export function decodeZipkinV1Span(value: unknown): ServiceSpan[] {
  const json = requireObject(value, '', 'a span with traceId and id');
  const annotations = decodeAnnotations(json.annotations);
  const binary = decodeBinaryAnnotations(json.binaryAnnotations);
  const own = ownTimes(json);
  const base = baseSpan(json);
  return sidesOf(annotations, binary, own).map((side) => toSpan(base, side));
}

function ownTimes(json: JsonObject): { start: UnixNano | null; duration: DurationNano | null } {
  const has = (value: unknown) => value !== undefined && value !== null && value !== 0;
  return {
    start: has(json.timestamp) ? microsToUnixNano(json.timestamp, 'timestamp') : null,
    // A negative one says nothing: the annotations may.
    duration:
      has(json.duration) && !(typeof json.duration === 'number' && json.duration < 0)
        ? microsToDuration(json.duration, 'duration')
        : null,
  };
}

function baseSpan(json: JsonObject): Span {
  return {
    traceId: paddedHexId(json.traceId, TRACE_ID_DIGITS, 'traceId'),
    spanId: paddedHexId(json.id, SPAN_ID_DIGITS, 'id'),
    parentSpanId: optionalId(json.parentId, 'parentId'),
    traceState: '',
    name: textOrEmpty(json.name, 'name'),
    kind: SpanKind.unspecified,
    startTimeUnixNano: unixNano(0n),
    durationNano: durationNano(0n),
    statusCode: 0,
    statusMessage: '',
    attributes: json.debug === true ? [[DEBUG_ATTRIBUTE, true]] : [],
    events: [],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function toSpan(base: Span, side: V1Side): ServiceSpan {
  const attributes: Attributes = [...base.attributes, ...side.tags];
  const status = takeStatus(attributes);
  addAddress(attributes, side.local, 'net.host');
  if (side.remote) addPeer(attributes, side.remote);
  if (side.shared) attributes.push([SHARED_ATTRIBUTE, true]);
  const span: Span = {
    ...base,
    kind: side.kind,
    startTimeUnixNano: side.start ?? unixNano(0n),
    durationNano: side.duration ?? durationNano(0n),
    statusCode: status.code,
    statusMessage: status.message,
    attributes,
    events: side.events.map(({ time, value }) => ({
      timeUnixNano: time,
      name: value,
      attributes: [],
      droppedAttributesCount: 0,
    })),
  };
  const service = textOrEmpty(side.local.serviceName, 'endpoint.serviceName');
  if (side.start === null) return { service, span: withWarning(span, NO_TIMESTAMP) };
  return { service, span: side.duration === null ? withWarning(span, NO_DURATION) : span };
}

function addPeer(attributes: Attributes, endpoint: JsonObject): void {
  const peer = textOrEmpty(endpoint.serviceName, 'endpoint.serviceName');
  if (peer !== '') attributes.push(['peer.service', peer]);
  addAddress(attributes, endpoint, 'net.peer');
}

function decodeAnnotations(value: unknown): Annotation[] {
  const list = listOrEmpty(value, 'annotations');
  let at = 0;
  try {
    const annotations: Annotation[] = [];
    for (; at < list.length; at++) {
      const json = requireObject(list[at], '', 'an annotation with timestamp and value');
      annotations.push({
        time: microsToUnixNano(json.timestamp, 'timestamp'),
        value: textOrEmpty(json.value, 'value'),
        endpoint: isObject(json.endpoint) ? json.endpoint : null,
      });
    }
    return annotations;
  } catch (error) {
    throw within(error, `annotations[${at}]`);
  }
}

function decodeBinaryAnnotations(value: unknown): BinaryAnnotation[] {
  return listOrEmpty(value, 'binaryAnnotations').map((item, i) => {
    const json = requireObject(item, `binaryAnnotations[${i}]`, 'a key and a value');
    if (typeof json.key !== 'string')
      throw new FormatFault(`binaryAnnotations[${i}].key`, 'a string', json.key);
    return {
      key: json.key,
      value: typedValue(json.type, json.value),
      endpoint: isObject(json.endpoint) ? json.endpoint : null,
    };
  });
}

/** A value by the name of its zipkincore.thrift AnnotationType; without one, by its own type. */
function typedValue(type: unknown, value: unknown): AttributeValue {
  if (value instanceof Uint8Array) return value;
  const text = typeof value === 'string' ? value : null;
  switch (type) {
    case 'BYTES':
      return (text === null ? null : decodeBase64(text)) ?? plainValue(value);
    case 'I16':
    case 'I32':
    case 'I64':
      return text !== null && /^-?\d{1,19}$/.test(text) ? BigInt(text) : plainValue(value);
    case 'DOUBLE':
      return text !== null && text.trim() !== '' && Number.isFinite(Number(text))
        ? Number(text)
        : typeof value === 'number'
          ? value
          : plainValue(value);
    case 'BOOL':
      return text === 'true' ? true : text === 'false' ? false : plainValue(value);
    default:
      return plainValue(value);
  }
}
