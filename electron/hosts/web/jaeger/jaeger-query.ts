import type { Operator } from '../../../../shared/query-text/operators.ts';
import { durationText, parseDuration } from '../../../../shared/query-text/values.ts';
import { type Condition, condition, type Field } from '../../../../shared/trace-query/ast.ts';
import { conditionText } from '../../../../shared/trace-query/printer.ts';

/** A parameter cannot be read: 400 with this text. */
export class BadParameter extends Error {}

/** What is asked of the store. */
export interface JaegerSearch {
  query: string;
  start: bigint;
  end: bigint;
  limit: number;
}

const STANDARD_LIMIT = 100;
const MOST_TRACES = 1500;
/** Jaeger's own, where a request names no start. */
const LOOKBACK_NANOS = 2n * 24n * 3600n * 1_000_000_000n;
const LAST_TIME = 2n ** 63n - 1n;

export type Query = URLSearchParams;

/**
 * The parameters of `/api/traces` (Jaeger's HTTP query API, query_parser.go): times are microseconds, durations have
 * units, `tags` is a JSON object of texts and `tag` a `key:value` that may come again.
 *
 * @throws BadParameter
 */
export function parseSearch(query: Query, nowMs: number): JaegerSearch {
  const now = BigInt(Math.trunc(nowMs)) * 1_000_000n;
  const end = micros(query, 'end') ?? now;
  const start = micros(query, 'start') ?? end - (lookback(query.get('lookback')) ?? LOOKBACK_NANOS);
  const text = conditionsOf({
    service: query.get('service'),
    operation: query.get('operation'),
    min: duration(query, 'minDuration'),
    max: duration(query, 'maxDuration'),
    tags: [...tagsOf(query.get('tags'), 'tags'), ...query.getAll('tag').map(tagOf)],
  });
  return { query: text, start: start < 0n ? 0n : start, end, limit: limitOf(query.get('limit'), 'limit') };
}

/** The parameters of `/api/v3/traces` and `/api/v3/trace-summaries` (jaeger-idl, api_v3 query_service.proto). @throws BadParameter */
export function parseSearchV3(query: Query, nowMs: number): JaegerSearch {
  const get = (name: string) => query.get(`query.${name}`) ?? query.get(`query.${camelCase(name)}`);
  const now = BigInt(Math.trunc(nowMs)) * 1_000_000n;
  const end = instant(get('start_time_max'), 'query.start_time_max') ?? now;
  const start = instant(get('start_time_min'), 'query.start_time_min') ?? end - LOOKBACK_NANOS;
  const text = conditionsOf({
    service: get('service_name'),
    operation: get('operation_name') ?? get('span_name'),
    min: durationOf(get('duration_min'), 'query.duration_min'),
    max: durationOf(get('duration_max'), 'query.duration_max'),
    tags: tagsOf(get('attributes'), 'query.attributes'),
  });
  const limit = get('num_traces') ?? get('search_depth');
  return { query: text, start: start < 0n ? 0n : start, end, limit: limitOf(limit, 'query.num_traces') };
}

/** All on one span, as Jaeger searches. */
function conditionsOf({
  service,
  operation,
  min,
  max,
  tags,
}: {
  service: string | null;
  operation: string | null;
  min: bigint | null;
  max: bigint | null;
  tags: [string, string][];
}): string {
  const conditions: Condition[] = [];
  const add = (field: Field, operator: Operator, value: string) =>
    conditions.push(condition(field, operator, value));
  if (service) add({ kind: 'service' }, '=', service);
  if (operation && operation !== 'all') add({ kind: 'operation' }, '=', operation);
  if (min !== null) add({ kind: 'duration' }, '>=', durationText(min));
  if (max !== null) add({ kind: 'duration' }, '<=', durationText(max));
  for (const [key, value] of tags) conditions.push(tagCondition(key, value));
  return conditions.map(conditionText).join(' ');
}

const STATUS_TAG: Record<string, string> = { error: 'error', ok: 'ok', unset: 'unset' };
const KINDS = new Set(['internal', 'server', 'client', 'producer', 'consumer', 'unspecified']);

/** Tags that Jaeger shows for what OTLP has fields for. */
function tagCondition(key: string, value: string): Condition {
  const lower = value.toLowerCase();
  if (key === 'error' && (lower === 'true' || lower === 'false')) {
    return condition({ kind: 'status' }, lower === 'true' ? '=' : '!=', 'error');
  }
  if (key === 'span.kind' && KINDS.has(lower)) return condition({ kind: 'kind' }, '=', lower);
  if (key === 'otel.status_code' && Object.hasOwn(STATUS_TAG, lower)) {
    return condition({ kind: 'status' }, '=', lower);
  }
  return condition({ kind: 'attribute', on: 'any', key }, '=', value);
}

function tagOf(text: string): [string, string] {
  const at = text.indexOf(':');
  if (at < 1) throw new BadParameter(`malformed 'tag' parameter, expecting key:value, received: ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function tagsOf(text: string | null, name: string): [string, string][] {
  if (text === null || text === '') return [];
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadParameter(`malformed '${name}' parameter, cannot unmarshal JSON: ${text}`);
  }
  return Object.entries(value).map(([key, member]) => [key, String(member)]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no object of tags either.
    return null;
  }
}

export function micros(query: Query, name: string): bigint | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  if (!/^\d{1,16}$/.test(text)) throw new BadParameter(`unable to parse param '${name}': ${text}`);
  const nanos = BigInt(text) * 1000n;
  return nanos > LAST_TIME ? LAST_TIME : nanos;
}

const duration = (query: Query, name: string) => durationOf(query.get(name), name);

/** `1.2s`, and Go's compound `1h30m`. */
function durationOf(text: string | null, name: string): bigint | null {
  if (text === null || text === '') return null;
  const parts = text.trim().match(/\d+(?:\.\d+)?\s*[a-zµμ]+/g) ?? [];
  const nanos = parts.map((part) => parseDuration(part));
  if (parts.length === 0 || parts.join('') !== text.trim() || nanos.includes(null)) {
    throw new BadParameter(`unable to parse param '${name}': ${text} is no duration such as 1.5s or 100ms`);
  }
  return nanos.reduce<bigint>((sum, part) => sum + (part ?? 0n), 0n);
}

/** `1h`, `2d`: Jaeger UI sends it beside start and end. */
function lookback(text: string | null): bigint | null {
  const days = /^(\d{1,4})d$/.exec(text ?? '');
  return days ? BigInt(days[1]!) * 24n * 3600n * 1_000_000_000n : parseDuration(text ?? '');
}

function instant(text: string | null, name: string): bigint | null {
  if (text === null || text === '') return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new BadParameter(`unable to parse param '${name}': ${text} is no RFC 3339 time`);
  const fraction = /\.\d{3}(\d{1,6})/.exec(text)?.[1] ?? '';
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

function limitOf(text: string | null, name: string): number {
  if (text === null || text === '') return STANDARD_LIMIT;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw new BadParameter(`unable to parse param '${name}': ${text}`);
  return Math.min(limit, MOST_TRACES);
}

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** Ids of 8 bytes are padded on the left. @throws BadParameter */
export function traceIdOf(text: string): string {
  if (/^[0-9a-f]{1,32}$/i.test(text)) return text.toLowerCase().padStart(32, '0');
  throw new BadParameter(`cannot parse '${text.slice(0, 64)}' as a trace id: up to 32 hex digits`);
}
