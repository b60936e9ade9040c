import { readVarint, writeVarint } from './bytes.ts';
import { lineEnds } from './extras.ts';

/** A block's records but their text. A record may be several lines: its text then holds newlines. */
export interface BlockColumns {
  count: number;
  seconds: Float64Array;
  nanos: Uint32Array;
  severities: Uint8Array;
  /** What stdout and stderr are told apart by, see formats/line-sink.ts. */
  sources: Uint8Array;
  flags: Uint8Array;
  /** Places in `logFormats`. */
  formats: Uint8Array;
  /** Numbers of templates within the entity, 0 for none. */
  patterns: Uint32Array;
  /** Where each record ends in the slab of the text, its newline not included. */
  ends: Uint32Array;
}

export const emptyColumns = (count: number): BlockColumns => ({
  count,
  seconds: new Float64Array(count),
  nanos: new Uint32Array(count),
  severities: new Uint8Array(count),
  sources: new Uint8Array(count),
  flags: new Uint8Array(count),
  formats: new Uint8Array(count),
  patterns: new Uint32Array(count),
  ends: new Uint32Array(count),
});

/** Earlier layouts are one zstd frame, which begins with the lower byte of zstd's magic number. */
const VERSION = 3;
const OLD_FRAME = 0x28;
const FIRST_VERSION = 1;
const SECOND_VERSION = 2;
const NANOS = 1_000_000_000;
/** Two times further apart than this are written in full: their distance in ns would not fit a double. */
const FAR_SECONDS = 2_000_000;
const FAR = Number.MAX_SAFE_INTEGER;
const FAR_PLANES = 7;
const FAR_UPPER_BYTE = 0x1f;
const FAR_BYTES = 12;
const LINES_ONLY = 0;
const LENGTHS = 1;
/** The lower bytes of jittering distances are noise, which a compressor only makes larger: stored as they are. */
const MOST_RAW_PLANES = 2;
/** What compression must save of such a plane. */
const WORTH = 0.97;
/** Bytes that a record's columns take at most: 7 of a time and 12 more where it is far, 4 of one byte, two varints. */
const LONGEST_RECORD = 33;

/** Nanoseconds since the epoch of the record. */
export const nanoAt = ({ seconds, nanos }: Pick<BlockColumns, 'seconds' | 'nanos'>, i: number): bigint =>
  BigInt(seconds[i] as number) * 1_000_000_000n + BigInt(nanos[i] as number);

export type Compress = (bytes: Uint8Array) => Buffer;

const NO_BYTES = new Uint8Array(0);
const NO_ENDS = new Uint32Array(0);

let scratch = Buffer.allocUnsafeSlow(64 * 1024);
let distances = new Float64Array(2048);

/**
 * Version, number of raw planes, those planes, and a frame of the rest: whether lengths are told, the number of planes and
 * whether distances have signs, the other planes, times that are far, one byte each of severity, source, flags and format,
 * patterns, and lengths where some record is more than a line; those of lines are found in the text. Times are distances
 * to the one before, the first from the epoch, each plane one byte of all of them.
 */
export function encodeColumns(columns: BlockColumns, text: Buffer, compress: Compress): Buffer {
  const { count } = columns;
  const room = 32 + count * LONGEST_RECORD;
  if (scratch.length < room) scratch = Buffer.allocUnsafeSlow(room);
  if (distances.length < count) distances = new Float64Array(count);
  const times = measureTimes(columns);
  const raw = rawPlanes(times.planes, count, compress);
  const lengths = isLines(columns, text) ? LINES_ONLY : LENGTHS;
  const out = scratch;
  let at = 0;
  out[at++] = lengths;
  out[at++] = times.planes;
  out[at++] = times.signed ? 1 : 0;
  for (let plane = raw; plane < times.planes; plane++) at = writePlane(plane, count, out, at);
  for (const i of times.far) {
    at = out.writeDoubleLE(columns.seconds[i] as number, at);
    at = out.writeUInt32LE(columns.nanos[i] as number, at);
  }
  at = writeRest(columns, lengths, out, at);
  const frame = compress(out.subarray(0, at));
  const whole = Buffer.allocUnsafeSlow(2 + raw * count + frame.length);
  whole[0] = VERSION;
  whole[1] = raw;
  for (let plane = 0; plane < raw; plane++) writePlane(plane, count, whole, 2 + plane * count);
  frame.copy(whole, 2 + raw * count);
  return whole;
}

