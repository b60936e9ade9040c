import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { Resource, Scope, Span, SpanEvent, SpanLink } from '../../../../shared/model/span.ts';
import { WARNINGS_ATTRIBUTE } from '../../../../shared/model/span.ts';
import { FormatFault, within } from '../fault.ts';
import { anyTextId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import { isObject, type JsonObject, listOrEmpty, requireObject, textOrEmpty } from '../json-values.ts';
import { withWarning } from '../span-warnings.ts';
import { markedDuration, microsToUnixNano } from '../times.ts';
import { SpecialTags } from './jaeger-special-tags.ts';
import { decodeTags } from './jaeger-tags.ts';

/** A span of Jaeger's JSON; who made it stands in `process`, or in the trace's processes under `processId`. */
export interface JaegerSpan {
  span: Span;
  scope: Scope;
  processId: string | null;
  process: JsonObject | null;
}

/**
 * A span as Jaeger's UI downloads it, as its Elasticsearch documents hold it, or flat with parentSpanID. Times are
 * microseconds. Tags that OTLP has fields for become those fields, as OpenTelemetry's Jaeger translator does it:
 * span.kind, error, otel.status_code, otel.status_description, the scope's name and version, w3c.tracestate.
 *
 * @param traceIdOfTrace the enclosing trace's id, for spans that carry none
 * @throws FormatFault
 */
export function decodeJaegerSpan(value: unknown, traceIdOfTrace?: unknown): JaegerSpan {
  const json = requireObject(value, '', 'a span with traceID and spanID');
  const traceId = anyTextId(json.traceID ?? traceIdOfTrace, TRACE_ID_DIGITS, 'traceID');
  const spanId = anyTextId(json.spanID, SPAN_ID_DIGITS, 'spanID');
  const { durationNano, warning } = markedDuration(json.duration ?? 0, 'duration');
  const start = microsToUnixNano(json.startTime, 'startTime');
  const { parentSpanId, links } = decodeReferences(json, traceId);
  const process = isObject(json.process) ? json.process : null;
  const isElastic = process !== null && json.processID === undefined;
  const special = new SpecialTags();
  const attributes = special.take(decodeTags(json.tags, 'tags', isElastic));
  addWarnings(attributes, json.warnings);
  const span: Span = {
    traceId,
    spanId,
    parentSpanId,
    traceState: special.traceState,
    name: textOrEmpty(json.operationName, 'operationName'),
    kind: special.kind,
    startTimeUnixNano: start,
    durationNano,
    statusCode: special.statusCode,
    statusMessage: special.statusMessage,
    attributes,
    events: decodeLogs(json.logs, isElastic),
    links,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  const processId = typeof json.processID === 'string' ? json.processID : null;
  const marked = warning === '' ? span : withWarning(span, warning);
  return { span: marked, scope: special.scope, processId, process };
}

/** A process becomes a resource: service.name first, then its tags. @throws FormatFault */
export function decodeProcess(value: unknown, path: string): Resource {
  const process = requireObject(value, path, 'a process with serviceName');
  if (typeof process.serviceName !== 'string') {
    throw new FormatFault(`${path}.serviceName`, 'a string', process.serviceName);
  }
  const tags = decodeTags(process.tags, `${path}.tags`).filter(([key]) => key !== 'service.name');
  return { attributes: [['service.name', process.serviceName], ...tags] };
}

/** The attribute that tells a link's kind (OpenTelemetry semantic conventions, OpenTracing). */
export const REF_TYPE = 'opentracing.ref_type';

/**
 * The parent is the first CHILD_OF inside the trace, else parentSpanID, else the first FOLLOWS_FROM inside it. All
 * that is not a plain parent is a link; a FOLLOWS_FROM parent is both, so that it can be written back as it was.
 */
function decodeReferences(json: JsonObject, traceId: string): { parentSpanId: string; links: SpanLink[] } {
  const links: SpanLink[] = [];
  let parentSpanId = '';
  const list = listOrEmpty(json.references, 'references');
  for (let i = 0; i < list.length; i++) {
    const { link, childOf } = decodeReference(list[i], `references[${i}]`, traceId);
    if (childOf && parentSpanId === '' && link.traceId === traceId) parentSpanId = link.spanId;
    else links.push(link);
  }
  if (parentSpanId !== '') return { parentSpanId, links };
  const flat = json.parentSpanID ?? json.parentSpanId;
  if (typeof flat === 'string' && flat !== '' && !/^0+$/.test(flat)) {
    return { parentSpanId: anyTextId(flat, SPAN_ID_DIGITS, 'parentSpanID'), links };
  }
  const followed = links.find(
    (link) => link.traceId === traceId && link.attributes[0]?.[1] === 'follows_from',
  );
  return { parentSpanId: followed?.spanId ?? '', links };
}

function decodeReference(
  value: unknown,
  path: string,
  traceId: string,
): { link: SpanLink; childOf: boolean } {
  try {
    const json = requireObject(value, '', 'a reference');
    if (json.refType !== 'CHILD_OF' && json.refType !== 'FOLLOWS_FROM') {
      throw new FormatFault('refType', 'CHILD_OF or FOLLOWS_FROM', json.refType);
    }
    const childOf = json.refType === 'CHILD_OF';
    const link: SpanLink = {
      traceId:
        json.traceID === undefined || json.traceID === traceId
          ? traceId
          : anyTextId(json.traceID, TRACE_ID_DIGITS, 'traceID'),
      spanId: anyTextId(json.spanID, SPAN_ID_DIGITS, 'spanID'),
      traceState: '',
      attributes: [[REF_TYPE, childOf ? 'child_of' : 'follows_from']],
    };
    return { link, childOf };
  } catch (error) {
    throw within(error, path);
  }
}

function decodeLogs(value: unknown, isElastic: boolean): SpanEvent[] {
  const list = listOrEmpty(value, 'logs');
  let at = 0;
  try {
    const events: SpanEvent[] = [];
    for (; at < list.length; at++)
      events.push(decodeLog(requireObject(list[at], '', 'a log with timestamp and fields'), isElastic));
    return events;
  } catch (error) {
    throw within(error, `logs[${at}]`);
  }
}

/** The field `event`, where it is text, is the event's name. */
function decodeLog(log: JsonObject, isElastic: boolean): SpanEvent {
  const attributes = decodeTags(log.fields, 'fields', isElastic);
  const at = attributes.findIndex(([key, value]) => key === 'event' && typeof value === 'string');
  const name = at < 0 ? '' : String(attributes[at]?.[1]);
  if (at >= 0) attributes.splice(at, 1);
  return {
    timeUnixNano: microsToUnixNano(log.timestamp, 'timestamp'),
    name,
    attributes,
    droppedAttributesCount: 0,
  };
}

function addWarnings(attributes: Attributes, value: unknown): void {
  if (value === undefined || value === null) return;
  const warnings = listOrEmpty(value, 'warnings').filter((text) => typeof text === 'string');
  if (warnings.length > 0) attributes.push([WARNINGS_ATTRIBUTE, warnings]);
}
