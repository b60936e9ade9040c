import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type Aggregates, type View, viewOf } from './aggregates.ts';
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
/** Stretches of a coarser resolution instead of samples: see aggregates.ts. */
const AGGREGATES = 32;

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
  let best: { format: number; body: Uint8Array } | null = null;
  for (const [kind, write] of candidates(ordinary, thorough)) {
    const writer = new VarintWriter(head.length + 16 + values.length * 10);
    writer.bytes(head.written());
    write(writer);
    const packed = thorough ? compress(writer.written()) : { compressed: 0, body: writer.written() };
    if (!best || packed.body.length < best.body.length)
      best = { format: kind | packed.compressed, body: packed.body };
  }
  const { format, body } = best as NonNullable<typeof best>;
  return asChunk(format | (specials.length > 0 ? SPECIALS : 0), body);
}

/** Where zstd makes the body smaller, with the bit of the format that says so. */
function compress(body: Uint8Array): { compressed: number; body: Uint8Array } {
  const packed = body.length < WORTH_COMPRESSING ? body : zstdCompressSync(body, zstdOptions);
  return packed.length < body.length ? { compressed: COMPRESSED, body: packed } : { compressed: 0, body };
}

function asChunk(format: number, body: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(1 + body.length);
  chunk[0] = format;
  chunk.set(body, 1);
  return chunk;
}

/**
 * Aggregates are read as samples in the given way.
 *
 * @throws RangeError when the bytes are no chunk.
 */
export function decodeChunk(chunk: Uint8Array, view: View = 'last'): Samples {
  const { kind, format, reader } = open(chunk);
  if (kind <= FLOAT_V1) return decodeV1(kind, reader);
  if (kind === AGGREGATES) return viewOf(readAggregates(reader), view);
  const count = reader.unsigned();
  const timesMs = readTimes(reader, count);
  const specials = format & SPECIALS ? readSpecials(reader) : [];
  const values = readValues(kind, reader, count);
  putSpecials(values, specials);
  return { timesMs, values };
}

function open(chunk: Uint8Array): { kind: number; format: number; reader: VarintReader } {
  const format = chunk[0] ?? 0xff;
  const body = chunk.subarray(1);
  const reader = new VarintReader(format & COMPRESSED ? zstdDecompressSync(body) : body);
  return { kind: format & KIND, format, reader };
}

export const isAggregated = (chunk: Uint8Array): boolean => ((chunk[0] ?? 0) & KIND) === AGGREGATES;

/** A chunk whose values are several columns, each written in its own best way. */
export function encodeAggregates(aggregates: Aggregates): Uint8Array {
  const { timesMs, extra, resolutionMs, last } = aggregates;
  const writer = new VarintWriter(64 + timesMs.length * 8);
  writer.unsigned(resolutionMs);
  writer.unsigned(timesMs.length);
  writeTimes(writer, timesMs);
  writeColumn(writer, last);
  // Of a counter the largest is the last one, of what does not move all are the same.
  for (const column of [aggregates.min, aggregates.max, aggregates.sum]) {
    const same = sameBits(column, last);
    writer.unsigned(same ? 1 : 0);
    if (!same) writeColumn(writer, column);
  }
  writeColumn(writer, aggregates.count);
  writer.unsigned(extra.timesMs.length);
  writeTimes(writer, extra.timesMs);
  if (extra.timesMs.length > 0) writeColumn(writer, extra.values);
  const { compressed, body } = compress(writer.written());
  return asChunk(AGGREGATES | compressed, body);
}

/** @throws RangeError when the bytes are no aggregates. */
export function decodeAggregates(chunk: Uint8Array): Aggregates {
  const { kind, reader } = open(chunk);
  if (kind !== AGGREGATES) throw new RangeError('the chunk holds plain samples');
  return readAggregates(reader);
}

function readAggregates(reader: VarintReader): Aggregates {
  const resolutionMs = reader.unsigned();
  const entries = reader.unsigned();
  const timesMs = readTimes(reader, entries);
  const last = readColumn(reader, entries);
  const like = () => (reader.unsigned() === 1 ? last : readColumn(reader, entries));
  const [min, max, sum] = [like(), like(), like()];
  const count = readColumn(reader, entries);
  const extras = reader.unsigned();
  const extraTimes = readTimes(reader, extras);
  const extra = {
    timesMs: extraTimes,
    values: extras > 0 ? readColumn(reader, extras) : new Float64Array(0),
  };
  return { resolutionMs, timesMs, last, min, max, sum, count, extra };
}

function sameBits(a: Float64Array, b: Float64Array): boolean {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  return one.every((word, i) => word === other[i]);
}

function writeColumn(writer: VarintWriter, values: Float64Array): void {
  const specials = specialPlaces(values);
  const ordinary = specials.length === 0 ? values : withoutSpecials(values, specials);
  let best: { kind: number; body: Uint8Array } | null = null;
  for (const [kind, write] of candidates(ordinary, true)) {
    const own = new VarintWriter(16 + values.length * 10);
    write(own);
    if (!best || own.length < best.body.length) best = { kind, body: own.written() };
  }
  const { kind, body } = best as NonNullable<typeof best>;
  writer.unsigned(kind);
  writeSpecials(writer, values, specials);
  writer.bytes(body);
}

function readColumn(reader: VarintReader, count: number): Float64Array {
  const kind = reader.unsigned();
  const specials = readSpecials(reader);
  const values = readValues(kind, reader, count);
  putSpecials(values, specials);
  return values;
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
