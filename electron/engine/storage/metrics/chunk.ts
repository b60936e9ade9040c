import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { VarintReader, VarintWriter } from './varint.ts';

/** Samples of one series in time order: whole milliseconds and float64 values. */
export interface Samples {
  timesMs: Float64Array;
  values: Float64Array;
}

/** Samples that one chunk holds at most. */
export const CHUNK_SAMPLES = 250;

/**
 * A chunk is one byte of format, then a body, zstd-compressed where that makes it smaller. The body: the count, the
 * first time, the differences of the differences of the times, then the values in one of three ways:
 *
 * - constant: the value once;
 * - decimal: every value is a whole number of 10^-exponent (byte counters, nanoseconds as seconds), kept as the
 *   differences of those numbers;
 * - float: each value's bits XOR those of the one before, byte planes one after another.
 */
const COMPRESSED = 0x80;
const CONSTANT = 0;
const DECIMAL = 1;
const FLOAT = 2;

const EXPONENTS = [0, 3, 6, 9];
const LARGEST_STEP = 2 ** 51;
/** Below this zstd's own frame takes more than it saves. */
const WORTH_COMPRESSING = 48;

const zstdOptions = {
  params: {
    [constants.ZSTD_c_compressionLevel]: 3,
    [constants.ZSTD_c_contentSizeFlag]: 1,
    [constants.ZSTD_c_checksumFlag]: 0,
  },
};

export function encodeChunk({ timesMs, values }: Samples): Uint8Array {
  const writer = new VarintWriter(16 + values.length * 10);
  writer.unsigned(values.length);
  writeTimes(writer, timesMs);
  const kind = writeValues(writer, values);
  const body = writer.written();
  const packed = body.length < WORTH_COMPRESSING ? body : zstdCompressSync(body, zstdOptions);
  const compressed = packed.length < body.length;
  const chunk = new Uint8Array(1 + (compressed ? packed : body).length);
  chunk[0] = kind | (compressed ? COMPRESSED : 0);
  chunk.set(compressed ? packed : body, 1);
  return chunk;
}

/** @throws RangeError when the bytes are no chunk. */
export function decodeChunk(chunk: Uint8Array): Samples {
  const format = chunk[0] ?? 0xff;
  const body = chunk.subarray(1);
  const reader = new VarintReader(format & COMPRESSED ? zstdDecompressSync(body) : body);
  const count = reader.unsigned();
  const timesMs = readTimes(reader, count);
  return { timesMs, values: readValues(reader, count, format & ~COMPRESSED) };
}

function writeTimes(writer: VarintWriter, timesMs: Float64Array): void {
  let previous = 0;
  let step = 0;
  for (const time of timesMs) {
    const delta = time - previous;
    writer.signed(delta - step);
    step = previous === 0 ? 0 : delta;
    previous = time;
  }
}

function readTimes(reader: VarintReader, count: number): Float64Array {
  const timesMs = new Float64Array(count);
  let previous = 0;
  let step = 0;
  for (let i = 0; i < count; i++) {
    const delta = reader.signed() + step;
    step = previous === 0 ? 0 : delta;
    previous += delta;
    timesMs[i] = previous;
  }
  return timesMs;
}

function writeValues(writer: VarintWriter, values: Float64Array): number {
  const first = values[0] ?? 0;
  if (values.every((value) => Object.is(value, first)) && !Number.isNaN(first)) {
    writer.double(first);
    return CONSTANT;
  }
  const decimal = asDecimal(values);
  if (!decimal) {
    writer.bytes(xorPlanes(values));
    return FLOAT;
  }
  writer.unsigned(decimal.exponent);
  let previous = 0;
  for (const whole of decimal.wholes) {
    writer.signed(whole - previous);
    previous = whole;
  }
  return DECIMAL;
}

function readValues(reader: VarintReader, count: number, kind: number): Float64Array {
  if (kind === CONSTANT) return new Float64Array(count).fill(reader.double());
  if (kind === FLOAT) return fromXorPlanes(reader.rest(), count);
  if (kind !== DECIMAL) throw new RangeError(`no chunk format ${kind}`);
  const scale = 10 ** reader.unsigned();
  const values = new Float64Array(count);
  let whole = 0;
  for (let i = 0; i < count; i++) {
    whole += reader.signed();
    values[i] = whole / scale;
  }
  return values;
}

/** The values as whole numbers of 10^-exponent that give back exactly the same doubles, or null. */
function asDecimal(values: Float64Array): { exponent: number; wholes: Float64Array } | null {
  for (const exponent of EXPONENTS) {
    const wholes = scaled(values, 10 ** exponent);
    if (wholes) return { exponent, wholes };
  }
  return null;
}

function scaled(values: Float64Array, scale: number): Float64Array | null {
  const wholes = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const whole = Math.round(value * scale);
    if (!(Math.abs(whole) < LARGEST_STEP) || whole / scale !== value || Object.is(value, -0)) return null;
    wholes[i] = whole;
  }
  return wholes;
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

function fromXorPlanes(planes: Uint8Array, count: number): Float64Array {
  if (planes.length < count * 8) throw new RangeError('a chunk ends inside its values');
  const values = new Float64Array(count);
  const bytes = new Uint8Array(values.buffer);
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < 8; b++) {
      const before = i === 0 ? 0 : (bytes[(i - 1) * 8 + b] as number);
      bytes[i * 8 + b] = (planes[b * count + i] as number) ^ before;
    }
  }
  return values;
}
