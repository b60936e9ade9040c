import { isUtf8 } from 'node:buffer';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { severityLevels } from '../../../../shared/model/log-record.ts';
import { lineFlag } from '../../formats/line-sink.ts';
import type { LineBatch } from './line-batch.ts';

/**
 * A block of one stream's lines as it is stored: two zstd frames, the columns (version, times, severities,
 * sources, flags, lengths) and the text slab, so that counting by level or time touches no text.
 */
export interface EncodedBlock {
  lines: number;
  minNs: bigint;
  maxNs: bigint;
  /** Lines by level, in the order of `severityLevels`. */
  levels: number[];
  columns: Uint8Array<ArrayBuffer>;
  text: Uint8Array<ArrayBuffer>;
}

/** A block's lines but their text; `ends` as in LineBatch. */
export interface BlockColumns {
  count: number;
  seconds: Float64Array;
  nanos: Uint32Array;
  severities: Uint8Array;
  sources: Uint8Array;
  flags: Uint8Array;
  ends: Uint32Array;
}

const VERSION = 1;
const NANOS = 1_000_000_000;
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Two times further apart than this are written in full: their distance in ns would not fit a double. */
const FAR_SECONDS = 2_000_000;
const FAR = Number.MAX_SAFE_INTEGER;
/** A time delta takes at most 8 bytes, or 8 and 12 more when far; the rest of a line at most 8. */
const LONGEST_LINE_COLUMNS = 28;

let scratch = Buffer.allocUnsafeSlow(64 * 1024);

export function encodeBlock(
  batch: LineBatch | (BlockColumns & { text: Buffer; textLength: number }),
): EncodedBlock {
  const { count, textLength } = batch;
  const text = batch.text.subarray(0, textLength);
  if (!isUtf8(text)) markInvalid(batch, text);
  if (scratch.length < 32 + count * LONGEST_LINE_COLUMNS) {
    scratch = Buffer.allocUnsafeSlow(32 + count * LONGEST_LINE_COLUMNS);
  }
  const length = writeColumns(batch, scratch);
  const { min, max } = bounds(batch);
  return {
    lines: count,
    minNs: nanoAt(batch, min),
    maxNs: nanoAt(batch, max),
    levels: countLevels(batch),
    columns: owned(zstdCompressSync(scratch.subarray(0, length), options)),
    text: owned(zstdCompressSync(text, options)),
  };
}

/** Nanoseconds since the epoch of the line. */
export const nanoAt = ({ seconds, nanos }: Pick<BlockColumns, 'seconds' | 'nanos'>, i: number): bigint =>
  BigInt(seconds[i] as number) * 1_000_000_000n + BigInt(nanos[i] as number);

/** In memory of its own, so that it can be moved to another thread. */
const owned = (bytes: Buffer): Uint8Array<ArrayBuffer> =>
  bytes.length === bytes.buffer.byteLength
    ? new Uint8Array(bytes.buffer as ArrayBuffer)
    : new Uint8Array(bytes);

function markInvalid({ count, flags, ends }: BlockColumns, text: Buffer): void {
  for (let i = 0, start = 0; i < count; i++) {
    const end = ends[i] as number;
    if (!isUtf8(text.subarray(start, end))) flags[i] = (flags[i] as number) | lineFlag.invalidUtf8;
    start = end + 1;
  }
}

function bounds({ count, seconds, nanos }: BlockColumns): { min: number; max: number } {
  let min = 0;
  let max = 0;
  const before = (a: number, b: number) =>
    (seconds[a] as number) < (seconds[b] as number) ||
    (seconds[a] === seconds[b] && (nanos[a] as number) < (nanos[b] as number));
  for (let i = 1; i < count; i++) {
    if (before(i, min)) min = i;
    if (before(max, i)) max = i;
  }
  return { min, max };
}

/** Index in `severityLevels` of an OTLP severity number. */
export const levelIndex = (severity: number): number =>
  severity < 1 || severity > 24 ? 0 : (severity + 3) >> 2;

function countLevels({ count, severities }: BlockColumns): number[] {
  const levels = severityLevels.map(() => 0);
  for (let i = 0; i < count; i++) {
    const level = levelIndex(severities[i] as number);
    levels[level] = (levels[level] as number) + 1;
  }
  return levels;
}

function writeColumns(columns: BlockColumns, out: Buffer): number {
  const { count, seconds, nanos, severities, sources, flags, ends } = columns;
  let at = 0;
  out[at++] = VERSION;
  let [lastSeconds, lastNanos] = [0, 0];
  for (let i = 0; i < count; i++) {
    const [s, n] = [seconds[i] as number, nanos[i] as number];
    const apart = s - lastSeconds;
    if (apart > FAR_SECONDS || apart < -FAR_SECONDS) {
      at = writeVarint(out, at, FAR);
      at = out.writeDoubleLE(s, at);
      at = out.writeUInt32LE(n, at);
    } else {
      const delta = apart * NANOS + n - lastNanos;
      at = writeVarint(out, at, delta < 0 ? -2 * delta - 1 : 2 * delta);
    }
    lastSeconds = s;
    lastNanos = n;
  }
  for (const column of [severities, sources, flags]) {
    out.set(column.subarray(0, count), at);
    at += count;
  }
  for (let i = 0, start = 0; i < count; i++) {
    at = writeVarint(out, at, (ends[i] as number) - start);
    start = (ends[i] as number) + 1;
  }
  return at;
}

function writeVarint(out: Buffer, at: number, value: number): number {
  let rest = value;
  while (rest >= 0x80) {
    // Above 31 bits the bit operations would cut it.
    out[at++] = (rest % 0x80) | 0x80;
    rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
  }
  out[at++] = rest;
  return at;
}

/** @throws when the bytes are not a block of this many lines */
export function decodeColumns(compressed: Uint8Array, count: number): BlockColumns {
  const bytes = zstdDecompressSync(compressed);
  if (bytes[0] !== VERSION) throw new Error(`a log block of version ${bytes[0]}`);
  const seconds = new Float64Array(count);
  const nanos = new Uint32Array(count);
  const position = { at: 1 };
  let [s, n] = [0, 0];
  for (let i = 0; i < count; i++) {
    const value = readVarint(bytes, position);
    if (value === FAR) {
      s = bytes.readDoubleLE(position.at);
      n = bytes.readUInt32LE(position.at + 8);
      position.at += 12;
    } else {
      const total = n + (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
      const carry = Math.floor(total / NANOS);
      s += carry;
      n = total - carry * NANOS;
    }
    seconds[i] = s;
    nanos[i] = n;
  }
  const column = () => {
    position.at += count;
    return bytes.subarray(position.at - count, position.at);
  };
  const [severities, sources, flags] = [column(), column(), column()];
  const ends = new Uint32Array(count);
  for (let i = 0, start = 0; i < count; i++) {
    const end = start + readVarint(bytes, position);
    ends[i] = end;
    start = end + 1;
  }
  return { count, seconds, nanos, severities, sources, flags, ends };
}

/** Room for a usual block at once; larger ones grow in steps of it. */
const TEXT_CHUNK = 320 * 1024;

export const decodeText = (compressed: Uint8Array): Buffer =>
  zstdDecompressSync(compressed, { chunkSize: Math.min(TEXT_CHUNK, 4096 + compressed.length * 16) });

function readVarint(bytes: Buffer, position: { at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = bytes[position.at++];
    if (byte === undefined) throw new RangeError('a log block ends too early');
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 0x80;
  }
}
