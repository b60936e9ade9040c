import type { Attributes } from '../model/attributes.ts';
import { hasText } from './bytes.ts';
import { attributeOf, caps, type JsonObject, type JsonValue } from './json-value.ts';
import type { LogHead } from './log-head.ts';
import type { ParsedLog } from './parsed-log.ts';
import { readTime } from './time-bytes.ts';
import { spanIdOf, traceIdOf } from './trace-ids.ts';

/**
 * A line of the collector's file exporter (OTLP/JSON, opentelemetry-proto logs.proto) as a record: its first one. How
 * many there are stands in the field `log_records`, for such a file is better imported, which takes them apart.
 * Null where the object holds none.
 */
export function readOtlpLine(object: JsonObject): ParsedLog | null {
  const resource = elements(object.resourceLogs)[0];
  const scope = elements(resource?.scopeLogs)[0];
  const record = elements(scope?.logRecords)[0];
  if (!resource || !scope || !record) return null;
  const fields = [
    ...attributesOf((resource.resource as JsonObject | undefined)?.attributes),
    ...attributesOf(record.attributes),
  ];
  const records = elements(object.resourceLogs).flatMap((one) => elements(one.scopeLogs));
  const count = records.reduce((sum, one) => sum + elements(one.logRecords).length, 0);
  if (count > 1) fields.push(['log_records', count]);
  const severity = Number(record.severityNumber ?? 0);
  const traceId = traceIdOf('', textOf(record.traceId));
  return {
    format: 'json',
    timeUnixNano: nanosOf(record.timeUnixNano) ?? nanosOf(record.observedTimeUnixNano),
    severityNumber: Number.isInteger(severity) && severity > 0 && severity < 25 ? severity : 0,
    severityText: textOf(record.severityText),
    message: messageOf(record.body),
    fields: fields.slice(0, caps.keys),
    exception: null,
    traceId,
    spanId: traceId === '' ? '' : spanIdOf('', textOf(record.spanId)),
    repaired: null,
  };
}

const elements = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value)
    ? value.filter((one): one is JsonObject => typeof one === 'object' && one !== null)
    : [];

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

function nanosOf(value: JsonValue | undefined): bigint | null {
  const text = String(value ?? '');
  if (!/^[1-9]\d{0,18}$/.test(text)) return null;
  return BigInt(text);
}

/** The one value in an AnyValue: `{"stringValue":"x"}`. */
function anyValue(value: JsonValue | undefined): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  for (const kind in value) return kind === 'intValue' ? Number(value[kind]) : (value[kind] as JsonValue);
  return null;
}

function messageOf(body: JsonValue | undefined): string {
  const value = anyValue(body);
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}

function attributesOf(value: JsonValue | undefined): Attributes {
  return elements(value)
    .slice(0, caps.keys)
    .map((pair) => [textOf(pair.key), attributeOf(anyValue(pair.value))]);
}

const LOOKED_AT = 16_384;

/** The same of the line's bytes: time and severity of the first record. False where it is no such line. */
export function scanOtlpLine(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  if (!hasText(bytes, start, end, '{"resourceLogs":')) return false;
  const to = Math.min(end, start + LOOKED_AT);
  for (let at = start; at < to; at++) {
    if (bytes[at] !== 0x22) continue;
    if (head.seconds < 0 && hasText(bytes, at, to, '"timeUnixNano":"')) readTime(bytes, at + 16, to, head);
    else if (head.severity === 0 && hasText(bytes, at, to, '"severityNumber":')) {
      const severity = Number.parseInt(String.fromCharCode(...bytes.subarray(at + 17, at + 19)), 10);
      if (severity > 0 && severity < 25) head.level(severity, at + 17, at + 19);
    }
  }
  return true;
}
