import { isUtf8 } from 'node:buffer';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { severityLevels } from '../../../../shared/model/log-record.ts';
import { lineFlag } from '../../formats/line-sink.ts';
import { type BlockColumns, encodeColumns, nanoAt, readColumns } from './columns.ts';
import { contentSize } from './frame-size.ts';
import { encodeFilter } from './gram-filter.ts';

export { type BlockColumns, nanoAt } from './columns.ts';

/**
 * A block of one stream's records as it is stored: zstd frames of the columns, of the text slab and, where anything
 * came beside the text, of the extras slab, so that counting by level or time touches no text; and beside them the
 * filter of what the slabs may hold.
 */
export interface EncodedBlock {
  lines: number;
  minNs: bigint;
  maxNs: bigint;
  /** Records by level, in the order of `severityLevels`. */
  levels: number[];
  /** Place in `logFormats` of the last record. */
  format: number;
  columns: Uint8Array<ArrayBuffer>;
  text: Uint8Array<ArrayBuffer>;
  extras: Uint8Array<ArrayBuffer> | null;
  filter: Uint8Array<ArrayBuffer> | null;
}

/** Records before they become a block. */
export interface RawBlock extends BlockColumns {
  text: Buffer;
  textLength: number;
  /** As BlockExtras has them; null where no record has any. */
  extras: Buffer | null;
}

/** How hard a block is compressed. */
export interface Compression {
  level: number;
  /** Shortest repetition that is looked for. Lines repeat in long parts: short ones only cost bits, and time to undo. */
  minMatch: number;
}

/** At the door, where lines wait. */
export const QUICK: Compression = { level: 1, minMatch: 7 };
/** In upkeep, of blocks that stay. */
export const SMALL: Compression = { level: 12, minMatch: 6 };

export function encodeBlock(raw: RawBlock, compression = QUICK): EncodedBlock {
  const { count, textLength, extras } = raw;
  const text = raw.text.subarray(0, textLength);
  if (!isUtf8(text)) markInvalid(raw, text);
  const params = parameters(compression);
  // Told the size, zstd takes no more memory than that needs.
  const compress = (bytes: Uint8Array) => zstdCompressSync(bytes, { params, pledgedSrcSize: bytes.length });
  const { min, max } = bounds(raw);
  return {
    lines: count,
    minNs: nanoAt(raw, min),
    maxNs: nanoAt(raw, max),
    levels: countLevels(raw),
    format: raw.formats[count - 1] ?? 0,
    columns: owned(encodeColumns(raw, text, compress)),
    text: owned(compress(text)),
    extras: extras ? owned(compress(extras)) : null,
    filter: encodeFilter(count, extras ? [text, extras] : [text]),
  };
}

/** What is moved with the block to another thread. */
export const buffersOf = ({ columns, text, extras, filter }: EncodedBlock): ArrayBuffer[] =>
  [columns, text, extras, filter].flatMap((bytes) => (bytes ? [bytes.buffer] : []));

const parameters = ({ level, minMatch }: Compression) => ({
  [constants.ZSTD_c_compressionLevel]: level,
  [constants.ZSTD_c_minMatch]: minMatch,
});

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

/**
 * @param text the block's text, or null: `ends` may then be missing
 * @throws when the bytes are not a block of so many records
 */
export const decodeColumns = (bytes: Uint8Array, count: number, text: Buffer | null): BlockColumns =>
  readColumns(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), count, text, decodeText);

/** The least that zlib takes for a chunk. */
const LEAST_ROOM = 64;
/** Room that is made at once, whatever a frame says; larger slabs grow in steps of it. */
const MOST_ROOM = 8 * 1024 * 1024;

/** A slab: of the text, or of extras. */
export function decodeText(bytes: Uint8Array): Buffer {
  // One byte more than it needs: zlib looks for more where it filled all of its room.
  const room = 1 + (contentSize(bytes) ?? bytes.length * 16);
  return zstdDecompressSync(bytes, { chunkSize: Math.min(MOST_ROOM, Math.max(LEAST_ROOM, room)) });
}
