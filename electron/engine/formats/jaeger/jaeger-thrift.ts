import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import type { Resource, Span, SpanEvent, SpanLink } from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import type { DecodeLimits } from '../limits.ts';
import { withWarning } from '../span-warnings.ts';
import type { SpanCollector } from '../spans/span-collector.ts';
import { ThriftError, type ThriftReader, ThriftType } from '../thrift/thrift-reader.ts';
import { type Counted, logEvent, parentAndLinks, reference } from './jaeger-parts.ts';
import { SpecialTags } from './jaeger-special-tags.ts';

/** Microseconds whose nanoseconds still fit 63 bits: the year 2262. */
const LATEST_MICROS = 9_223_372_036_854_775n;

/** jaeger.thrift's enum TagType. */
const TAG = { string: 0, double: 1, bool: 2, long: 3, binary: 4 } as const;
const FOLLOWS_FROM = 1;

/** A span as its fields are read, in whatever order they come. */
interface RawSpan {
  traceIdLow: bigint;
  traceIdHigh: bigint;
  spanId: bigint;
  parentSpanId: bigint;
  name: string;
  references: SpanLink[];
  startMicros: bigint;
  durationMicros: bigint;
  tags: Counted<Attributes>;
  logs: Counted<SpanEvent[]>;
  droppedReferences: number;
  incomplete: boolean;
}

/**
 * Reads Batch structs of jaeger.thrift (jaeger-idl) from any encoding. Beside the limits nothing of a tag, log or
 * reference is kept while it is read, so that a batch takes no more memory than its largest span.
 *
 * @throws ThriftError
 */
export class JaegerThriftDecoder {
  /** May be changed between batches. */
  limits: DecodeLimits;
  /** By the bytes that they are written in: a sender writes the same process into every batch. */
  readonly #processes = new Map<string, Resource>();

  constructor(limits: DecodeLimits) {
    this.limits = limits;
  }

  /** @throws ThriftError; the spans before the fault are in `into` already. */
  batch(reader: ThriftReader, into: SpanCollector): void {
    let process: Resource = NO_PROCESS;
    let hasSpans = false;
    const begun = reader.beginStruct();
    while (reader.field()) {
      if (reader.fieldId === 1 && reader.fieldType === ThriftType.struct) process = this.#process(reader);
      else if (reader.fieldId === 2 && reader.fieldType === ThriftType.list) {
        // Only one was counted.
        if (hasSpans) throw new ThriftError('a second list of spans', reader.pos);
        hasSpans = true;
        // Every client writes the process first; from one that does not the service stays unknown.
        this.#spans(reader, process, into);
      } else reader.skip(reader.fieldType);
    }
    reader.endStruct(begun);
  }

  #process(reader: ThriftReader): Resource {
    const from = reader.pos;
    reader.skip(ThriftType.struct);
    const key = reader.bytes.toString('latin1', from, reader.pos);
    let resource = this.#processes.get(key);
    if (resource) return resource;
    reader.pos = from;
    resource = readProcess(reader, this.limits);
    if (this.#processes.size >= MOST_PROCESSES) this.#processes.clear();
    if (key.length <= LONGEST_PROCESS) this.#processes.set(key, resource);
    return resource;
  }

  #spans(reader: ThriftReader, process: Resource, into: SpanCollector): void {
    const length = reader.list();
    for (let i = 0; i < length; i++) {
      const raw = readSpan(reader, this.limits);
      const fault = faultOf(raw);
      if (fault !== '') into.reject(fault);
      else {
        const special = new SpecialTags();
        const span = toSpan(raw, special);
        into.add(process, special.scope, span);
      }
    }
  }
}

const MOST_PROCESSES = 1000;
const LONGEST_PROCESS = 64 * 1024;
const NO_PROCESS: Resource = { attributes: [] };

/** How many spans the Batch at the reader says it holds; looks at nothing else. @throws ThriftError */
export function countBatchSpans(reader: ThriftReader): number {
  reader.beginStruct();
  while (reader.field()) {
    if (reader.fieldId === 2 && reader.fieldType === ThriftType.list) return reader.list();
    reader.skip(reader.fieldType);
  }
  return 0;
}

