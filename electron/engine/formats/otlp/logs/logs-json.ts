import type { Attributes } from '../../../../../shared/model/attributes.ts';
import { err, ok } from '../../../../../shared/util/result.ts';
import { FormatFault, faultText, within } from '../../fault.ts';
import { malformed, parseJsonBody } from '../../json-body.ts';
import {
  countOrZero,
  isObject,
  type JsonObject,
  listOrEmpty,
  own,
  requireObject,
  textOrEmpty,
} from '../../json-values.ts';
import { type DecodeLimits, defaultLimits } from '../../limits.ts';
import { type DecodedStream, type LogsResult, tooManyRecords } from '../../logs/decoded-logs.ts';
import { LogCollector } from '../../logs/log-collector.ts';
import { resourceProducer } from '../../logs/producer.ts';
import { OTHER_SIGNALS } from '../other-signals.ts';
import { decodeAnyValue, decodeAttributes } from '../otlp-json-values.ts';
import { incomingRecord, scopeAttributes } from './record-fields.ts';

/** Before OTLP 0.15 a scope was an instrumentation library. */
const SCOPE_LOGS_KEYS = ['scopeLogs', 'instrumentationLibraryLogs'] as const;
const SCOPE_KEYS = ['scope', 'instrumentationLibrary'] as const;
const LATEST = 2n ** 63n - 1n;
const countRecords = OTHER_SIGNALS.resourceLogs!.count;

/** Names of SeverityNumber, which protobuf's JSON mapping allows beside the numbers: SEVERITY_NUMBER_WARN2 is 14. */
const SEVERITY_NAME = /^SEVERITY_NUMBER_(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)([2-4]?)$/;
const SEVERITY_NAMES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** An ExportLogsServiceRequest in OTLP's JSON encoding, as UTF-8. */
export function decodeLogsJson(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): LogsResult {
  const document = parseJsonBody(bytes, limits);
  if (!document.ok) return document;
  const collector = new LogCollector(limits);
  try {
    const list = own(requireObject(document.value, '', 'an object with resourceLogs'), 'resourceLogs');
    if (list === undefined) throw new FormatFault('', 'resourceLogs', document.value);
    const resources = listOrEmpty(list, 'resourceLogs');
    if (resources.reduce<number>((sum, item) => sum + countRecords(item), 0) > limits.items) {
      return err(tooManyRecords(limits.items));
    }
    for (const [i, item] of resources.entries()) guardedResourceLogs(item, `resourceLogs[${i}]`, collector);
  } catch (error) {
    if (error instanceof FormatFault) return err(malformed(faultText(error.toFault())));
    throw error;
  }
  return ok(collector.finish());
}

/** What cannot be read takes only its own resource's records with it; it counts as one where none can be told. */
function guardedResourceLogs(value: unknown, path: string, collector: LogCollector): void {
  const before = collector.count + collector.rejected;
  try {
    addResourceLogs(value, path, collector);
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    const seen = collector.count + collector.rejected - before;
    collector.reject(Math.max(1, countRecords(value) - seen), faultText(error.toFault()));
  }
}

/** One element of `resourceLogs`. @throws FormatFault where nothing more of it can be taken */
export function addResourceLogs(value: unknown, path: string, collector: LogCollector): void {
  const resourceLogs = requireObject(value, path);
  const resource = requireObject(own(resourceLogs, 'resource') ?? {}, `${path}.resource`);
  const attributes = decodeAttributes(own(resource, 'attributes'), `${path}.resource.attributes`);
  const keys = SCOPE_LOGS_KEYS.filter((key) => own(resourceLogs, key) !== undefined);
  if (keys.length === 0) throw new FormatFault(path, 'scopeLogs', value);
  const stream = collector.open(resourceProducer(attributes), attributes);
  for (const key of keys) {
    const list = listOrEmpty(own(resourceLogs, key), `${path}.${key}`);
    for (const [i, item] of list.entries()) addScopeLogs(item, `${path}.${key}[${i}]`, stream, collector);
  }
}

