import type { AttributeValue } from '../model/attributes.ts';

export interface TraceReference {
  /** 32 lower-case hex digits, shorter ids left-padded; or empty. */
  traceId: string;
  /** 16 lower-case hex digits, or empty. */
  spanId: string;
}

const none: TraceReference = { traceId: '', spanId: '' };
const HEX = /^[0-9a-fA-F]{1,32}$/;
const ZEROS = /^0*$/;

/**
 * A trace id as it is stored. Datadog's tracers write the lower 64 bits in decimal under `dd.trace_id`: those digits
 * are turned into hex; 32 digits under the same key are hex already. Google writes `projects/P/traces/ID`.
 */
export function traceIdOf(key: string, value: AttributeValue): string {
  const text = idText(key, value);
  const id = text.startsWith('projects/') ? text.slice(text.lastIndexOf('/') + 1) : text.replaceAll('-', '');
  return (id.length === 16 || id.length === 32 || isDatadog(key)) && HEX.test(id) && !ZEROS.test(id)
    ? id.toLowerCase().padStart(32, '0')
    : '';
}

/** A span id as it is stored; Datadog's decimal ones are turned into hex. */
export function spanIdOf(key: string, value: AttributeValue): string {
  const id = idText(key, value);
  return (id.length === 16 || isDatadog(key)) && id.length <= 16 && HEX.test(id) && !ZEROS.test(id)
    ? id.toLowerCase().padStart(16, '0')
    : '';
}

const isDatadog = (key: string): boolean => key.startsWith('dd.');

function idText(key: string, value: AttributeValue): string {
  if (typeof value !== 'string' && typeof value !== 'bigint' && typeof value !== 'number') return '';
  const text = String(value);
  if (text.length > 128) return '';
  return isDatadog(key) && text.length <= 20 && /^\d+$/.test(text) ? BigInt(text).toString(16) : text;
}

/** `00-TRACE-SPAN-01` (W3C), `TRACE:SPAN:0:1` (Jaeger), `TRACE-SPAN-1` (B3, Sentry), `Root=1-…-…` (X-Ray). */
export function contextOf(value: AttributeValue): TraceReference {
  if (typeof value !== 'string' || value.length > 256) return none;
  const w3c = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/i.exec(value);
  const other = w3c ?? /^([0-9a-f]{16,32})[:-]([0-9a-f]{16})(?![0-9a-f])/i.exec(value);
  if (other) return reference(other[1] as string, other[2] as string);
  const xray = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;Parent=([0-9a-f]{16}))?/i.exec(value);
  return xray ? reference(`${xray[1]}${xray[2]}`, xray[3] ?? '') : none;
}

function reference(trace: string, span: string): TraceReference {
  const traceId = traceIdOf('', trace.length === 16 ? trace : trace.padStart(32, '0'));
  return traceId === '' ? none : { traceId, spanId: spanIdOf('', span) };
}

const LOOKED_AT = 16_384;
const TRACEPARENT = /traceparent["']?\s{0,4}[:=]\s{0,4}["']?[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/i;
const TRACE_ID = /trace[ _.-]?id["'\]]?\s{0,4}[:=]?\s{0,4}["'[(]?([0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-z-])/i;
const SPAN_ID = /span[ _.-]?id["'\]]?\s{0,4}[:=]?\s{0,4}["'[(]?([0-9a-f]{16})(?![0-9a-z-])/i;

/** `trace_id=…`, `"traceId":"…"`, `traceparent: 00-…` anywhere in a text; ids of all zeros mean none. */
export function traceReference(text: string): TraceReference {
  const body = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text;
  if (!/trace[pi _.-]/i.test(body)) return none;
  const parent = TRACEPARENT.exec(body);
  if (parent) return reference(parent[1] as string, parent[2] as string);
  const trace = TRACE_ID.exec(body)?.[1];
  return trace ? reference(trace, SPAN_ID.exec(body)?.[1] ?? '') : none;
}

const linked =
  /^(?:x[-_])?(?:correlation|request|req|transaction|amzn[-_]?request|amz[-_]?request)[-_.]?id$/i;

/** A field whose value ties records together across containers, as far as its name tells: `correlation_id`, `reqId`. */
export function isCorrelationKey(key: string): boolean {
  if (key.length > 64) return false;
  const name = key.slice(key.lastIndexOf('.') + 1);
  return linked.test(name) || (name === 'id' && linked.test(key.split('.').slice(-2).join('.')));
}

const traceKeys = /^(?:x-b3-|otel|dd\.|logging\.googleapis\.com\/)?(?:trace|span)[-_.]?id$/i;

/** A field whose value is a trace or span id. */
export const isTraceKey = (key: string): boolean =>
  key.length <= 64 && (traceKeys.test(key) || traceKeys.test(key.slice(key.lastIndexOf('.') + 1)));