function readProcess(reader: ThriftReader, limits: DecodeLimits): Resource {
  let service = '';
  let tags: Attributes = [];
  const begun = reader.beginStruct();
  while (reader.field()) {
    if (reader.fieldId === 1 && reader.fieldType === ThriftType.string) service = reader.text();
    else if (reader.fieldId === 2 && reader.fieldType === ThriftType.list)
      tags = readTags(reader, limits).kept.filter(([key]) => key !== 'service.name');
    else reader.skip(reader.fieldType);
  }
  reader.endStruct(begun);
  return { attributes: service === '' ? tags : [['service.name', service], ...tags] };
}

function readSpan(reader: ThriftReader, limits: DecodeLimits): RawSpan {
  const raw: RawSpan = {
    traceIdLow: 0n,
    traceIdHigh: 0n,
    spanId: 0n,
    parentSpanId: 0n,
    name: '',
    references: [],
    startMicros: 0n,
    durationMicros: 0n,
    tags: { kept: [], dropped: 0 },
    logs: { kept: [], dropped: 0 },
    droppedReferences: 0,
    incomplete: false,
  };
  const begun = reader.beginStruct();
  while (reader.field()) if (!readSpanField(reader, raw, limits)) reader.skip(reader.fieldType);
  reader.endStruct(begun);
  return raw;
}

/** False for a field that is not known, or has not the type of its number. */
function readSpanField(reader: ThriftReader, raw: RawSpan, limits: DecodeLimits): boolean {
  const { fieldId, fieldType } = reader;
  if (fieldType === ThriftType.i64) return readNumber(reader, raw, fieldId);
  if (fieldType === ThriftType.list) return readPart(reader, raw, fieldId, limits);
  if (fieldType === ThriftType.string && fieldId === 5) raw.name = reader.text();
  else if (fieldType === ThriftType.bool && fieldId === 12) raw.incomplete = reader.bool();
  else return false;
  return true;
}

function readNumber(reader: ThriftReader, raw: RawSpan, fieldId: number): boolean {
  const value = reader.i64();
  if (fieldId === 1) raw.traceIdLow = value;
  else if (fieldId === 2) raw.traceIdHigh = value;
  else if (fieldId === 3) raw.spanId = value;
  else if (fieldId === 4) raw.parentSpanId = value;
  else if (fieldId === 8) raw.startMicros = value;
  else if (fieldId === 9) raw.durationMicros = value;
  return true;
}

function readPart(reader: ThriftReader, raw: RawSpan, fieldId: number, limits: DecodeLimits): boolean {
  if (fieldId === 6) readReferences(reader, raw, limits.linksPerSpan);
  else if (fieldId === 10) raw.tags = readTags(reader, limits);
  else if (fieldId === 11) raw.logs = readLogs(reader, limits);
  else return false;
  return true;
}

function readReferences(reader: ThriftReader, raw: RawSpan, most: number): void {
  const length = reader.list();
  for (let i = 0; i < length; i++) {
    const link = readReference(reader);
    if (link === null || raw.references.length >= most) raw.droppedReferences++;
    else raw.references.push(link);
  }
}

/** Null where it names no span. */
function readReference(reader: ThriftReader): SpanLink | null {
  let type = 0;
  let low = 0n;
  let high = 0n;
  let spanId = 0n;
  const begun = reader.beginStruct();
  while (reader.field()) {
    const { fieldId, fieldType } = reader;
    if (fieldId === 1 && fieldType === ThriftType.i32) type = reader.i32();
    else if (fieldType !== ThriftType.i64) reader.skip(fieldType);
    else {
      const value = reader.i64();
      if (fieldId === 2) low = value;
      else if (fieldId === 3) high = value;
      else if (fieldId === 4) spanId = value;
    }
  }
  reader.endStruct(begun);
  if (spanId === 0n || (low === 0n && high === 0n)) return null;
  return reference(traceIdOf(high, low), id(spanId), type === FOLLOWS_FROM);
}

function readTags(reader: ThriftReader, limits: DecodeLimits): Counted<Attributes> {
  const kept: Attributes = [];
  const length = reader.list();
  const type = reader.elementType;
  for (let i = 0; i < length; i++) {
    if (kept.length >= limits.attributesPerItem || type !== ThriftType.struct) reader.skip(type);
    else {
      const tag = readTag(reader);
      if (tag) kept.push(tag);
    }
  }
  return { kept, dropped: length - kept.length };
}

