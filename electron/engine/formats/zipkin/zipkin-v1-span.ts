import type { Attributes } from '../../../../shared/model/attributes.ts';
import { type Span, type SpanEvent, SpanKind } from '../../../../shared/model/span.ts';
import { durationNano, type UnixNano, unixNano } from '../../../../shared/model/time.ts';
import { FormatFault, within } from '../fault.ts';
import { paddedHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import { isObject, type JsonObject, listOrEmpty, requireObject, textOrEmpty } from '../json-values.ts';
import { withWarning } from '../span-warnings.ts';
import { microsToDuration, microsToUnixNano } from '../times.ts';
import { addAddress, optionalId, type ServiceSpan, takeStatus } from './zipkin-span.ts';

/** An annotation's time, text and the endpoint that wrote it. */
interface Annotation {
  time: UnixNano;
  value: string;
  endpoint: JsonObject;
}

/** What one service saw of a span: the core annotations that begin and end each kind (zipkin v1 API). */
const SIDES: readonly { kind: SpanKind; begin: string; end: string }[] = [
  { kind: SpanKind.client, begin: 'cs', end: 'cr' },
  { kind: SpanKind.server, begin: 'sr', end: 'ss' },
  { kind: SpanKind.producer, begin: 'ms', end: 'ws' },
  { kind: SpanKind.consumer, begin: 'mr', end: 'wr' },
];
const CORE = new Set(SIDES.flatMap(({ begin, end }) => [begin, end]));
/** Names of address annotations, which tell the other side's endpoint. */
const ADDRESSES = new Set(['sa', 'ca', 'ma']);

/** Only v1 knows binaryAnnotations, and annotations with an endpoint. */
export function isZipkinV1(json: JsonObject): boolean {
  if (Array.isArray(json.binaryAnnotations)) return true;
  return (
    Array.isArray(json.annotations) &&
    json.annotations.some((item) => isObject(item) && isObject(item.endpoint))
  );
}

/**
 * A span of Zipkin's v1 JSON, as Zipkin itself converts it: one span for each side that annotated it, with start
 * and duration from cs/cr and sr/ss where the span has none of its own. Other annotations become events.
 *
 * @throws FormatFault
 */
export function decodeZipkinV1Span(value: unknown): ServiceSpan[] {
  const json = requireObject(value, '', 'a span with traceId and id');
  const annotations = decodeAnnotations(json.annotations);
  const { attributes, endpoint } = decodeBinaryAnnotations(json.binaryAnnotations);
  const base = baseSpan(json, attributes, annotations);
  const sides = SIDES.flatMap((side) => decodeSide(side, json, base, annotations));
  if (sides.length > 0)
    return sides.map((side, i) => (i === 0 ? side : { ...side, span: { ...side.span, events: [] } }));
  const service = textOrEmpty((annotations[0]?.endpoint ?? endpoint).serviceName, 'endpoint.serviceName');
  return [{ service, span: localSpan(json, base, annotations) }];
}

function baseSpan(json: JsonObject, attributes: Attributes, annotations: Annotation[]): Span {
  const status = takeStatus(attributes);
  return {
    traceId: paddedHexId(json.traceId, TRACE_ID_DIGITS, 'traceId'),
    spanId: paddedHexId(json.id, SPAN_ID_DIGITS, 'id'),
    parentSpanId: optionalId(json.parentId, 'parentId'),
    traceState: '',
    name: textOrEmpty(json.name, 'name'),
    kind: SpanKind.unspecified,
    startTimeUnixNano: unixNano(0n),
    durationNano: microsToDuration(json.duration ?? 0, 'duration'),
    statusCode: status.code,
    statusMessage: status.message,
    attributes,
    events: annotations.filter(({ value }) => !CORE.has(value)).map(toEvent),
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

const toEvent = ({ time, value }: Annotation): SpanEvent => ({
  timeUnixNano: time,
  name: value,
  attributes: [],
  droppedAttributesCount: 0,
});

function decodeSide(
  { kind, begin, end }: (typeof SIDES)[number],
  json: JsonObject,
  base: Span,
  annotations: Annotation[],
): ServiceSpan[] {
  const first = annotations.find(({ value }) => value === begin);
  const last = annotations.findLast(({ value }) => value === end);
  const seen = first ?? last;
  if (!seen) return [];
  const length = first && last && last.time > first.time ? last.time - first.time : 0n;
  // The span's own times belong to the side that made it: the client, where both are there.
  const own = json.timestamp !== undefined && (kind !== SpanKind.server || !hasClient(annotations));
  const span: Span = {
    ...base,
    kind,
    startTimeUnixNano: own ? microsToUnixNano(json.timestamp, 'timestamp') : seen.time,
    durationNano: own && base.durationNano > 0n ? base.durationNano : durationNano(length),
  };
  return [{ service: textOrEmpty(seen.endpoint.serviceName, 'endpoint.serviceName'), span }];
}

const hasClient = (annotations: Annotation[]) =>
  annotations.some(({ value }) => value === 'cs' || value === 'cr');

function localSpan(json: JsonObject, base: Span, annotations: Annotation[]): Span {
  if (json.timestamp !== undefined && json.timestamp !== null) {
    return { ...base, startTimeUnixNano: microsToUnixNano(json.timestamp, 'timestamp') };
  }
  const [first] = annotations.toSorted((a, b) => (a.time < b.time ? -1 : 1));
  return first ? { ...base, startTimeUnixNano: first.time } : withWarning(base, 'has no timestamp');
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
        endpoint: isObject(json.endpoint) ? json.endpoint : {},
      });
    }
    return annotations;
  } catch (error) {
    throw within(error, `annotations[${at}]`);
  }
}

function decodeBinaryAnnotations(value: unknown): { attributes: Attributes; endpoint: JsonObject } {
  const attributes: Attributes = [];
  let endpoint: JsonObject = {};
  for (const [i, item] of listOrEmpty(value, 'binaryAnnotations').entries()) {
    const json = requireObject(item, `binaryAnnotations[${i}]`, 'a key and a value');
    if (typeof json.key !== 'string')
      throw new FormatFault(`binaryAnnotations[${i}].key`, 'a string', json.key);
    const from = isObject(json.endpoint) ? json.endpoint : {};
    if (ADDRESSES.has(json.key) && (json.value === true || json.value === 'true')) addPeer(attributes, from);
    else {
      attributes.push([
        json.key,
        typeof json.value === 'string' ? json.value : String(JSON.stringify(json.value)),
      ]);
      if (endpoint.serviceName === undefined) endpoint = from;
    }
  }
  return { attributes, endpoint };
}

function addPeer(attributes: Attributes, endpoint: JsonObject): void {
  const peer = textOrEmpty(endpoint.serviceName, 'endpoint.serviceName');
  if (peer !== '') attributes.push(['peer.service', peer]);
  addAddress(attributes, endpoint, 'net.peer');
}
