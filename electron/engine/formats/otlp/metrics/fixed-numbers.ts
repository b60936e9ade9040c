import type { WireReader } from '../../protobuf/wire-reader.ts';

const TWO_32 = 2 ** 32;
const NANOS_A_MILLI = 1e6;

/** A fixed64 as a double, without a bigint; exact up to 2^53. */
export function uint64(reader: WireReader, end: number): number {
  const at = reader.pos;
  // Checks that the eight bytes are there, and goes behind them.
  reader.skip(end);
  return reader.bytes.readUInt32LE(at + 4) * TWO_32 + reader.bytes.readUInt32LE(at);
}

/** An sfixed64 as a double. */
export function int64(reader: WireReader, end: number): number {
  const at = reader.pos;
  reader.skip(end);
  return reader.bytes.readInt32LE(at + 4) * TWO_32 + reader.bytes.readUInt32LE(at);
}

/** Nanoseconds since the epoch as whole milliseconds: a double of nanoseconds is right to a quarter of a microsecond. */
export const millis = (reader: WireReader, end: number): number =>
  Math.floor(uint64(reader, end) / NANOS_A_MILLI);

/** A varint as a double; exact up to 2^53. */
export function varint64(reader: WireReader, end: number): number {
  const { bytes } = reader;
  const first = reader.pos < end ? bytes[reader.pos]! : 0x80;
  if (first >= 0x80) return Number(BigInt.asUintN(64, reader.int64(end)));
  reader.pos++;
  return first;
}

/** A zigzag-coded sint32. */
export function sint32(reader: WireReader, end: number): number {
  const raw = reader.varint(end);
  return (raw >>> 1) ^ -(raw & 1);
}
