import type { AttributeValue } from '../../../../shared/model/attributes.ts';
import type { DecodeLimits } from '../limits.ts';
import { BinaryThriftReader } from '../thrift/binary-reader.ts';
import { ThriftError, type ThriftReader, ThriftType } from '../thrift/thrift-reader.ts';
import { ipv4Text, ipv6Text } from './ip-text.ts';

/** zipkincore.thrift's enum AnnotationType. */
const TYPE = { bool: 0, bytes: 1, i16: 2, i32: 3, i64: 4, double: 5, string: 6 } as const;
/** Bytes of a value of each type; null for any number. */
const SIZES = [1, null, 2, 4, 8, 8, null];

/** In the shape of Zipkin's v1 JSON, with values that have their type already. */
interface V1Json {
  traceId: string;
  id: string;
  parentId?: string;
  name: string;
  annotations: { timestamp: number; value: string; endpoint?: Endpoint }[];
  binaryAnnotations: { key: string; value: AttributeValue; endpoint?: Endpoint }[];
  debug: boolean;
  timestamp?: number;
  duration?: number;
}

interface Endpoint {
  serviceName: string;
  ipv4?: string;
  ipv6?: string;
  port?: number;
}

/** How many spans the list says it holds. @throws ThriftError */
export const countZipkinThrift = (bytes: Uint8Array): number => beginList(new BinaryThriftReader(bytes));

function beginList(reader: ThriftReader): number {
  const length = reader.list();
  // An empty list may be of no type.
  if (length > 0 && reader.elementType !== ThriftType.struct) throw new ThriftError('no list of spans', 0);
  return length;
}

/**
 * The spans of the list one after another. Annotations beyond the limits are not kept.
 *
 * @throws ThriftError
 */
export function* readZipkinThrift(bytes: Uint8Array, limits: DecodeLimits): Generator<V1Json> {
  const reader = new BinaryThriftReader(bytes);
  const length = beginList(reader);
  for (let i = 0; i < length; i++) yield readSpan(reader, limits);
}

function readSpan(reader: ThriftReader, limits: DecodeLimits): V1Json {
  const span: V1Json = {
    traceId: '',
    id: '',
    name: '',
    annotations: [],
    binaryAnnotations: [],
    debug: false,
  };
  const trace = { high: 0n, low: 0n };
  const begun = reader.beginStruct();
  while (reader.field()) if (!readField(reader, span, trace, limits)) reader.skip(reader.fieldType);
  reader.endStruct(begun);
  span.traceId = (trace.high === 0n ? '' : hexOf(trace.high)) + hexOf(trace.low);
  return span;
}

/** False for a field that is not known, or has not the type of its number. */
function readField(
  reader: ThriftReader,
  span: V1Json,
  trace: { high: bigint; low: bigint },
  limits: DecodeLimits,
): boolean {
  const { fieldId, fieldType } = reader;
  if (fieldType === ThriftType.i64) {
    const value = reader.i64();
    if (fieldId === 1) trace.low = value;
    else if (fieldId === 12) trace.high = value;
    else if (fieldId === 4) span.id = hexOf(value);
    else if (fieldId === 5) span.parentId = hexOf(value);
    else if (fieldId === 10) span.timestamp = Number(value);
    else if (fieldId === 11) span.duration = Number(value);
  } else if (fieldType === ThriftType.string && fieldId === 3) span.name = reader.text();
  else if (fieldType === ThriftType.bool && fieldId === 9) span.debug = reader.bool();
  else if (fieldType === ThriftType.list && fieldId === 6)
    readEach(reader, limits.eventsPerSpan, () => span.annotations.push(readAnnotation(reader)));
  else if (fieldType === ThriftType.list && fieldId === 8)
    readEach(reader, limits.attributesPerItem, () => span.binaryAnnotations.push(readBinary(reader)));
  else return false;
  return true;
}

