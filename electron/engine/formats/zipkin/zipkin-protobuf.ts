import { hex } from '../../../../shared/model/attributes.ts';
import type { DecodeLimits } from '../limits.ts';
import { WireReader, WireType } from '../protobuf/wire-reader.ts';
import { ipv4Text, ipv6Text } from './ip-text.ts';

/** Field numbers of zipkin.proto (zipkin-api). */
const SPANS = 1;
const SPAN = {
  traceId: 1,
  parentId: 2,
  id: 3,
  kind: 4,
  name: 5,
  timestamp: 6,
  duration: 7,
  localEndpoint: 8,
  remoteEndpoint: 9,
  annotations: 10,
  tags: 11,
  debug: 12,
  shared: 13,
} as const;
const ENDPOINT = { serviceName: 1, ipv4: 2, ipv6: 3, port: 4 } as const;

/** Undefined is no kind; a number beyond the list is a fault that the span's decoder tells. */
const KINDS = [undefined, 'CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'];

interface V2Json {
  traceId: string;
  id: string;
  parentId?: string;
  kind?: string | undefined;
  name?: string;
  timestamp?: number;
  duration?: number;
  localEndpoint?: Endpoint;
  remoteEndpoint?: Endpoint;
  annotations: { timestamp: number; value: string }[];
  tags: Record<string, string>;
  debug?: boolean;
  shared?: boolean;
}

interface Endpoint {
  serviceName?: string;
  ipv4?: string;
  ipv6?: string;
  port?: number;
}

/** Counts without making anything; stops soon after the limit. @throws WireError */
export function countZipkinProtobuf(bytes: Uint8Array, most: number): number {
  const reader = new WireReader(bytes);
  let spans = 0;
  while (spans <= most && reader.next(bytes.length)) {
    if (reader.field === SPANS) spans++;
    reader.skip(bytes.length);
  }
  return spans;
}

/**
 * The spans of a ListOfSpans one after another, in the shape of Zipkin's v2 JSON. Annotations and tags beyond the
 * limits are not kept.
 *
 * @throws WireError
 */
export function* readZipkinProtobuf(bytes: Uint8Array, limits: DecodeLimits): Generator<V2Json> {
  const reader = new WireReader(bytes);
  while (reader.next(bytes.length)) {
    if (reader.field === SPANS) yield readSpan(reader, reader.lengthEnd(bytes.length), limits);
    else reader.skip(bytes.length);
  }
}

function readSpan(reader: WireReader, end: number, limits: DecodeLimits): V2Json {
  // Without a prototype, a tag named __proto__ is one like any other.
  const span: V2Json = { traceId: '', id: '', annotations: [], tags: Object.create(null) };
  let tags = 0;
  while (reader.next(end)) {
    // One more than the limit lets the limit be seen and counted further on.
    const isBeyond =
      reader.field === SPAN.annotations
        ? span.annotations.length > limits.eventsPerSpan
        : reader.field === SPAN.tags && tags++ > limits.attributesPerItem;
    if (isBeyond) reader.skip(end);
    else readField(reader, end, span);
  }
  return span;
}

function readField(reader: WireReader, end: number, span: V2Json): void {
  switch (reader.field) {
    case SPAN.traceId:
      span.traceId = hexField(reader, end);
      return;
    case SPAN.parentId:
      span.parentId = hexField(reader, end);
      return;
    case SPAN.id:
      span.id = hexField(reader, end);
      return;
    case SPAN.kind: {
      const kind = varintField(reader, end);
      span.kind = kind < KINDS.length ? KINDS[kind] : String(kind);
      return;
    }
    case SPAN.name:
      span.name = reader.text(reader.lengthEnd(end));
      return;
    case SPAN.timestamp:
      reader.expect(WireType.fixed64);
      span.timestamp = Number(reader.fixed64(end));
      return;
    case SPAN.duration:
      reader.expect(WireType.varint);
      setDuration(span, Number(BigInt.asUintN(64, reader.int64(end))));
      return;
    case SPAN.localEndpoint:
      span.localEndpoint = readEndpoint(reader, reader.lengthEnd(end));
      return;
    case SPAN.remoteEndpoint:
      span.remoteEndpoint = readEndpoint(reader, reader.lengthEnd(end));
      return;
    case SPAN.annotations:
      span.annotations.push(readAnnotation(reader, reader.lengthEnd(end)));
      return;
    case SPAN.tags:
      readTag(reader, reader.lengthEnd(end), span.tags);
      return;
    case SPAN.debug:
      span.debug = varintField(reader, end) !== 0;
      return;
    case SPAN.shared:
      span.shared = varintField(reader, end) !== 0;
      return;
    default:
      reader.skip(end);
  }
}

/** proto3 cannot tell 0 from none, and Zipkin has no duration of 0. */
function setDuration(span: V2Json, micros: number): void {
  if (micros > 0) span.duration = micros;
}

function varintField(reader: WireReader, end: number): number {
  reader.expect(WireType.varint);
  return reader.varint(end);
}

function hexField(reader: WireReader, end: number): string {
  const last = reader.lengthEnd(end);
  // A longer one is no id, whatever follows.
  const text = hex(reader.bytes.subarray(reader.pos, Math.min(last, reader.pos + 20)));
  reader.pos = last;
  return text;
}

function readEndpoint(reader: WireReader, end: number): Endpoint {
  const endpoint: Endpoint = {};
  while (reader.next(end)) {
    if (reader.field === ENDPOINT.serviceName) endpoint.serviceName = reader.text(reader.lengthEnd(end));
    else if (reader.field === ENDPOINT.ipv4) setAddress(endpoint, 'ipv4', addressBytes(reader, end));
    else if (reader.field === ENDPOINT.ipv6) setAddress(endpoint, 'ipv6', addressBytes(reader, end));
    else if (reader.field === ENDPOINT.port) endpoint.port = varintField(reader, end);
    else reader.skip(end);
  }
  return endpoint;
}

function addressBytes(reader: WireReader, end: number): Uint8Array {
  const last = reader.lengthEnd(end);
  const bytes = reader.bytes.subarray(reader.pos, last);
  reader.pos = last;
  return bytes;
}

function setAddress(endpoint: Endpoint, family: 'ipv4' | 'ipv6', bytes: Uint8Array): void {
  const text = family === 'ipv4' ? ipv4Text(bytes) : ipv6Text(bytes);
  if (text !== null) endpoint[family] = text;
}

function readAnnotation(reader: WireReader, end: number): { timestamp: number; value: string } {
  const annotation = { timestamp: 0, value: '' };
  while (reader.next(end)) {
    if (reader.field === 1) {
      reader.expect(WireType.fixed64);
      annotation.timestamp = Number(reader.fixed64(end));
    } else if (reader.field === 2) annotation.value = reader.text(reader.lengthEnd(end));
    else reader.skip(end);
  }
  return annotation;
}

function readTag(reader: WireReader, end: number, tags: Record<string, string>): void {
  let key = '';
  let value = '';
  while (reader.next(end)) {
    if (reader.field === 1) key = reader.text(reader.lengthEnd(end));
    else if (reader.field === 2) value = reader.text(reader.lengthEnd(end));
    else reader.skip(end);
  }
  tags[key] = value;
}