function addScopeLogs(value: unknown, path: string, stream: DecodedStream, collector: LogCollector): void {
  const scopeLogs = requireObject(value, path);
  const found = SCOPE_KEYS.map((key) => own(scopeLogs, key)).find((scope) => scope) ?? {};
  const scope = scopeOf(requireObject(found, `${path}.scope`), `${path}.scope`);
  const records = listOrEmpty(own(scopeLogs, 'logRecords'), `${path}.logRecords`);
  for (const [i, record] of records.entries()) {
    try {
      collector.add(stream, readRecord(requireObject(record, ''), scope));
    } catch (error) {
      if (!(error instanceof FormatFault)) throw error;
      collector.reject(1, faultText(error.within(`${path}.logRecords[${i}]`).toFault()));
    }
  }
}

function scopeOf(scope: JsonObject, path: string): Attributes {
  const text = (key: string) => textOrEmpty(own(scope, key), `${path}.${key}`);
  const attributes = decodeAttributes(own(scope, 'attributes'), `${path}.attributes`);
  return scopeAttributes(text('name'), text('version'), attributes);
}

function readRecord(record: JsonObject, scope: Attributes) {
  return incomingRecord(
    {
      timeUnixNano: timeOrZero(own(record, 'timeUnixNano'), 'timeUnixNano'),
      observedTimeUnixNano: timeOrZero(own(record, 'observedTimeUnixNano'), 'observedTimeUnixNano'),
      severityNumber: severityOrZero(own(record, 'severityNumber')),
      severityText: textOrEmpty(own(record, 'severityText'), 'severityText'),
      body: bodyOf(own(record, 'body')),
      attributes: decodeAttributes(own(record, 'attributes'), 'attributes'),
      droppedAttributesCount: countOrZero(own(record, 'droppedAttributesCount'), 'droppedAttributesCount'),
      flags: flagsOf(record),
      traceId: idOrEmpty(own(record, 'traceId'), 32, 'traceId'),
      spanId: idOrEmpty(own(record, 'spanId'), 16, 'spanId'),
      eventName: textOrEmpty(own(record, 'eventName'), 'eventName'),
    },
    scope,
  );
}

function bodyOf(value: unknown) {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new FormatFault('body', 'a value such as {"stringValue": …}', value);
  try {
    return decodeAnyValue(value, 0);
  } catch (error) {
    throw within(error, 'body');
  }
}

/** `flags` in the protocol; senders write `traceFlags` too. */
const flagsOf = (record: JsonObject): number =>
  countOrZero(own(record, 'flags') ?? own(record, 'traceFlags'), 'flags');

function timeOrZero(value: unknown, path: string): bigint {
  if (value === undefined || value === null) return 0n;
  const time =
    typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))
      ? BigInt(value)
      : typeof value === 'string' && /^\d{1,20}$/.test(value)
        ? BigInt(value)
        : -1n;
  if (time >= 0n && time <= LATEST) return time;
  throw new FormatFault(path, 'nanoseconds since 1970', value);
}

function severityOrZero(value: unknown): number {
  const name = typeof value === 'string' ? SEVERITY_NAME.exec(value) : null;
  if (name) return SEVERITY_NAMES.indexOf(name[1]!) * 4 + Number(name[2] || 1);
  return value === 'SEVERITY_NUMBER_UNSPECIFIED' ? 0 : countOrZero(value, 'severityNumber');
}

/** Hex of exactly so many digits; missing, empty and all zero are none. @throws FormatFault */
function idOrEmpty(value: unknown, digits: number, path: string): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'string' && value.length === digits && /^[\da-f]+$/i.test(value)) {
    return /^0+$/.test(value) ? '' : value.toLowerCase();
  }
  throw new FormatFault(path, `${digits} hex digits`, value);
}
