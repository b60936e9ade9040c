import type { Attributes, KeyValue } from '../../../../shared/model/attributes.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import {
  type Resource,
  type Span,
  type SpanEvent,
  type SpanLink,
  WARNINGS_ATTRIBUTE,
} from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import type { DecodeLimits } from '../limits.ts';
import { type WireReader, WireType } from '../protobuf/wire-reader.ts';
import { withWarning } from '../span-warnings.ts';
import { type Counted, logEvent, parentAndLinks, reference } from './jaeger-parts.ts';
import { SpecialTags } from './jaeger-special-tags.ts';

/** Field numbers of model.proto (jaeger-idl, api_v2). */
const SPAN = {
  traceId: 1,
  spanId: 2,
  name: 3,
  references: 4,
  start: 6,
  duration: 7,
  tags: 8,
  logs: 9,
  process: 10,
  warnings: 12,
} as const;
const TAG = { key: 1, type: 2, text: 3, bool: 4, int64: 5, float64: 6, binary: 7 } as const;
const FOLLOWS_FROM = 1;
const NANOS_A_SECOND = 1_000_000_000n;
const LATEST_NANO = 2n ** 63n - 1n;
const MOST_WARNINGS = 100;

/** A span as its fields are read, in whatever order they come. */
interface RawSpan {
  traceId: string;
  spanId: string;
  name: string;
  references: Counted<SpanLink[]>;
  startNano: bigint;
  durationNano: bigint;
  tags: Counted<Attributes>;
  logs: Counted<SpanEvent[]>;
  /** Its own, which stands above the batch's. */
  process: Resource | null;
  warnings: string[];
}

export type DecodedSpan =
  | { span: Span; special: SpecialTags; process: Resource | null }
  /** It cannot be kept. */
  | { fault: string };

/**
 * The Span message that ends at `end`. Its `flags` say how it was sampled, which is over when it comes here.
 *
 * @throws WireError where the bytes are no Span.
 */
export function decodeSpan(reader: WireReader, end: number, { limits, processes }: Decoding): DecodedSpan {
  const raw: RawSpan = {
    traceId: '',
    spanId: '',
    name: '',
    references: { kept: [], dropped: 0 },
    startNano: 0n,
    durationNano: 0n,
    tags: { kept: [], dropped: 0 },
    logs: { kept: [], dropped: 0 },
    process: null,
    warnings: [],
  };
  while (reader.next(end)) {
    if (reader.field === SPAN.process) raw.process = processes.read(reader, reader.lengthEnd(end));
    else readField(reader, end, raw, limits);
  }
  const fault = faultOf(raw);
  if (fault !== '') return { fault };
  const special = new SpecialTags();
  return { span: toSpan(raw, special), special, process: raw.process };
}

const MOST_PROCESSES = 1000;
const LONGEST_PROCESS = 64 * 1024;

