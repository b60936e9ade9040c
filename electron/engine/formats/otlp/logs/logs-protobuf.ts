import type { Attributes } from '../../../../../shared/model/attributes.ts';
import { err, ok } from '../../../../../shared/util/result.ts';
import { type DecodeLimits, defaultLimits } from '../../limits.ts';
import { type DecodedStream, type LogsResult, tooManyRecords } from '../../logs/decoded-logs.ts';
import { LogCollector } from '../../logs/log-collector.ts';
import { resourceProducer } from '../../logs/producer.ts';
import { WireError, WireReader, WireType } from '../../protobuf/wire-reader.ts';
import { readAnyValue, readKeyValue } from '../attribute-codec.ts';
import { countLogs } from '../protobuf-signal.ts';
import { emptyRecord, incomingRecord, type RawLogRecord, scopeAttributes } from './record-fields.ts';

/** Field numbers of ExportLogsServiceRequest, ResourceLogs, ScopeLogs, LogRecord (opentelemetry-proto logs/v1). */
const RESOURCE_LOGS = 1;
const RESOURCE = 1;
const SCOPE_LOGS = 2;
const SCOPE = 1;
const LOG_RECORDS = 2;
const RECORD = {
  time: 1,
  severityNumber: 2,
  severityText: 3,
  body: 5,
  attributes: 6,
  droppedAttributes: 7,
  flags: 8,
  traceId: 9,
  spanId: 10,
  observedTime: 11,
  eventName: 12,
} as const;
const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** Decodes an ExportLogsServiceRequest. */
export function decodeLogsProtobuf(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): LogsResult {
  try {
    if (countLogs(bytes) > limits.items) return err(tooManyRecords(limits.items));
    const collector = new LogCollector(limits);
    new RequestDecoder(bytes, collector).decode();
    return ok(collector.finish());
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return err({ kind: 'malformed', message: `no ExportLogsServiceRequest: ${error.message}` });
  }
}

class RequestDecoder {
  readonly #reader: WireReader;
  readonly #collector: LogCollector;

  constructor(bytes: Uint8Array, collector: LogCollector) {
    this.#reader = new WireReader(bytes);
    this.#collector = collector;
  }

  decode(): void {
    const reader = this.#reader;
    const end = reader.bytes.length;
    while (reader.next(end)) {
      if (reader.field === RESOURCE_LOGS) this.#resourceLogs(reader.lengthEnd(end));
      else reader.skip(end);
    }
  }

  /** The fields of a message may come in any order, so what is shared is looked for first and the reader goes back. */
  #resourceLogs(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    const attributes: Attributes = [];
    while (reader.next(end)) {
      if (reader.field === RESOURCE) readAttributes(reader, reader.lengthEnd(end), 1, attributes);
      else reader.skip(end);
    }
    const stream = this.#collector.open(resourceProducer(attributes), attributes);
    reader.pos = start;
    while (reader.next(end)) {
      if (reader.field === SCOPE_LOGS) this.#scopeLogs(reader.lengthEnd(end), stream);
      else reader.skip(end);
    }
  }

  #scopeLogs(end: number, stream: DecodedStream): void {
    const reader = this.#reader;
    const start = reader.pos;
    let scope: Attributes = [];
    while (reader.next(end)) {
      if (reader.field === SCOPE) scope = readScope(reader, reader.lengthEnd(end));
      else reader.skip(end);
    }
    reader.pos = start;
    while (reader.next(end)) {
      if (reader.field === LOG_RECORDS) this.#record(reader.lengthEnd(end), stream, scope);
      else reader.skip(end);
    }
  }

  #record(end: number, stream: DecodedStream, scope: Attributes): void {
    const reader = this.#reader;
    const raw = emptyRecord();
    while (reader.next(end)) readRecordField(reader, end, raw);
    this.#collector.add(stream, incomingRecord(raw, scope));
  }
}

function readRecordField(reader: WireReader, end: number, raw: RawLogRecord): void {
  switch (reader.field) {
    case RECORD.time:
      raw.timeUnixNano = readTime(reader, end);
      break;
    case RECORD.observedTime:
      raw.observedTimeUnixNano = readTime(reader, end);
      break;
    case RECORD.severityNumber:
      raw.severityNumber = readNumber(reader, end);
      break;
    case RECORD.severityText:
      raw.severityText = reader.text(reader.lengthEnd(end));
      break;
    case RECORD.body:
      raw.body = readAnyValue(reader, reader.lengthEnd(end));
      break;
    case RECORD.attributes:
      raw.attributes.push(readKeyValue(reader, reader.lengthEnd(end)));
      break;
    case RECORD.droppedAttributes:
      raw.droppedAttributesCount = readNumber(reader, end);
      break;
    case RECORD.flags:
      reader.expect(WireType.fixed32);
      raw.flags = reader.fixed32(end);
      break;
    case RECORD.traceId:
      raw.traceId = readId(reader, end, TRACE_ID_BYTES);
      break;
    case RECORD.spanId:
      raw.spanId = readId(reader, end, SPAN_ID_BYTES);
      break;
    case RECORD.eventName:
      raw.eventName = reader.text(reader.lengthEnd(end));
      break;
    default:
      reader.skip(end);
  }
}

function readTime(reader: WireReader, end: number): bigint {
  reader.expect(WireType.fixed64);
  return reader.fixed64(end);
}

function readNumber(reader: WireReader, end: number): number {
  reader.expect(WireType.varint);
  return reader.varint(end);
}

/** With an invalid id a record belongs to no trace, and is kept (logs/v1, LogRecord.trace_id). */
function readId(reader: WireReader, end: number, size: number): string {
  const last = reader.lengthEnd(end);
  const start = reader.pos;
  reader.pos = last;
  if (last - start !== size) return '';
  for (let i = start; i < last; i++)
    if (reader.bytes[i] !== 0) return reader.bytes.toString('hex', start, last);
  return '';
}

function readAttributes(reader: WireReader, end: number, field: number, into: Attributes): void {
  while (reader.next(end)) {
    if (reader.field === field) into.push(readKeyValue(reader, reader.lengthEnd(end)));
    else reader.skip(end);
  }
}

/** InstrumentationScope: name, version, attributes. */
function readScope(reader: WireReader, end: number): Attributes {
  const attributes: Attributes = [];
  let name = '';
  let version = '';
  while (reader.next(end)) {
    if (reader.field === 1) name = reader.text(reader.lengthEnd(end));
    else if (reader.field === 2) version = reader.text(reader.lengthEnd(end));
    else if (reader.field === 3) attributes.push(readKeyValue(reader, reader.lengthEnd(end)));
    else reader.skip(end);
  }
  return scopeAttributes(name, version, attributes);
}
