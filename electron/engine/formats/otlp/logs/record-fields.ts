import { textSeverity } from '../../../../../shared/log-format/severity.ts';
import type { Attributes, AttributeValue } from '../../../../../shared/model/attributes.ts';
import { severityLevel } from '../../../../../shared/model/log-record.ts';
import type { IncomingLogRecord } from '../../logs/decoded-logs.ts';
import { plainJson } from '../../plain-json.ts';

/** A LogRecord's fields as they came (opentelemetry-proto logs/v1). */
export interface RawLogRecord {
  timeUnixNano: bigint;
  observedTimeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  body: AttributeValue;
  attributes: Attributes;
  droppedAttributesCount: number;
  flags: number;
  traceId: string;
  spanId: string;
  eventName: string;
}

export const emptyRecord = (): RawLogRecord => ({
  timeUnixNano: 0n,
  observedTimeUnixNano: 0n,
  severityNumber: 0,
  severityText: '',
  body: null,
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
  traceId: '',
  spanId: '',
  eventName: '',
});

const MOST_SEVERITY = 24;
/** The low eight bits are W3C trace flags; the others are reserved. */
const TRACE_FLAGS = 0xff;
const LATEST = 2n ** 63n - 1n;

/** What is kept of a LogRecord; fields of its own that have no place elsewhere become attributes. */
export function incomingRecord(raw: RawLogRecord, scope: Attributes): IncomingLogRecord {
  const { severityText, eventName, droppedAttributesCount: dropped, timeUnixNano, flags } = raw;
  const attributes = scope.length > 0 ? [...raw.attributes, ...scope] : raw.attributes;
  const known = raw.severityNumber > 0 && raw.severityNumber <= MOST_SEVERITY ? raw.severityNumber : 0;
  const severityNumber = known || textSeverity(severityText);
  if (eventName !== '') attributes.push(['event.name', eventName]);
  if (severityText !== '' && !saysTheSame(severityText, severityNumber)) {
    attributes.push(['severity_text', severityText]);
  }
  const traceFlags = flags & TRACE_FLAGS;
  if (raw.traceId !== '' && traceFlags !== 0) attributes.push(['trace_flags', BigInt(traceFlags)]);
  if (dropped > 0) attributes.push(['dropped_attributes_count', BigInt(dropped)]);
  const time = timeUnixNano > 0n ? timeUnixNano : raw.observedTimeUnixNano;
  return {
    timeUnixNano: time > 0n && time <= LATEST ? time : null,
    severityNumber,
    body: bodyText(raw.body),
    attributes,
    traceId: raw.traceId,
    spanId: raw.spanId,
  };
}

/** Of a scope, for each of its records: loggers of one process are told apart by it. */
export function scopeAttributes(name: string, version: string, attributes: Attributes): Attributes {
  const scope: Attributes = [];
  if (name !== '') scope.push(['otel.scope.name', name]);
  if (version !== '') scope.push(['otel.scope.version', version]);
  for (const [key, value] of attributes) scope.push([`otel.scope.${key}`, value]);
  return scope;
}

/** The text of any value: a string as it is, everything else as JSON. */
export function bodyText(body: AttributeValue): string {
  if (typeof body === 'string') return body;
  if (body === null) return '';
  const plain = plainJson(body);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

/** `INFO` beside the number 9, in whatever case, is no news. */
const saysTheSame = (text: string, severityNumber: number): boolean =>
  text.toLowerCase() === severityLevel(severityNumber);