/** Null for one without a key. The declared type decides which of its values counts. */
function readTag(reader: ThriftReader): [string, AttributeValue] | null {
  let key: string | null = null;
  let type = -1;
  let value: AttributeValue = null;
  let valueType = -1;
  const begun = reader.beginStruct();
  while (reader.field()) {
    const { fieldId, fieldType } = reader;
    if (fieldId === 1 && fieldType === ThriftType.string) key = reader.text();
    else if (fieldId === 2 && fieldType === ThriftType.i32) type = reader.i32();
    else if (fieldType === VALUE_TYPES[fieldId] && (valueType === -1 || fieldId - 3 === type)) {
      valueType = fieldId - 3;
      value = readValue(reader, valueType);
    } else reader.skip(fieldType);
  }
  reader.endStruct(begun);
  return key === null ? null : [key, value];
}

/** The types of Tag's fields 3 to 7, by field id. */
const VALUE_TYPES: readonly number[] = [
  -1,
  -1,
  -1,
  ThriftType.string,
  ThriftType.double,
  ThriftType.bool,
  ThriftType.i64,
  ThriftType.string,
];

function readValue(reader: ThriftReader, type: number): AttributeValue {
  switch (type) {
    case TAG.string:
      return reader.text();
    case TAG.double:
      return reader.double();
    case TAG.bool:
      return reader.bool();
    case TAG.long:
      return reader.i64();
    default:
      return reader.binary();
  }
}

function readLogs(reader: ThriftReader, limits: DecodeLimits): Counted<SpanEvent[]> {
  const kept: SpanEvent[] = [];
  const length = reader.list();
  const type = reader.elementType;
  for (let i = 0; i < length; i++) {
    if (kept.length >= limits.eventsPerSpan || type !== ThriftType.struct) reader.skip(type);
    else {
      const event = readLog(reader, limits);
      if (event) kept.push(event);
    }
  }
  return { kept, dropped: length - kept.length };
}

/** The field `event`, where it is text, is the event's name. Null for a time that cannot be kept. */
function readLog(reader: ThriftReader, limits: DecodeLimits): SpanEvent | null {
  let micros = 0n;
  let fields: Counted<Attributes> = { kept: [], dropped: 0 };
  const begun = reader.beginStruct();
  while (reader.field()) {
    if (reader.fieldId === 1 && reader.fieldType === ThriftType.i64) micros = reader.i64();
    else if (reader.fieldId === 2 && reader.fieldType === ThriftType.list) fields = readTags(reader, limits);
    else reader.skip(reader.fieldType);
  }
  reader.endStruct(begun);
  if (micros < 0n || micros > LATEST_MICROS) return null;
  return logEvent(unixNano(micros * 1000n), fields);
}

function faultOf(raw: RawSpan): string {
  if (raw.traceIdLow === 0n && raw.traceIdHigh === 0n) return 'a trace id of zeros';
  if (raw.spanId === 0n) return 'a span id of zeros';
  if (raw.startMicros < 0n) return 'a time before 1970';
  if (raw.startMicros > LATEST_MICROS || raw.startMicros + raw.durationMicros > LATEST_MICROS) {
    return 'a time after the year 2262';
  }
  return '';
}

/** Tags that OTLP has fields for become those fields. */
function toSpan(raw: RawSpan, special: SpecialTags): Span {
  const traceId = traceIdOf(raw.traceIdHigh, raw.traceIdLow);
  const attributes = special.take(raw.tags.kept);
  const { parentSpanId, links } = parentAndLinks(
    raw.references,
    traceId,
    raw.parentSpanId === 0n ? '' : id(raw.parentSpanId),
  );
  const span: Span = {
    traceId,
    spanId: id(raw.spanId),
    parentSpanId,
    traceState: special.traceState,
    name: raw.name,
    kind: special.kind,
    startTimeUnixNano: unixNano(raw.startMicros * 1000n),
    durationNano: durationNano(raw.durationMicros > 0n ? raw.durationMicros * 1000n : 0n),
    statusCode: special.statusCode,
    statusMessage: special.statusMessage,
    attributes,
    events: raw.logs.kept,
    links,
    droppedAttributesCount: raw.tags.dropped,
    droppedEventsCount: raw.logs.dropped,
    droppedLinksCount: raw.droppedReferences,
  };
  if (raw.durationMicros < 0n) return withWarning(span, `had a duration of ${raw.durationMicros} µs`);
  return raw.incomplete ? withWarning(span, 'was sent before it had ended') : span;
}

const id = (value: bigint): string => BigInt.asUintN(64, value).toString(16).padStart(16, '0');

const traceIdOf = (high: bigint, low: bigint): string => id(high) + id(low);
