import { packNumbers, unpackNumbers } from './bit-pack.ts';
import { fromXorPlanes, readDecimals } from './chunk-v1.ts';
import { asDecimals, asNearDecimals, type Decimals, fromUlps } from './decimals.ts';
import { wordsOf } from './sample-run.ts';
import type { VarintReader, VarintWriter } from './varint.ts';

/** How the values of a chunk are written; the number stands in the chunk's first byte. */
export const kinds = {
  constant: 8,
  /** Differences of whole numbers of 10^-exponent, as varints: for zstd to find what repeats. */
  decimalVarint: 9,
  /** Byte planes of each value XOR the one before. */
  planes: 10,
  /** Differences of whole numbers of 10^-exponent, as bits. */
  decimalBits: 11,
  /** Both halves of the bits' differences, as bits. */
  floatBits: 12,
  /** Decimals and how many representable doubles each value is away: sums of decimals that were rounded on the way. */
  nearDecimal: 13,
} as const;

export type Candidate = [kind: number, write: (writer: VarintWriter) => void];

/** The ways in which the values can be written, all of which give back the same bits. Values are finite, none is -0. */
export function* candidates(values: Float64Array, thorough: boolean): Generator<Candidate, void, void> {
  const first = values[0] ?? 0;
  if (values.every((value) => value === first)) {
    yield [kinds.constant, (writer) => writer.double(first)];
    return;
  }
  const exact = asDecimals(values);
  if (exact) {
    yield [kinds.decimalBits, (writer) => writeDecimalBits(writer, exact)];
    if (thorough) yield [kinds.decimalVarint, (writer) => writeDecimalVarints(writer, exact)];
    return;
  }
  const near = thorough ? asNearDecimals(values) : null;
  if (near) {
    yield [
      kinds.nearDecimal,
      (writer) => {
        writeDecimalBits(writer, near.decimals);
        packNumbers(writer, near.ulps);
      },
    ];
  }
  yield [kinds.floatBits, (writer) => writeFloatBits(writer, values)];
  if (thorough) yield [kinds.planes, (writer) => writer.bytes(xorPlanes(values))];
}

/** @throws RangeError when the bytes are no values */
export function readValues(kind: number, reader: VarintReader, count: number): Float64Array {
  switch (kind) {
    case kinds.constant:
      return new Float64Array(count).fill(reader.double());
    case kinds.decimalVarint:
      return readDecimals(reader, count);
    case kinds.planes:
      return fromXorPlanes(reader.take(count * 8), count);
    case kinds.decimalBits:
      return readDecimalBits(reader, count);
    case kinds.floatBits:
      return readFloatBits(reader, count);
    case kinds.nearDecimal: {
      const values = readDecimalBits(reader, count);
      return fromUlps(values, unpackNumbers(reader, count));
    }
    default:
      throw new RangeError(`no chunk format ${kind}`);
  }
}

function writeDecimalVarints(writer: VarintWriter, { exponent, wholes }: Decimals): void {
  writer.unsigned(exponent);
  let previous = 0;
  for (const whole of wholes) {
    writer.signed(whole - previous);
    previous = whole;
  }
}

/** Differences are multiples of what all of them share: pages of memory, blocks of disks. */
function writeDecimalBits(writer: VarintWriter, { exponent, wholes }: Decimals): void {
  const differences = new Float64Array(Math.max(0, wholes.length - 1));
  let shared = 0;
  for (let i = 0; i < differences.length; i++) {
    const difference = (wholes[i + 1] as number) - (wholes[i] as number);
    differences[i] = difference;
    if (shared !== 1) shared = greatestShared(shared, Math.abs(difference));
  }
  if (shared > 1)
    for (let i = 0; i < differences.length; i++) differences[i] = (differences[i] as number) / shared;
  writer.unsigned(exponent);
  writer.unsigned(Math.max(shared, 1));
  writer.signed(wholes[0] ?? 0);
  packNumbers(writer, differences);
}

function readDecimalBits(reader: VarintReader, count: number): Float64Array {
  const scale = 10 ** reader.unsigned();
  const shared = reader.unsigned();
  let whole = reader.signed();
  const values = new Float64Array(count);
  if (count === 0) return values;
  values[0] = whole / scale;
  const differences = unpackNumbers(reader, count - 1);
  for (let i = 1; i < count; i++) {
    whole += (differences[i - 1] as number) * shared;
    values[i] = whole / scale;
  }
  return values;
}

function greatestShared(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}

/** The bits of neighbours as whole numbers lie close together: their high and low halves' differences are packed. */
function writeFloatBits(writer: VarintWriter, values: Float64Array): void {
  const words = wordsOf(values);
  const [high, low] = [new Float64Array(values.length), new Float64Array(values.length)];
  for (let i = 0; i < values.length; i++) {
    const borrowed = i > 0 && (words[i * 2] as number) < (words[i * 2 - 2] as number) ? 1 : 0;
    const before = i === 0 ? [0, 0] : [words[i * 2 - 2] as number, words[i * 2 - 1] as number];
    low[i] = (words[i * 2] as number) - (before[0] as number) + borrowed * 2 ** 32;
    high[i] = (words[i * 2 + 1] as number) - (before[1] as number) - borrowed;
  }
  packNumbers(writer, high);
  packNumbers(writer, low);
}

function readFloatBits(reader: VarintReader, count: number): Float64Array {
  const high = unpackNumbers(reader, count);
  const low = unpackNumbers(reader, count);
  const values = new Float64Array(count);
  const words = wordsOf(values);
  let [highBefore, lowBefore] = [0, 0];
  for (let i = 0; i < count; i++) {
    const sum = lowBefore + (low[i] as number);
    const carried = sum >= 2 ** 32 ? 1 : 0;
    lowBefore = sum - carried * 2 ** 32;
    highBefore += (high[i] as number) + carried;
    words[i * 2] = lowBefore;
    words[i * 2 + 1] = highBefore;
  }
  return values;
}

/** Byte 0 of every value, then byte 1 of every value, …; slowly changing values leave planes of zeros. */
function xorPlanes(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const count = values.length;
  const planes = new Uint8Array(bytes.length);
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < 8; b++) {
      const before = i === 0 ? 0 : (bytes[(i - 1) * 8 + b] as number);
      planes[b * count + i] = (bytes[i * 8 + b] as number) ^ before;
    }
  }
  return planes;
}
