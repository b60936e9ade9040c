import type { VarintReader } from './varint.ts';

/*
 * Bodies of the chunks that were written first: the count, the first time, the differences of the differences of the
 * times, then the values. They are only read.
 */
export const CONSTANT_V1 = 0;
export const FLOAT_V1 = 2;

/** @throws RangeError when the bytes are no chunk. */
export function decodeV1(
  kind: number,
  reader: VarintReader,
): { timesMs: Float64Array; values: Float64Array } {
  const count = reader.unsigned();
  const timesMs = readTimes(reader, count);
  return { timesMs, values: readValues(reader, count, kind) };
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

function readValues(reader: VarintReader, count: number, kind: number): Float64Array {
  if (kind === CONSTANT_V1) return new Float64Array(count).fill(reader.double());
  if (kind === FLOAT_V1) return fromXorPlanes(reader.rest(), count);
  return readDecimals(reader, count);
}

/** Every value a whole number of 10^-exponent, as the differences of those numbers. */
export function readDecimals(reader: VarintReader, count: number): Float64Array {
  const scale = 10 ** reader.unsigned();
  const values = new Float64Array(count);
  let whole = 0;
  for (let i = 0; i < count; i++) {
    whole += reader.signed();
    values[i] = whole / scale;
  }
  return values;
}

/** Each value's bits XOR those of the one before: byte 0 of every value, then byte 1 of every value, … */
export function fromXorPlanes(planes: Uint8Array, count: number): Float64Array {
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