function writeRest(columns: BlockColumns, lengths: number, out: Buffer, from: number): number {
  const { count, severities, sources, flags, formats, patterns, ends } = columns;
  let at = from;
  for (const column of [severities, sources, flags, formats]) {
    out.set(count === column.length ? column : column.subarray(0, count), at);
    at += count;
  }
  for (let i = 0; i < count; i++) at = writeVarint(out, at, patterns[i] as number);
  if (lengths === LINES_ONLY) return at;
  for (let i = 0, start = 0; i < count; i++) {
    at = writeVarint(out, at, (ends[i] as number) - start);
    start = (ends[i] as number) + 1;
  }
  return at;
}

function isLines({ count, ends }: BlockColumns, text: Buffer): boolean {
  for (let i = 0, start = 0; i < count; i++) {
    if (text.indexOf(0x0a, start) !== ends[i]) return false;
    start = (ends[i] as number) + 1;
  }
  return true;
}

interface Times {
  planes: number;
  /** Some time lies before the one before it: distances are zigzag then. */
  signed: boolean;
  far: number[];
}

/** Leaves the distances in `distances`. */
function measureTimes({ count, seconds, nanos }: BlockColumns): Times {
  const far: number[] = [];
  let signed = false;
  let [lastSeconds, lastNanos] = [0, 0];
  for (let i = 0; i < count; i++) {
    const [s, n] = [seconds[i] as number, nanos[i] as number];
    const apart = s - lastSeconds;
    let distance = FAR;
    if (apart > FAR_SECONDS || apart < -FAR_SECONDS) far.push(i);
    else distance = apart * NANOS + n - lastNanos;
    if (distance < 0) signed = true;
    distances[i] = distance;
    [lastSeconds, lastNanos] = [s, n];
  }
  let most = 0;
  for (let i = 0; i < count; i++) {
    const distance = distances[i] as number;
    const written = !signed || distance === FAR ? distance : distance < 0 ? -2 * distance - 1 : 2 * distance;
    distances[i] = written;
    if (written > most) most = written;
  }
  let planes = 0;
  for (let rest = most; rest >= 1; rest /= 256) planes++;
  return { planes, signed, far };
}

function writePlane(plane: number, count: number, out: Buffer, from: number): number {
  const scale = 256 ** plane;
  for (let i = 0; i < count; i++) out[from + i] = ((distances[i] as number) / scale) % 256;
  return from + count;
}

function rawPlanes(planes: number, count: number, compress: Compress): number {
  let raw = 0;
  while (raw < Math.min(planes, MOST_RAW_PLANES)) {
    writePlane(raw, count, scratch, 0);
    if (compress(scratch.subarray(0, count)).length < count * WORTH) break;
    raw++;
  }
  return raw;
}

/**
 * @param decompress of a frame
 * @param text the block's, from which ends of lines are found; without it `ends` of a block of single lines is empty
 * @throws when the bytes are not a block of so many records
 */
export function readColumns(
  stored: Buffer,
  count: number,
  text: Buffer | null,
  decompress: (frame: Uint8Array) => Buffer,
): BlockColumns {
  if (stored[0] === OLD_FRAME) return readOldColumns(decompress(stored), count, text);
  if (stored[0] !== VERSION) throw new Error(`a log block of version ${stored[0]}`);
  const raw = stored[1] as number;
  const bytes = decompress(stored.subarray(2 + raw * count));
  const [lengths, planeCount, signed] = [bytes[0], bytes[1] as number, bytes[2] === 1];
  const planes: Plane[] = [];
  for (let plane = 0; plane < planeCount; plane++) {
    const isRaw = plane < raw;
    planes.push({
      bytes: isRaw ? stored : bytes,
      start: isRaw ? 2 + plane * count : 3 + (plane - raw) * count,
    });
  }
  const behindPlanes = 3 + Math.max(0, planeCount - raw) * count;
  const position = { at: behindPlanes + FAR_BYTES * farTimes(planes, count) };
  if (position.at > bytes.length) throw new RangeError('a log block ends too early');
  const columns = withTimes(count, (times) => readPlanes(planes, signed, bytes, { at: behindPlanes }, times));
  readBytes(bytes, position, columns, true);
  readEnds(bytes, position, columns, lengths === LENGTHS, text);
  return columns;
}

interface Plane {
  bytes: Buffer;
  start: number;
}

type TimeColumns = Pick<BlockColumns, 'count' | 'seconds' | 'nanos'>;

