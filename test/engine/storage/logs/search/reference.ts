import { type LogFormat, logFormats } from '../../../../../shared/log-format/formats.ts';
import { parseLog } from '../../../../../shared/log-format/parse-log.ts';
import { traceReference } from '../../../../../shared/log-format/trace-ids.ts';
import type { LogCondition, LogQueryNode } from '../../../../../shared/log-query/ast.ts';
import {
  type Attributes,
  type AttributeValue,
  attributeText,
} from '../../../../../shared/model/attributes.ts';
import { severityLevel, severityLevels } from '../../../../../shared/model/log-record.ts';

/** A record as the reference sees it: nothing is looked up in columns, slabs or filters. */
export interface PlainRecord {
  body: string;
  format: LogFormat;
  severity: number;
  pattern: number;
  stream: string;
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

export interface PlainStream {
  container: string;
  service: string;
  source: string;
  labels: Attributes;
}

/** Whether a record meets a query, by reading all of it: what the plan over blocks must agree with. */
export function meets(query: LogQueryNode | null, record: PlainRecord, stream: PlainStream): boolean {
  if (query === null) return true;
  if (query.kind === 'not') return !meets(query.part, record, stream);
  if (query.kind === 'condition') return holds(query, record, stream);
  if (query.kind === 'and') return query.parts.every((part) => meets(part, record, stream));
  return query.parts.some((part) => meets(part, record, stream));
}

function holds(condition: LogCondition, record: PlainRecord, stream: PlainStream): boolean {
  const { field, operator, value } = condition;
  const parsed = parseLog(record.body, record.format);
  switch (field.kind) {
    case 'text':
      return textsOf(record).some((text) => textHolds(condition, text));
    case 'field':
      return fieldsOf(record, stream).some(([key, own]) => key === field.key && accepts(condition, own));
    case 'message':
      return equals(condition, parsed.message);
    case 'container':
    case 'service':
    case 'source': {
      const name = stream[field.kind];
      return value.split(',').some((one) => equals({ ...condition, value: one }, name));
    }
    case 'stream':
      return equals(condition, record.stream);
    case 'format':
      return equals(condition, record.format);
    case 'pattern':
      return record.pattern === Number(value);
    case 'trace': {
      const own = record.traceId || traceReference(record.body).traceId;
      return [own, parsed.traceId].includes(value.toLowerCase().padStart(32, '0'));
    }
    case 'span': {
      const own = record.traceId ? record.spanId : traceReference(record.body).spanId;
      return [own, parsed.spanId].includes(value.toLowerCase().padStart(16, '0'));
    }
    case 'level': {
      const own = severityLevels.indexOf(severityLevel(record.severity));
      if (operator === '=') return value.split(',').includes(severityLevels[own] as string);
      return own > 0 && compare(own - severityLevels.indexOf(value as 'info'), operator);
    }
  }
}

const strip = (text: string) => text.replace(/\x1b\[[0-9;]*m/g, '');

const textsOf = ({ body, traceId, spanId, attributes }: PlainRecord) => [
  strip(body),
  traceId,
  spanId,
  ...attributes.flatMap(([key, value]) => [key, attributeText(value)]),
];

function fieldsOf({ body, format, attributes }: PlainRecord, { labels }: PlainStream): Attributes {
  const { fields, exception } = parseLog(body, format);
  const known = new Set(attributes.map(([key]) => key));
  const ofException: Attributes = exception
    ? [
        ['exception.type', exception.type],
        ['exception.message', exception.message],
        ['exception.stacktrace', exception.stack],
      ]
    : [];
  const own = new Set(fields.map(([key]) => key));
  return [
    ...fields,
    ...ofException.filter(([key, value]) => value !== '' && !own.has(key)),
    ...attributes,
    ...labels.filter(([key]) => !known.has(key)),
  ];
}

function textHolds({ value, form }: LogCondition, text: string): boolean {
  if (form === 'regex') return regexOf(value).test(text);
  return value === value.toLowerCase() ? text.toLowerCase().includes(value) : text.includes(value);
}

const regexOf = (pattern: string) =>
  pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), 'iu') : new RegExp(pattern, 'u');

function equals({ value, form }: LogCondition, text: string): boolean {
  if (form === 'regex') return regexOf(value).test(text);
  const source = form === 'exact' ? escaped(value) : value.split('*').map(escaped).join('[^]*');
  return new RegExp(`^${source}$`, value === value.toLowerCase() ? 'iu' : 'u').test(text);
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\\-', '-');

function accepts(condition: LogCondition, own: AttributeValue): boolean {
  if (Array.isArray(own) && own.some((element) => accepts(condition, element))) return true;
  const { operator, value } = condition;
  if (operator === 'has') return true;
  const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : null;
  if (operator === '=') {
    const isNumber = typeof own === 'number' || typeof own === 'bigint';
    if (isNumber && number !== null && condition.form === 'exact') return Number(own) === number;
    return equals(condition, attributeText(own));
  }
  const [wanted, wantedUnit] = quantity(value);
  const [given, unit] = quantity(attributeText(own));
  const isText = typeof own === 'string' || typeof own === 'number' || typeof own === 'bigint';
  return isText && unit === wantedUnit && compare(given - wanted, operator);
}

/** Only the spellings that the generated lines have. */
function quantity(text: string): [number: number, unit: string] {
  const [, number = '', unit = ''] = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(ms|s|MiB|)$/i.exec(text) ?? [];
  if (number === '') return [Number.NaN, 'none'];
  const scale = { ms: 0.001, s: 1, MiB: 2 ** 20 }[unit] ?? 1;
  return [Number(number) * scale, unit === 'ms' || unit === 's' ? 'time' : unit];
}

const compare = (difference: number, operator: string) =>
  ({ '>': difference > 0, '>=': difference >= 0, '<': difference < 0, '<=': difference <= 0 })[operator] ===
  true;

export const formatPlace = (format: LogFormat): number => logFormats.indexOf(format);