function readEach(reader: ThriftReader, most: number, read: () => void): void {
  const length = reader.list();
  const type = reader.elementType;
  for (let i = 0; i < length; i++) {
    // One more than the limit lets the limit be seen and counted further on.
    if (i > most || type !== ThriftType.struct) reader.skip(type);
    else read();
  }
}

function readAnnotation(reader: ThriftReader): V1Json['annotations'][number] {
  const annotation: V1Json['annotations'][number] = { timestamp: 0, value: '' };
  const begun = reader.beginStruct();
  while (reader.field()) {
    const { fieldId, fieldType } = reader;
    if (fieldId === 1 && fieldType === ThriftType.i64) annotation.timestamp = Number(reader.i64());
    else if (fieldId === 2 && fieldType === ThriftType.string) annotation.value = reader.text();
    else if (fieldId === 3 && fieldType === ThriftType.struct) annotation.endpoint = readEndpoint(reader);
    else reader.skip(fieldType);
  }
  reader.endStruct(begun);
  return annotation;
}

function readBinary(reader: ThriftReader): V1Json['binaryAnnotations'][number] {
  let key = '';
  let bytes: Uint8Array = new Uint8Array();
  let type: number = TYPE.string;
  let endpoint: Endpoint | undefined;
  const begun = reader.beginStruct();
  while (reader.field()) {
    const { fieldId, fieldType } = reader;
    if (fieldId === 1 && fieldType === ThriftType.string) key = reader.text();
    else if (fieldId === 2 && fieldType === ThriftType.string) bytes = reader.binary();
    else if (fieldId === 3 && fieldType === ThriftType.i32) type = reader.i32();
    else if (fieldId === 4 && fieldType === ThriftType.struct) endpoint = readEndpoint(reader);
    else reader.skip(fieldType);
  }
  reader.endStruct(begun);
  return { key, value: binaryValue(type, bytes), ...(endpoint ? { endpoint } : {}) };
}

/** Values are big-endian. Bytes that do not have their type's size stay bytes. */
function binaryValue(type: number, bytes: Uint8Array): AttributeValue {
  const size = SIZES[type];
  if (size !== undefined && size !== null && bytes.length !== size) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case TYPE.bool:
      return bytes[0] !== 0;
    case TYPE.i16:
      return BigInt(view.getInt16(0));
    case TYPE.i32:
      return BigInt(view.getInt32(0));
    case TYPE.i64:
      return view.getBigInt64(0);
    case TYPE.double:
      return view.getFloat64(0);
    case TYPE.string:
      return Buffer.from(bytes).toString('utf8');
    default:
      return bytes;
  }
}

function readEndpoint(reader: ThriftReader): Endpoint {
  const endpoint: Endpoint = { serviceName: '' };
  const begun = reader.beginStruct();
  while (reader.field()) {
    const { fieldId, fieldType } = reader;
    if (fieldId === 1 && fieldType === ThriftType.i32) setIpv4(endpoint, reader.i32());
    else if (fieldId === 2 && fieldType === ThriftType.i16) endpoint.port = reader.i16() & 0xffff;
    else if (fieldId === 3 && fieldType === ThriftType.string) endpoint.serviceName = reader.text();
    else if (fieldId === 4 && fieldType === ThriftType.string) setIpv6(endpoint, reader.binary());
    else reader.skip(fieldType);
  }
  reader.endStruct(begun);
  return endpoint;
}

/** 0 is none. */
function setIpv4(endpoint: Endpoint, packed: number): void {
  if (packed === 0) return;
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(packed);
  endpoint.ipv4 = ipv4Text(bytes)!;
}

function setIpv6(endpoint: Endpoint, bytes: Uint8Array): void {
  const text = ipv6Text(bytes);
  if (text !== null) endpoint.ipv6 = text;
}

const hexOf = (value: bigint): string => BigInt.asUintN(64, value).toString(16).padStart(16, '0');