/** Columns whose times are read when they are first asked for: most counts and searches never do. */
function withTimes(count: number, read: (times: TimeColumns) => void): BlockColumns {
  let known: TimeColumns | null = null;
  const times = () => {
    if (!known) {
      known = { count, seconds: new Float64Array(count), nanos: new Uint32Array(count) };
      read(known);
    }
    return known;
  };
  return {
    count,
    get seconds() {
      return times().seconds;
    },
    get nanos() {
      return times().nanos;
    },
    severities: NO_BYTES,
    sources: NO_BYTES,
    flags: NO_BYTES,
    formats: NO_BYTES,
    patterns: new Uint32Array(count),
    ends: NO_ENDS,
  };
}

/** How many times are written in full: no distance has their upper byte. */
function farTimes(planes: readonly Plane[], count: number): number {
  const upper = planes[FAR_PLANES - 1];
  if (!upper) return 0;
  let far = 0;
  for (let i = upper.start; i < upper.start + count; i++) if (upper.bytes[i] === FAR_UPPER_BYTE) far++;
  return far;
}

function readPlanes(
  planes: readonly Plane[],
  signed: boolean,
  bytes: Buffer,
  position: { at: number },
  { count, seconds, nanos }: TimeColumns,
): void {
  const clock = { s: 0, n: 0 };
  distances = distances.length < count ? new Float64Array(count) : distances;
  distances.fill(0, 0, count);
  for (const [plane, { bytes: from, start }] of planes.entries()) {
    const scale = 256 ** plane;
    for (let i = 0; i < count; i++)
      distances[i] = (distances[i] as number) + (from[start + i] as number) * scale;
  }
  for (let i = 0; i < count; i++) {
    const value = distances[i] as number;
    if (value === FAR) readFar(clock, bytes, position);
    else advance(clock, signed ? unzigzag(value) : value);
    seconds[i] = clock.s;
    nanos[i] = clock.n;
  }
}

interface Clock {
  s: number;
  n: number;
}

function readFar(clock: Clock, bytes: Buffer, position: { at: number }): void {
  clock.s = bytes.readDoubleLE(position.at);
  clock.n = bytes.readUInt32LE(position.at + 8);
  position.at += FAR_BYTES;
}

const unzigzag = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

function advance(clock: Clock, distance: number): void {
  const total = clock.n + distance;
  if (total >= 0 && total < NANOS) {
    clock.n = total;
    return;
  }
  const carry = Math.floor(total / NANOS);
  clock.s += carry;
  clock.n = total - carry * NANOS;
}

function readBytes(bytes: Buffer, position: { at: number }, columns: BlockColumns, patterns: boolean): void {
  const { count } = columns;
  const column = () => {
    position.at += count;
    return bytes.subarray(position.at - count, position.at);
  };
  columns.severities = column();
  columns.sources = column();
  columns.flags = column();
  if (!patterns) return;
  columns.formats = column();
  for (let i = 0; i < count; i++) columns.patterns[i] = readVarint(bytes, position);
}

function readEnds(
  bytes: Buffer,
  position: { at: number },
  columns: BlockColumns,
  lengths: boolean,
  text: Buffer | null,
): void {
  const { count } = columns;
  if (!lengths) {
    columns.ends = text ? lineEnds(text, count) : NO_ENDS;
    return;
  }
  const ends = new Uint32Array(count);
  columns.ends = ends;
  for (let i = 0, start = 0; i < count; i++) {
    const end = start + readVarint(bytes, position);
    ends[i] = end;
    start = end + 1;
  }
}

/** Version 1 had varints for times and no formats and patterns; version 2 had all planes in the frame, with signs. */
function readOldColumns(bytes: Buffer, count: number, text: Buffer | null): BlockColumns {
  const version = bytes[0];
  if (version !== SECOND_VERSION && version !== FIRST_VERSION)
    throw new Error(`a log block of version ${version}`);
  const columns = emptyColumns(count);
  const first = version === FIRST_VERSION;
  const position = { at: first ? 1 : 3 };
  if (first) readVarintTimes(bytes, position, columns);
  else {
    const planes = Array.from({ length: bytes[2] as number }, (_, i) => ({ bytes, start: 3 + i * count }));
    position.at += planes.length * count;
    readPlanes(planes, true, bytes, position, columns);
  }
  readBytes(bytes, position, columns, !first);
  readEnds(bytes, position, columns, first || bytes[1] === LENGTHS, text);
  return columns;
}

function readVarintTimes(bytes: Buffer, position: { at: number }, columns: BlockColumns): void {
  const clock = { s: 0, n: 0 };
  for (let i = 0; i < columns.count; i++) {
    const value = readVarint(bytes, position);
    if (value === FAR) readFar(clock, bytes, position);
    else advance(clock, unzigzag(value));
    columns.seconds[i] = clock.s;
    columns.nanos[i] = clock.n;
  }
}