/** Processes of one request: the same bytes are the same resource, however many spans repeat them. */
export class Processes {
  readonly #limits: DecodeLimits;
  readonly #known = new Map<string, Resource>();

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  /** The Process message that ends at `end`. @throws WireError */
  read(reader: WireReader, end: number): Resource {
    if (end - reader.pos > LONGEST_PROCESS) return decodeProcess(reader, end, this.#limits);
    const key = reader.bytes.toString('latin1', reader.pos, end);
    const known = this.#known.get(key);
    if (known) {
      reader.pos = end;
      return known;
    }
    const resource = decodeProcess(reader, end, this.#limits);
    if (this.#known.size >= MOST_PROCESSES) this.#known.clear();
    this.#known.set(key, resource);
    return resource;
  }
}

/** What the spans of one request are decoded with. */
export interface Decoding {
  limits: DecodeLimits;
  processes: Processes;
}

/** A process becomes a resource: service.name first, then its tags. */
function decodeProcess(reader: WireReader, end: number, limits: DecodeLimits): Resource {
  let service = '';
  const tags: Counted<Attributes> = { kept: [], dropped: 0 };
  while (reader.next(end)) {
    if (reader.field === 1) service = reader.text(reader.lengthEnd(end));
    else if (reader.field === 2) readTag(reader, reader.lengthEnd(end), tags, limits);
    else reader.skip(end);
  }
  const rest = tags.kept.filter(([key]) => key !== 'service.name');
  return { attributes: service === '' ? rest : [['service.name', service], ...rest] };
}

function readField(reader: WireReader, end: number, raw: RawSpan, limits: DecodeLimits): void {
  switch (reader.field) {
    case SPAN.traceId:
      raw.traceId = readId(reader, reader.lengthEnd(end));
      return;
    case SPAN.spanId:
      raw.spanId = readId(reader, reader.lengthEnd(end));
      return;
    case SPAN.name:
      raw.name = reader.text(reader.lengthEnd(end));
      return;
    case SPAN.references:
      readReference(reader, reader.lengthEnd(end), raw.references, limits);
      return;
    case SPAN.start:
      raw.startNano = readTime(reader, reader.lengthEnd(end));
      return;
    case SPAN.duration:
      raw.durationNano = readTime(reader, reader.lengthEnd(end));
      return;
    case SPAN.tags:
      readTag(reader, reader.lengthEnd(end), raw.tags, limits);
      return;
    case SPAN.logs:
      readLog(reader, reader.lengthEnd(end), raw.logs, limits);
      return;
    case SPAN.warnings:
      readWarning(reader, reader.lengthEnd(end), raw.warnings);
      return;
    default:
      reader.skip(end);
  }
}

function readId(reader: WireReader, end: number): string {
  const id = hex(reader.bytes.subarray(reader.pos, Math.min(end, reader.pos + 17)));
  reader.pos = end;
  return id;
}

/** A Timestamp or a Duration: seconds and nanoseconds, both of which may be negative. */
function readTime(reader: WireReader, end: number): bigint {
  let nanos = 0n;
  while (reader.next(end)) {
    if (reader.field > 2) reader.skip(end);
    else {
      reader.expect(WireType.varint);
      const value = reader.int64(end);
      nanos += reader.field === 1 ? value * NANOS_A_SECOND : value;
    }
  }
  return nanos;
}

function readTag(reader: WireReader, end: number, into: Counted<Attributes>, limits: DecodeLimits): void {
  if (into.kept.length >= limits.attributesPerItem) {
    into.dropped++;
    reader.pos = end;
  } else into.kept.push(decodeTag(reader, end));
}

/** The type decides which of the values counts; a value that is not there is its type's zero. */
function decodeTag(reader: WireReader, end: number): KeyValue {
  let key = '';
  let type = 0;
  let text = '';
  let bool = false;
  let int64 = 0n;
  let float64 = 0;
  let binary = new Uint8Array();
  while (reader.next(end)) {
    if (reader.field === TAG.key) key = reader.text(reader.lengthEnd(end));
    else if (reader.field === TAG.type) type = number(reader, end);
    else if (reader.field === TAG.text) text = reader.text(reader.lengthEnd(end));
    else if (reader.field === TAG.bool) bool = number(reader, end) !== 0;
    else if (reader.field === TAG.int64) {
      reader.expect(WireType.varint);
      int64 = reader.int64(end);
    } else if (reader.field === TAG.float64) {
      reader.expect(WireType.fixed64);
      float64 = reader.double(end);
    } else if (reader.field === TAG.binary) {
      const last = reader.lengthEnd(end);
      binary = new Uint8Array(reader.bytes.subarray(reader.pos, last));
      reader.pos = last;
    } else reader.skip(end);
  }
  return [key, [text, bool, int64, float64, binary][type] ?? text];
}

function number(reader: WireReader, end: number): number {
  reader.expect(WireType.varint);
  return reader.varint(end);
}

/** One that names no span is not kept. */
function readReference(
  reader: WireReader,
  end: number,
  into: Counted<SpanLink[]>,
  limits: DecodeLimits,
): void {
  let traceId = '';
  let spanId = '';
  let type = 0;
  while (reader.next(end)) {
    if (reader.field === 1) traceId = readId(reader, reader.lengthEnd(end));
    else if (reader.field === 2) spanId = readId(reader, reader.lengthEnd(end));
    else if (reader.field === 3) type = number(reader, end);
    else reader.skip(end);
  }
  const names = faultOfTraceId(traceId) === '' && faultOfSpanId(spanId) === '';
  if (!names || into.kept.length >= limits.linksPerSpan) into.dropped++;
  else into.kept.push(reference(traceId.padStart(32, '0'), spanId, type === FOLLOWS_FROM));
}

function readLog(reader: WireReader, end: number, into: Counted<SpanEvent[]>, limits: DecodeLimits): void {
  if (into.kept.length >= limits.eventsPerSpan) {
    into.dropped++;
    reader.pos = end;
    return;
  }
  let time = 0n;
  const fields: Counted<Attributes> = { kept: [], dropped: 0 };
  while (reader.next(end)) {
    if (reader.field === 1) time = readTime(reader, reader.lengthEnd(end));
    else if (reader.field === 2) readTag(reader, reader.lengthEnd(end), fields, limits);
    else reader.skip(end);
  }
  if (time < 0n || time > LATEST_NANO) into.dropped++;
  else into.kept.push(logEvent(unixNano(time), fields));
}

function readWarning(reader: WireReader, end: number, into: string[]): void {
  const text = reader.text(end);
  if (into.length < MOST_WARNINGS) into.push(text);
}

const isZero = (id: string): boolean => /^0*$/.test(id);

/** 16 bytes, or the 8 of older tracers. */
function faultOfTraceId(id: string): string {
  if (id.length !== 32 && id.length !== 16) return `a trace id of ${bytesOf(id)} bytes instead of 16`;
  return isZero(id) ? 'a trace id of zeros' : '';
}

function faultOfSpanId(id: string): string {
  if (id.length !== 16) return `a span id of ${bytesOf(id)} bytes instead of 8`;
  return isZero(id) ? 'a span id of zeros' : '';
}

const bytesOf = (id: string): string => (id.length > 32 ? 'more than 16' : String(id.length / 2));

function faultOf({ traceId, spanId, startNano, durationNano: length }: RawSpan): string {
  const fault = faultOfTraceId(traceId) || faultOfSpanId(spanId);
  if (fault !== '') return fault;
  if (startNano < 0n) return 'a time before 1970';
  return startNano > LATEST_NANO || startNano + length > LATEST_NANO ? 'a time after the year 2262' : '';
}

/** Tags that OTLP has fields for become those fields. */
function toSpan(raw: RawSpan, special: SpecialTags): Span {
  const traceId = raw.traceId.padStart(32, '0');
  const attributes = special.take(raw.tags.kept);
  if (raw.warnings.length > 0) attributes.push([WARNINGS_ATTRIBUTE, raw.warnings]);
  const { parentSpanId, links } = parentAndLinks(raw.references.kept, traceId, '');
  const span: Span = {
    traceId,
    spanId: raw.spanId,
    parentSpanId,
    traceState: special.traceState,
    name: raw.name,
    kind: special.kind,
    startTimeUnixNano: unixNano(raw.startNano),
    durationNano: durationNano(raw.durationNano > 0n ? raw.durationNano : 0n),
    statusCode: special.statusCode,
    statusMessage: special.statusMessage,
    attributes,
    events: raw.logs.kept,
    links,
    droppedAttributesCount: raw.tags.dropped,
    droppedEventsCount: raw.logs.dropped,
    droppedLinksCount: raw.references.dropped,
  };
  if (raw.durationNano >= 0n) return span;
  return withWarning(span, `ended ${-raw.durationNano} ns before it started`);
}
