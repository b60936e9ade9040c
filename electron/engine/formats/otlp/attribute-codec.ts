import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { WireError, type WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { WireWriter } from '../protobuf/wire-writer.ts';

/** opentelemetry-proto common.proto: KeyValue and AnyValue. */
const KEY = 1;
const VALUE = 2;
const ANY = { string: 1, bool: 2, int: 3, double: 4, array: 5, list: 6, bytes: 7 } as const;

/** Messages may be nested this deep, as protobuf's own parsers allow by default. */
export const MOST_NESTED = 100;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Writes the pairs as repeated KeyValue under the field number. */
export function writeAttributes(writer: WireWriter, field: number, attributes: Attributes): void {
  for (const [key, value] of attributes) {
    writer.tag(field, WireType.bytes);
    const pair = writer.open();
    writer.stringField(KEY, key);
    writer.tag(VALUE, WireType.bytes);
    const any = writer.open();
    writeAnyValue(writer, value);
    writer.close(any);
    writer.close(pair);
  }
}

function writeAnyValue(writer: WireWriter, value: AttributeValue): void {
  if (value === null) return;
  switch (typeof value) {
    case 'string':
      writer.stringField(ANY.string, value);
      return;
    case 'boolean':
      writer.tag(ANY.bool, WireType.varint);
      writer.varint(value ? 1 : 0);
      return;
    case 'bigint':
      writeInteger(writer, value);
      return;
    case 'number':
      writer.tag(ANY.double, WireType.fixed64);
      writer.double(value);
      return;
    default:
      writeNested(writer, value);
  }
}

/** An integer beyond 64 bits has no place in OTLP and is kept as its decimal text. */
function writeInteger(writer: WireWriter, value: bigint): void {
  if (value < INT64_MIN || value > INT64_MAX) {
    writer.stringField(ANY.string, String(value));
    return;
  }
  writer.tag(ANY.int, WireType.varint);
  writer.int64(value);
}

function writeNested(
  writer: WireWriter,
  value: Exclude<AttributeValue, string | boolean | number | bigint | null>,
) {
  if (value instanceof Uint8Array) {
    writer.bytesField(ANY.bytes, value);
    return;
  }
  const isArray = Array.isArray(value);
  writer.tag(isArray ? ANY.array : ANY.list, WireType.bytes);
  const list = writer.open();
  if (!isArray) writeAttributes(writer, 1, value.pairs);
  else {
    for (const inner of value) {
      writer.tag(1, WireType.bytes);
      const at = writer.open();
      writeAnyValue(writer, inner);
      writer.close(at);
    }
  }
  writer.close(list);
}

/** Reads one KeyValue that ends at `end`. Integers become bigint, doubles number, an unset value null. */
export function readKeyValue(reader: WireReader, end: number, depth = 0): [string, AttributeValue] {
  let key = '';
  let value: AttributeValue = null;
  while (reader.next(end)) {
    if (reader.field === KEY) key = reader.text(reader.lengthEnd(end));
    else if (reader.field === VALUE) value = readAnyValue(reader, reader.lengthEnd(end), depth + 1);
    else reader.skip(end);
  }
  return [key, value];
}

/** Reads the AnyValue that ends at `end`. */
export function readAnyValue(reader: WireReader, end: number, depth = 0): AttributeValue {
  if (depth > MOST_NESTED) throw new WireError('values nested too deep', reader.pos);
  let value: AttributeValue = null;
  while (reader.next(end)) value = readVariant(reader, end, depth, value);
  return value;
}

function readVariant(reader: WireReader, end: number, depth: number, before: AttributeValue): AttributeValue {
  switch (reader.field) {
    case ANY.string:
      return reader.text(reader.lengthEnd(end));
    case ANY.bool:
      reader.expect(WireType.varint);
      return reader.varint(end) !== 0;
    case ANY.int:
      reader.expect(WireType.varint);
      return reader.int64(end);
    case ANY.double:
      reader.expect(WireType.fixed64);
      return reader.double(end);
    case ANY.array:
      return readArray(reader, reader.lengthEnd(end), depth + 1);
    case ANY.list:
      return { pairs: readPairs(reader, reader.lengthEnd(end), depth + 1) };
    case ANY.bytes: {
      const last = reader.lengthEnd(end);
      const bytes = new Uint8Array(reader.bytes.subarray(reader.pos, last));
      reader.pos = last;
      return bytes;
    }
    default:
      reader.skip(end);
      return before;
  }
}

function readArray(reader: WireReader, end: number, depth: number): AttributeValue[] {
  const values: AttributeValue[] = [];
  while (reader.next(end)) {
    if (reader.field === 1) values.push(readAnyValue(reader, reader.lengthEnd(end), depth + 1));
    else reader.skip(end);
  }
  return values;
}

function readPairs(reader: WireReader, end: number, depth: number): Attributes {
  const pairs: Attributes = [];
  while (reader.next(end)) {
    if (reader.field === 1) pairs.push(readKeyValue(reader, reader.lengthEnd(end), depth + 1));
    else reader.skip(end);
  }
  return pairs;
}
