import { numberSeverity, textSeverity } from '../../../../shared/log-format/severity.ts';
import { spanIdOf, traceIdOf } from '../../../../shared/log-format/trace-ids.ts';
import { type Attributes, type AttributeValue, attributeText } from '../../../../shared/model/attributes.ts';
import { isObject, type JsonObject } from '../json-values.ts';
import type { IncomingLogRecord, LogProducer } from '../logs/decoded-logs.ts';
import { textToUnixNano } from '../times.ts';

/** What a document's field is of a record's. */
type Role =
  | 'time'
  | 'message'
  | 'level'
  | 'trace'
  | 'span'
  | 'service'
  | 'containerId'
  | 'containerName'
  | 'host'
  | 'file';

/** By key, the preferred first: the Elastic Common Schema's names, then those that other senders use. */
const keys: Record<Role, readonly string[]> = {
  time: ['@timestamp', 'timestamp', 'time'],
  message: ['message', 'msg', 'log', 'event.original', 'MESSAGE'],
  level: ['log.level', 'level', 'severity', 'severity_text', 'severityText', 'loglevel', 'levelname'],
  trace: ['trace.id', 'trace_id', 'traceId', 'traceID', 'dd.trace_id', 'fields.trace_id', 'fields.trace.id'],
  span: ['span.id', 'span_id', 'spanId', 'spanID', 'dd.span_id', 'fields.span_id', 'fields.span.id'],
  service: ['service.name', 'service', 'fields.service.name', 'fields.service', 'app', 'application'],
  containerId: ['container.id', 'docker.container.id', 'container_id'],
  containerName: ['container.name', 'docker.container.name', 'container_name'],
  host: ['host.name', 'host.hostname', 'hostname', 'host'],
  file: ['log.file.path', 'source'],
};

const roles = new Map<string, [role: Role, rank: number]>(
  (Object.keys(keys) as Role[]).flatMap((role) =>
    keys[role].map((key, rank): [string, [Role, number]] => [key, [role, rank]]),
  ),
);

/** These say whose the record is and stay fields of it. */
const STAYS: ReadonlySet<Role> = new Set(['service', 'containerId', 'containerName', 'host', 'file']);
const DEEPEST = 32;
const LATEST_MS = 9_223_372_036_854;

/** Thrown for a document that Elasticsearch's default mapping would refuse. */
export class DocumentFault extends Error {}

export interface ReadDocument {
  record: IncomingLogRecord;
  producer: LogProducer;
}

/**
 * A document as a log record: its message is the text, its other fields are attributes, those of objects under keys
 * joined by dots. One without a message is kept as its own JSON text.
 *
 * @param source the document as it came
 * @throws DocumentFault where `@timestamp` is no time
 */
export function readDocument(document: JsonObject, source: () => string): ReadDocument {
  const pairs: Attributes = [];
  flatten(document, '', pairs, 0);
  const found = findRoles(pairs);
  const text = (role: Role): string | null => {
    const value = found.get(role)?.[1];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const idOf = (role: Role, read: (key: string, value: AttributeValue) => string): string => {
    const pair = found.get(role);
    return pair ? read(pair[0], pair[1]) : '';
  };
  const message = found.get('message')?.[1];
  const used = new Set<Attributes[number]>();
  const use = (role: Role, isRead: boolean) => {
    const pair = found.get(role);
    if (pair && isRead && !STAYS.has(role)) used.add(pair);
  };
  const time = found.get('time');
  const timeUnixNano = time ? timeOf(time[0], time[1]) : null;
  const severityNumber = severityOf(found.get('level')?.[1]);
  const traceId = idOf('trace', traceIdOf);
  const spanId = idOf('span', spanIdOf);
  use('time', timeUnixNano !== null);
  use('message', message !== undefined);
  use('level', severityNumber > 0);
  use('trace', traceId !== '');
  use('span', spanId !== '');
  const whole = message === undefined || message === null;
  const attributes = whole ? [] : pairs.filter((pair) => !used.has(pair));
  const body = whole ? source() : attributeText(message);
  return {
    record: { timeUnixNano, severityNumber, body, attributes, traceId, spanId },
    producer: {
      service: text('service') ?? '',
      containerId: text('containerId'),
      containerName: text('containerName'),
      hostName: text('host'),
      file: text('file'),
      relayed: (text('containerId') ?? text('containerName') ?? text('file')) !== null,
    },
  };
}

/** The best pair for each role. */
function findRoles(pairs: Attributes): Map<Role, Attributes[number]> {
  const found = new Map<Role, Attributes[number]>();
  const ranks = new Map<Role, number>();
  for (const pair of pairs) {
    const known = roles.get(pair[0]);
    if (!known || pair[1] === null) continue;
    const [role, rank] = known;
    if (rank >= (ranks.get(role) ?? Number.POSITIVE_INFINITY)) continue;
    ranks.set(role, rank);
    found.set(role, pair);
  }
  return found;
}

function flatten(object: JsonObject, prefix: string, into: Attributes, depth: number): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (isObject(value) && depth < DEEPEST) flatten(value, path, into, depth + 1);
    else into.push([path, toValue(value, depth)]);
  }
}

function toValue(value: unknown, depth: number): AttributeValue {
  if (Array.isArray(value)) return value.map((inner) => toValue(inner, depth + 1));
  if (!isObject(value)) return value as AttributeValue;
  return { pairs: Object.keys(value).map((key) => [key, toValue(value[key], depth + 1)]) };
}

function severityOf(value: AttributeValue | undefined): number {
  if (typeof value === 'string') return textSeverity(value);
  return typeof value === 'number' ? numberSeverity(value, 'level') : 0;
}

/** As the mapping `strict_date_optional_time||epoch_millis`. Only of `@timestamp` it is a fault to be no time. */
function timeOf(key: string, value: AttributeValue): bigint | null {
  const time = readTime(value);
  if (time === null && key === '@timestamp') {
    const shown = attributeText(value).slice(0, 100);
    throw new DocumentFault(`failed to parse field [@timestamp] of type [date]: [${shown}]`);
  }
  return time;
}

function readTime(value: AttributeValue): bigint | null {
  if (typeof value === 'bigint') return value >= 0n && value <= BigInt(LATEST_MS) ? value * 1_000_000n : null;
  if (typeof value === 'number') return msToNano(value);
  if (typeof value !== 'string') return null;
  if (/^\d{1,13}$/.test(value)) return msToNano(Number(value));
  try {
    return textToUnixNano(value, '');
  } catch {
    // No RFC 3339: a date alone, or an offset without a colon.
    return msToNano(Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')));
  }
}

function msToNano(ms: number): bigint | null {
  if (!(ms >= 0 && ms <= LATEST_MS)) return null;
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1_000_000));
}
