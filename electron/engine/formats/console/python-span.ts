import type { Attributes } from '../../../../shared/model/attributes.ts';
import {
  type Scope,
  type Span,
  type SpanKind,
  StatusCode,
  spanKindNames,
} from '../../../../shared/model/span.ts';
import { type UnixNano, unixNano } from '../../../../shared/model/time.ts';
import { FormatFault } from '../fault.ts';
import { paddedHexId, SPAN_ID_DIGITS, TRACE_ID_DIGITS } from '../ids.ts';
import { isObject, type JsonObject, own, requireObject, textOrEmpty } from '../json-values.ts';
import { withWarning } from '../span-warnings.ts';
import { between, textToUnixNano } from '../times.ts';
import { objectAttributes } from './plain-attributes.ts';
import { type ConsoleSpan, each } from './stdouttrace-span.ts';

const CODES: Record<string, StatusCode> = {
  OK: StatusCode.ok,
  ERROR: StatusCode.error,
  UNSET: StatusCode.unset,
};
const NO_SCOPE: Scope = { name: '', version: '', attributes: [] };
const MOST_NANOS = 2n ** 63n - 1n;

/** By its content: a span as Python's SDK writes it. */
export const isPythonSpan = (value: JsonObject): boolean => {
  const context = own(value, 'context');
  return isObject(context) && own(context, 'trace_id') !== undefined;
};

/**
 * A span of Python's ConsoleSpanExporter (opentelemetry-python ReadableSpan.to_json): ids with 0x, kind
 * `SpanKind.SERVER`, times RFC 3339.
 *
 * @throws FormatFault
 */
export function decodePythonSpan(json: JsonObject): ConsoleSpan {
  const context = requireObject(json.context, 'context');
  const start = timeOf(json.start_time, 'start_time');
  // A span that was printed before it ended has no end.
  const unfinished = json.end_time === undefined || json.end_time === null;
  const { duration, early } = between(start, unfinished ? start : timeOf(json.end_time, 'end_time'));
  const status = isObject(json.status) ? json.status : {};
  const span: Span = {
    traceId: idOf(context.trace_id, TRACE_ID_DIGITS, 'context.trace_id'),
    spanId: idOf(context.span_id, SPAN_ID_DIGITS, 'context.span_id'),
    parentSpanId: json.parent_id ? idOf(json.parent_id, SPAN_ID_DIGITS, 'parent_id') : '',
    traceState: traceStateOf(context.trace_state),
    name: textOrEmpty(json.name, 'name'),
    kind: kindOf(json.kind),
    startTimeUnixNano: start,
    durationNano: duration,
    statusCode: codeOf(own(status, 'status_code')),
    statusMessage: textOrEmpty(own(status, 'description'), 'status.description'),
    attributes: objectAttributes(json.attributes, 'attributes'),
    events: each(json.events, 'events', (event) => ({
      timeUnixNano: timeOf(event.timestamp, 'timestamp'),
      name: textOrEmpty(event.name, 'name'),
      attributes: objectAttributes(event.attributes, 'attributes'),
      droppedAttributesCount: 0,
    })),
    links: each(json.links, 'links', decodeLink),
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  return { span: marked(span, early, unfinished), resource: json.resource, scope: NO_SCOPE };
}

export const decodePythonResource = (value: unknown): Attributes =>
  objectAttributes(isObject(value) ? own(value, 'attributes') : undefined, 'resource.attributes');

function marked(span: Span, early: bigint, unfinished: boolean): Span {
  if (unfinished) return withWarning(span, 'has no end');
  return early > 0n ? withWarning(span, `ended ${early} ns before it started`) : span;
}

function decodeLink(link: JsonObject) {
  const context = requireObject(link.context, 'context');
  return {
    traceId: idOf(context.trace_id, TRACE_ID_DIGITS, 'context.trace_id'),
    spanId: idOf(context.span_id, SPAN_ID_DIGITS, 'context.span_id'),
    traceState: traceStateOf(context.trace_state),
    attributes: objectAttributes(link.attributes, 'attributes'),
  };
}

function idOf(value: unknown, digits: number, path: string): string {
  const bare = typeof value === 'string' && value.startsWith('0x') ? value.slice(2) : value;
  return paddedHexId(bare, digits, path);
}

/** The list's own printing, `[]` or `['key=value']` (older: `{}`), becomes the header's text. */
function traceStateOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  return [...value.matchAll(/'([^']*)'/g)].map(([, member]) => member).join(',');
}

/** Some programs that write this shape give nanoseconds. */
function timeOf(value: unknown, path: string): UnixNano {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) {
    const nano = BigInt(value);
    if (nano >= 0n && nano <= MOST_NANOS) return unixNano(nano);
  }
  return textToUnixNano(value, path);
}

function kindOf(value: unknown): SpanKind {
  if (value === undefined || value === null) return 0;
  const name = typeof value === 'string' ? value.replace(/^SpanKind\./, '').toLowerCase() : '';
  const index = (spanKindNames as readonly string[]).indexOf(name);
  if (index < 0) throw new FormatFault('kind', 'a span kind such as SpanKind.SERVER', value);
  return index as SpanKind;
}

function codeOf(value: unknown): StatusCode {
  if (value === undefined || value === null) return StatusCode.unset;
  const name = typeof value === 'string' ? value.replace(/^StatusCode\./, '') : '';
  const code = Object.hasOwn(CODES, name) ? CODES[name] : undefined;
  if (code === undefined) throw new FormatFault('status.status_code', 'UNSET, OK or ERROR', value);
  return code;
}
