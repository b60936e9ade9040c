import type { Attributes } from '../../../../shared/model/attributes.ts';
import { type Scope, type Span, type SpanKind, StatusCode } from '../../../../shared/model/span.ts';
import { FormatFault, within } from '../fault.ts';
import { optionalOtlpJsonId, otlpJsonId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import {
  countOrZero,
  isObject,
  type JsonObject,
  listOrEmpty,
  own,
  requireObject,
  textOrEmpty,
} from '../json-values.ts';
import { withWarning } from '../span-warnings.ts';
import { between, textToUnixNano } from '../times.ts';
import { typedAttributes } from './plain-attributes.ts';

/** A span that brings its resource and scope with it. */
export interface ConsoleSpan {
  span: Span;
  resource: unknown;
  scope: Scope;
}

const CODES: Record<string, StatusCode> = {
  Ok: StatusCode.ok,
  Error: StatusCode.error,
  Unset: StatusCode.unset,
};
/** Go's codes.Code, by number. */
const CODE_NUMBERS: readonly StatusCode[] = [StatusCode.unset, StatusCode.error, StatusCode.ok];
const MOST_KIND = 5;

/** By its content: a span as Go's stdouttrace exporter writes it. */
export const isStdoutSpan = (value: JsonObject): boolean => isObject(own(value, 'SpanContext'));

/**
 * A span of Go's stdouttrace exporter (opentelemetry-go exporters/stdout/stdouttrace: the SDK's SpanStub as JSON),
 * whose shape BuildKit's and Docker Desktop's build traces have too. Times are RFC 3339.
 *
 * @throws FormatFault
 */
export function decodeStdoutSpan(json: JsonObject): ConsoleSpan {
  const context = requireObject(json.SpanContext, 'SpanContext');
  const parent = isObject(json.Parent) ? json.Parent : {};
  const start = textToUnixNano(json.StartTime, 'StartTime');
  const { duration, early } = between(start, textToUnixNano(json.EndTime, 'EndTime'));
  const status = isObject(json.Status) ? json.Status : {};
  const span: Span = {
    traceId: otlpJsonId(context.TraceID, TRACE_ID_DIGITS, 'SpanContext.TraceID'),
    spanId: otlpJsonId(context.SpanID, SPAN_ID_DIGITS, 'SpanContext.SpanID'),
    parentSpanId: optionalOtlpJsonId(
      own(parent, 'SpanID') ?? json.ParentSpanID,
      SPAN_ID_DIGITS,
      'Parent.SpanID',
    ),
    traceState: textOrEmpty(context.TraceState, 'SpanContext.TraceState'),
    name: textOrEmpty(json.Name, 'Name'),
    kind: kindOf(json.SpanKind),
    startTimeUnixNano: start,
    durationNano: duration,
    statusCode: codeOf(own(status, 'Code')),
    statusMessage: textOrEmpty(own(status, 'Description'), 'Status.Description'),
    attributes: typedAttributes(json.Attributes, 'Attributes'),
    events: each(json.Events, 'Events', decodeEvent),
    links: each(json.Links, 'Links', decodeLink),
    droppedAttributesCount: countOrZero(json.DroppedAttributes, 'DroppedAttributes'),
    droppedEventsCount: countOrZero(json.DroppedEvents, 'DroppedEvents'),
    droppedLinksCount: countOrZero(json.DroppedLinks, 'DroppedLinks'),
  };
  return {
    span: early > 0n ? withWarning(span, `ended ${early} ns before it started`) : span,
    resource: json.Resource,
    scope: decodeScope(json.InstrumentationScope ?? json.InstrumentationLibrary),
  };
}

export const decodeStdoutResource = (value: unknown): Attributes => typedAttributes(value, 'Resource');

function kindOf(value: unknown): SpanKind {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_KIND) {
    return value as SpanKind;
  }
  throw new FormatFault('SpanKind', 'a number from 0 to 5', value);
}

function codeOf(value: unknown): StatusCode {
  if (value === undefined || value === null) return StatusCode.unset;
  const code =
    typeof value === 'number'
      ? CODE_NUMBERS[value]
      : typeof value === 'string' && Object.hasOwn(CODES, value)
        ? CODES[value]
        : undefined;
  if (code === undefined) throw new FormatFault('Status.Code', 'Unset, Ok or Error', value);
  return code;
}

function decodeScope(value: unknown): Scope {
  const scope = isObject(value) ? value : {};
  return {
    name: textOrEmpty(own(scope, 'Name'), 'InstrumentationScope.Name'),
    version: textOrEmpty(own(scope, 'Version'), 'InstrumentationScope.Version'),
    attributes: typedAttributes(own(scope, 'Attributes'), 'InstrumentationScope.Attributes'),
  };
}

const decodeEvent = (event: JsonObject) => ({
  timeUnixNano: textToUnixNano(event.Time, 'Time'),
  name: textOrEmpty(event.Name, 'Name'),
  attributes: typedAttributes(event.Attributes, 'Attributes'),
  droppedAttributesCount: countOrZero(event.DroppedAttributeCount, 'DroppedAttributeCount'),
});

function decodeLink(link: JsonObject) {
  const context = requireObject(link.SpanContext, 'SpanContext');
  return {
    traceId: otlpJsonId(context.TraceID, TRACE_ID_DIGITS, 'SpanContext.TraceID'),
    spanId: otlpJsonId(context.SpanID, SPAN_ID_DIGITS, 'SpanContext.SpanID'),
    traceState: textOrEmpty(context.TraceState, 'SpanContext.TraceState'),
    attributes: typedAttributes(link.Attributes, 'Attributes'),
  };
}

/** Decodes the list's objects; a fault bears its index. @throws FormatFault */
export function each<T>(value: unknown, path: string, decode: (item: JsonObject) => T): T[] {
  return listOrEmpty(value, path).map((item, i) => {
    try {
      return decode(requireObject(item, ''));
    } catch (error) {
      throw within(error, `${path}[${i}]`);
    }
  });
}
