import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { packNumbers, unpackNumbers } from './bit-pack.ts';
import { decodeV1, FLOAT_V1 } from './chunk-v1.ts';
import { wordsOf } from './sample-run.ts';
import { candidates, readValues } from './value-codecs.ts';
import { VarintReader, VarintWriter } from './varint.ts';

/** Samples of one series in time order: whole milliseconds and float64 values. */
export interface Samples {
  timesMs: Float64Array;
  values: Float64Array;
}

/** A chunk with so many stays as it is until there are enough to make a full one of them. */
export const CHUNK_SAMPLES = 250;
/** Samples that one chunk holds at most. */
export const FULL_CHUNK_SAMPLES = 1_000;

/**
 * A chunk is one byte of format, then a body, zstd-compressed where that makes it smaller. The body: the count, the
 * times, the values that are no ordinary numbers where there are any (staleness markers, infinities, -0), then all
 * values in the way that takes the fewest bytes (see value-codecs.ts).
 */
const COMPRESSED = 0x80;
const SPECIALS = 0x40;
const KIND = 0x3f;

/** Below this zstd's own frame takes more than it saves. */
const WORTH_COMPRESSING = 48;

const zstdOptions = {
  params: {
    [constants.ZSTD_c_compressionLevel]: 3,
    [constants.ZSTD_c_contentSizeFlag]: 1,
    [constants.ZSTD_c_checksumFlag]: 0,
  },
};

/** `thorough` tries every way, for chunks that stay; else the one that is quick. */
export function encodeChunk({ timesMs, values }: Samples, thorough = true): Uint8Array {
  const head = new VarintWriter(32 + timesMs.length);
  head.unsigned(values.length);
  writeTimes(head, timesMs);
  const specials = specialPlaces(values);
  const ordinary = specials.length === 0 ? values : withoutSpecials(values, specials);
  if (specials.length > 0) writeSpecials(head, values, specials);
  let best: { kind: number; body: Uint8Array; compressed: boolean } | null = null;
  for (const [kind, write] of candidates(ordinary, thorough)) {
    const writer = new VarintWriter(head.length + 16 + values.length * 10);
    writer.bytes(head.written());
    write(writer);
    const body = writer.written();
    const packed = thorough && body.length >= WORTH_COMPRESSING ? zstdCompressSync(body, zstdOptions) : body;
    const compressed = packed.length < body.length;
    const shorter = compressed ? packed : body;
    if (!best || shorter.length < best.body.length) best = { kind, body: shorter, compressed };
  }
  const { kind, body, compressed } = best as NonNullable<typeof best>;
  const chunk = new Uint8Array(1 + body.length);
  chunk[0] = kind | (compressed ? COMPRESSED : 0) | (specials.length > 0 ? SPECIALS : 0);
  chunk.set(body, 1);
  return chunk;
}

/** @throws RangeError when the bytes are no chunk. */
export function decodeChunk(chunk: Uint8Array): Samples {
  const format = chunk[0] ?? 0xff;
  const body = chunk.subarray(1);
  const reader = new VarintReader(format & COMPRESSED ? zstdDecompressSync(body) : body);
  const kind = format & KIND;
  if (kind <= FLOAT_V1) return decodeV1(kind, reader);
  const count = reader.unsigned();
  const timesMs = readTimes(reader, count);
  const specials = format & SPECIALS ? readSpecials(reader) : [];
  const values = readValues(kind, reader, count);
  putSpecials(values, specials);
  return { timesMs, values };
}

/** The first time and the step where all steps are the same, else every step. */
function writeTimes(writer: VarintWriter, timesMs: Float64Array): void {
  const steps = new Float64Array(Math.max(0, timesMs.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = (timesMs[i + 1] as number) - (timesMs[i] as number);
  writer.signed(timesMs[0] ?? 0);
  const step = steps[0] ?? 0;
  const even = steps.every((one) => one === step);
  writer.unsigned(even ? 1 : 0);
  if (even) writer.signed(step);
  else packNumbers(writer, steps);
}

function readTimes(reader: VarintReader, count: number): Float64Array {
  const timesMs = new Float64Array(count);
  let time = reader.signed();
  const even = reader.unsigned() === 1;
  const step = even ? reader.signed() : 0;
  const steps = even ? null : unpackNumbers(reader, Math.max(0, count - 1));
  for (let i = 0; i < count; i++) {
    timesMs[i] = time;
    time += steps ? (steps[i] as number) : step;
  }
  return timesMs;
}

/** Staleness markers, other NaN, infinities and -0: what the ways of writing numbers do not give back. */
function specialPlaces(values: Float64Array): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value) || Object.is(value, -0)) places.push(i);
  }
  return places;
}

/** In their place the value before stands, so that they leave no trace among the others. */
function withoutSpecials(values: Float64Array, places: readonly number[]): Float64Array {
  const ordinary = values.slice();
  const special = new Set(places);
  let before = values.find((value, i) => !special.has(i) && Number.isFinite(value)) ?? 0;
  for (let i = 0; i < ordinary.length; i++) {
    if (special.has(i)) ordinary[i] = before;
    else before = ordinary[i] as number;
  }
  return ordinary;
}

function writeSpecials(writer: VarintWriter, values: Float64Array, places: readonly number[]): void {
  const words = wordsOf(values);
  writer.unsigned(places.length);
  let previous = 0;
  for (const place of places) {
    writer.unsigned(place - previous);
    previous = place;
    writer.unsigned(words[place * 2 + 1] as number);
    writer.unsigned(words[place * 2] as number);
  }
}

type Special = [place: number, high: number, low: number];

function readSpecials(reader: VarintReader): Special[] {
  const count = reader.unsigned();
  const specials: Special[] = [];
  let place = 0;
  for (let i = 0; i < count; i++) {
    place += reader.unsigned();
    specials.push([place, reader.unsigned(), reader.unsigned()]);
  }
  return specials;
}

function putSpecials(values: Float64Array, specials: readonly Special[]): void {
  const words = wordsOf(values);
  for (const [place, high, low] of specials) {
    if (place >= values.length) throw new RangeError('a chunk has a value outside');
    words[place * 2] = low;
    words[place * 2 + 1] = high;
  }
}
