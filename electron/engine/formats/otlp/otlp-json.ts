import type {
  ScopeSpans,
  Span,
  SpanEvent,
  SpanKind,
  SpanLink,
  StatusCode,
} from '../../../../shared/model/span.ts';
import { durationNano, type UnixNano, unixNano } from '../../../../shared/model/time.ts';
import { err, ok, type Result } from '../../../../shared/util/result.ts';
import { type Fault, FormatFault, joinPath, within } from '../fault.ts';
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
import { decodeAttributes } from './otlp-json-values.ts';

/** Keys under which documents keep their resource spans; Tempo's API says `batches`. */
export const RESOURCE_SPANS_KEYS = ['resourceSpans', 'batches'] as const;
/** Before OTLP 0.15 a scope was an instrumentation library. */
export const SCOPE_SPANS_KEYS = ['scopeSpans', 'instrumentationLibrarySpans'] as const;
const SCOPE_KEYS = ['scope', 'instrumentationLibrary'] as const;

export interface OtlpSpans {
  scopeSpans: ScopeSpans[];
  /** Spans that cannot be stored, one fault each; the others are in `scopeSpans`. */
  faults: Fault[];
}

/**
 * A parsed ExportTraceServiceRequest in OTLP's JSON encoding (opentelemetry-proto trace/v1, OTLP specification
 * "JSON Protobuf Encoding"). Unknown fields are ignored; an int64 may be a string, a number or a bigint; enums may
 * be numbers or names; int values become bigint, double values number.
 *
 * The error is a document of another shape, of which nothing can be taken.
 */
export function decodeOtlpJson(document: unknown): Result<OtlpSpans, Fault> {
  const spans: OtlpSpans = { scopeSpans: [], faults: [] };
  try {
    const root = requireObject(document, '', 'an object with resourceSpans');
    const [key, list] = requiredList(root, RESOURCE_SPANS_KEYS);
    for (let i = 0; i < list.length; i++) decodeResourceSpans(list[i], `${key}[${i}]`, spans);
    return ok(spans);
  } catch (error) {
    if (error instanceof FormatFault) return err(error.toFault());
    throw error;
  }
}

/** One element of `resourceSpans`. @throws FormatFault where nothing of it can be taken */
export function decodeResourceSpans(value: unknown, path: string, into: OtlpSpans): void {
  const resourceSpans = requireObject(value, path);
  try {
    const resource = decodeResource(own(resourceSpans, 'resource'));
    const [key, list] = requiredList(resourceSpans, SCOPE_SPANS_KEYS);
    for (let i = 0; i < list.length; i++) decodeScopeSpans(list[i], path, `${key}[${i}]`, resource, into);
  } catch (error) {
    throw within(error, path);
  }
}

/**
 * One element of `scopeSpans`, at `path` inside the resource spans at `outer`.
 *
 * @throws FormatFault, relative to `outer`
 */
export function decodeScopeSpans(
  value: unknown,
  outer: string,
  path: string,
  resource: ScopeSpans['resource'],
  into: OtlpSpans,
): void {
  const scopeSpans = requireObject(value, path);
  try {
    const scope = decodeScope(scopeOf(scopeSpans));
    const values = listOrEmpty(own(scopeSpans, 'spans'), 'spans');
    const spans = decodeSpans(values, joinPath(joinPath(outer, path), 'spans'), into.faults);
    into.scopeSpans.push({ resource, scope, spans });
  } catch (error) {
    throw within(error, path);
  }
}

/** Decodes what it can; each span that it cannot becomes a fault. `path` is that of the array. */
export function decodeSpans(values: readonly unknown[], path: string, faults: Fault[]): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i < values.length; i++) {
    try {
      spans.push(decodeSpan(values[i]));
    } catch (error) {
      if (!(error instanceof FormatFault)) throw error;
      faults.push(error.within(`${path}[${i}]`).toFault());
    }
  }
  return spans;
}

/** @throws FormatFault */
export function decodeResource(value: unknown): ScopeSpans['resource'] {
  if (value === undefined || value === null) return { attributes: [] };
  const resource = requireObject(value, 'resource');
  return { attributes: decodeAttributes(own(resource, 'attributes'), 'resource.attributes') };
}

/** The scope object of a ScopeSpans, under its present or its older name. */
export const scopeOf = (scopeSpans: JsonObject): unknown =>
  own(scopeSpans, SCOPE_KEYS[0]) ?? own(scopeSpans, SCOPE_KEYS[1]);

/** @throws FormatFault */
export function decodeScope(value: unknown): ScopeSpans['scope'] {
  if (value === undefined || value === null) return { name: '', version: '', attributes: [] };
  const scope = requireObject(value, 'scope');
  return {
    name: textOrEmpty(own(scope, 'name'), 'scope.name'),
    version: textOrEmpty(own(scope, 'version'), 'scope.version'),
    attributes: decodeAttributes(own(scope, 'attributes'), 'scope.attributes'),
  };
}

