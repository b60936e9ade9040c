import type { LogRow } from '../contract/logs.ts';
import { parseLog } from '../log-format/parse-log.ts';
import type { ParsedLog } from '../log-format/parsed-log.ts';
import { type Attributes, type AttributeValue, attributeText } from '../model/attributes.ts';
import { severityLevel } from '../model/log-record.ts';

const NANOS_PER_SECOND = 1_000_000_000n;

/** RFC 3339 in UTC with so many decimals of a second, 9 keep everything. */
export function rfc3339(nano: bigint, decimals: number): string {
  const seconds = nano / NANOS_PER_SECOND;
  const fraction = String(nano % NANOS_PER_SECOND).padStart(9, '0');
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
  return decimals === 0 ? `${whole}Z` : `${whole}.${fraction.slice(0, decimals)}Z`;
}

export const levelOf = (row: LogRow): string => severityLevel(row.severityNumber);

export const parsed = (row: LogRow): ParsedLog => parseLog(row.body, row.format);

/** What came beside the text, and what stands in it; of a key in both, the former is first. */
export const fieldsOf = (row: LogRow, log: ParsedLog): Attributes => [...row.attributes, ...log.fields];

/** Standard fields by the names that a column may have, else the first field of the name; empty where it has none. */
export function columnText(row: LogRow, log: ParsedLog, column: string): string {
  const standard = Object.hasOwn(standardFields, column) ? standardFields[column] : undefined;
  if (standard) return standard(row);
  const field = fieldsOf(row, log).find(([key]) => key === column);
  return field ? attributeText(field[1]) : '';
}

const standardFields: Readonly<Record<string, (row: LogRow) => string>> = {
  body: ({ body }) => body,
  entity: ({ entity }) => entity,
  service: ({ service }) => service,
  source: ({ source }) => source,
  stream: ({ stream }) => stream,
  format: ({ format }) => format,
  trace_id: ({ traceId }) => traceId,
  span_id: ({ spanId }) => spanId,
};

/** As JSON has it: 64-bit integers that a double cannot hold are decimal strings, bytes hexadecimal. */
export function jsonValue(value: AttributeValue): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return attributeText(value);
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value === 'object' && value !== null) return jsonObject(value.pairs);
  return value;
}

/** Of a key that comes twice, the last. */
export const jsonObject = (attributes: Attributes): object =>
  // fromEntries defines own properties, so a key such as __proto__ stays data.
  Object.fromEntries(attributes.map(([key, value]) => [key, jsonValue(value)]));