/** @throws FormatFault */
export function decodeSpan(value: unknown): Span {
  const span = requireObject(value, '', 'a span');
  const start = decodeTime(span.startTimeUnixNano, 'startTimeUnixNano');
  const end = decodeTime(span.endTimeUnixNano, 'endTimeUnixNano');
  const status = decodeStatus(span.status);
  const decoded: Span = {
    traceId: otlpJsonId(span.traceId, TRACE_ID_DIGITS, 'traceId'),
    spanId: otlpJsonId(span.spanId, SPAN_ID_DIGITS, 'spanId'),
    parentSpanId: optionalOtlpJsonId(span.parentSpanId, SPAN_ID_DIGITS, 'parentSpanId'),
    traceState: textOrEmpty(span.traceState, 'traceState'),
    name: textOrEmpty(span.name, 'name'),
    kind: decodeKind(span.kind),
    startTimeUnixNano: start,
    durationNano: durationNano(end > start ? end - start : 0n),
    statusCode: status.code,
    statusMessage: status.message,
    attributes: decodeAttributes(span.attributes, 'attributes'),
    events: decodeEach(span.events, 'events', decodeEvent),
    links: decodeEach(span.links, 'links', decodeLink),
    droppedAttributesCount: countOrZero(span.droppedAttributesCount, 'droppedAttributesCount'),
    droppedEventsCount: countOrZero(span.droppedEventsCount, 'droppedEventsCount'),
    droppedLinksCount: countOrZero(span.droppedLinksCount, 'droppedLinksCount'),
  };
  return end < start && end !== 0n
    ? withWarning(decoded, `ended ${start - end} ns before it started`)
    : decoded;
}

function decodeEach<T>(value: unknown, key: string, decode: (item: JsonObject) => T): T[] {
  const list = listOrEmpty(value, key);
  let at = 0;
  try {
    const decoded: T[] = [];
    for (; at < list.length; at++) decoded.push(decode(requireObject(list[at], '')));
    return decoded;
  } catch (error) {
    throw within(error, `${key}[${at}]`);
  }
}

function decodeEvent(event: JsonObject): SpanEvent {
  if (event.timeUnixNano === undefined && event.name === undefined) {
    throw new FormatFault('', 'an event with a time or a name', event);
  }
  return {
    timeUnixNano: decodeTime(event.timeUnixNano, 'timeUnixNano'),
    name: textOrEmpty(event.name, 'name'),
    attributes: decodeAttributes(event.attributes, 'attributes'),
    droppedAttributesCount: countOrZero(event.droppedAttributesCount, 'droppedAttributesCount'),
  };
}

function decodeLink(link: JsonObject): SpanLink {
  return {
    traceId: otlpJsonId(link.traceId, TRACE_ID_DIGITS, 'traceId'),
    spanId: otlpJsonId(link.spanId, SPAN_ID_DIGITS, 'spanId'),
    traceState: textOrEmpty(link.traceState, 'traceState'),
    attributes: decodeAttributes(link.attributes, 'attributes'),
  };
}

/** The largest fixed64 that fits SQLite's integer; beyond it lies the year 2262. */
const LATEST = 2n ** 63n - 1n;

function decodeTime(value: unknown, path: string): UnixNano {
  if (value === undefined || value === null) return unixNano(0n);
  const nano = toBigInt(value);
  if (nano === null || nano < 0n || nano > LATEST) {
    throw new FormatFault(path, 'nanoseconds since 1970 as a decimal string', value);
  }
  return unixNano(nano);
}

function toBigInt(value: unknown): bigint | null {
  if (typeof value === 'string') return /^\d{1,20}$/.test(value) ? BigInt(value) : null;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null;
  return typeof value === 'bigint' ? value : null;
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

function decodeKind(value: unknown): SpanKind {
  if (value === undefined || value === null) return 0;
  // An enum of proto3 is open: a number that is not known here is unspecified.
  if (typeof value === 'number') return (value >= 0 && value < KINDS.length ? value : 0) as SpanKind;
  const index = typeof value === 'string' ? KINDS.indexOf(value.replace(/^SPAN_KIND_/, '')) : -1;
  if (index < 0) throw new FormatFault('kind', 'a span kind such as 2 or SPAN_KIND_SERVER', value);
  return index as SpanKind;
}

const STATUS_CODES = ['UNSET', 'OK', 'ERROR'];

function decodeStatus(value: unknown): { code: StatusCode; message: string } {
  if (value === undefined || value === null) return { code: 0, message: '' };
  const status = requireObject(value, 'status');
  return { code: decodeStatusCode(status.code), message: textOrEmpty(status.message, 'status.message') };
}

function decodeStatusCode(value: unknown): StatusCode {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number') return (value === 1 || value === 2 ? value : 0) as StatusCode;
  const index = typeof value === 'string' ? STATUS_CODES.indexOf(value.replace(/^STATUS_CODE_/, '')) : -1;
  if (index < 0) throw new FormatFault('status.code', 'a status code such as 2 or STATUS_CODE_ERROR', value);
  return index as StatusCode;
}

function requiredList(object: JsonObject, keys: readonly string[]): [key: string, list: readonly unknown[]] {
  const key = keys.find((name) => own(object, name) !== undefined) ?? keys[0] ?? '';
  const value = own(object, key);
  if (Array.isArray(value)) return [key, value];
  const found = value === undefined && isObject(object) ? object : value;
  throw new FormatFault(key, 'an array', found);
}
