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

/** Version 1 knew no formats and patterns, and wrote times as varints between which nothing repeats. */
const FIRST_VERSION = 1;
const VERSION = 2;
const NANOS = 1_000_000_000;
/** Two times further apart than this are written in full: their distance in ns would not fit a double. */
const FAR_SECONDS = 2_000_000;
const FAR = Number.MAX_SAFE_INTEGER;
const LINES_ONLY = 0;
const LENGTHS = 1;
/** Bytes that a record's columns take at most: 7 of a time and 12 more where it is far, 4 of one byte, two varints. */
const LONGEST_RECORD = 33;

/** Nanoseconds since the epoch of the record. */
export const nanoAt = ({ seconds, nanos }: Pick<BlockColumns, 'seconds' | 'nanos'>, i: number): bigint =>
  BigInt(seconds[i] as number) * 1_000_000_000n + BigInt(nanos[i] as number);

export const roomForColumns = (count: number): number => 32 + count * LONGEST_RECORD;

/**
 * Version, whether lengths are told, times as zigzag distances by byte planes (of jittering times only the lower ones
 * are noise), one byte each of severity, source, flags and format, patterns, and lengths where some record is more
 * than a line: those of lines are found in the text. Answers the number of bytes.
 */
export function writeColumns(columns: BlockColumns, text: Buffer, out: Buffer): number {
  const { count, severities, sources, flags, formats, patterns, ends } = columns;
  const lengths = isLines(columns, text) ? LINES_ONLY : LENGTHS;
  let at = 0;
  out[at++] = VERSION;
  out[at++] = lengths;
  at = writeTimes(columns, out, at);
  for (const column of [severities, sources, flags, formats]) {
    out.set(count === column.length ? column : column.subarray(0, count), at);
    at += count;
  }
  for (let i = 0; i < count; i++) at = writeVarint(out, at, patterns[i] as number);
  if (lengths === LENGTHS) {
    for (let i = 0, start = 0; i < count; i++) {
      at = writeVarint(out, at, (ends[i] as number) - start);
      start = (ends[i] as number) + 1;
    }
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

let distances = new Float64Array(2048);

function writeTimes({ count, seconds, nanos }: BlockColumns, out: Buffer, from: number): number {
  if (distances.length < count) distances = new Float64Array(count);
  const far: number[] = [];
  let [lastSeconds, lastNanos, most] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [s, n] = [seconds[i] as number, nanos[i] as number];
    const apart = s - lastSeconds;
    let distance = FAR;
    if (apart > FAR_SECONDS || apart < -FAR_SECONDS) far.push(i);
    else {
      const delta = apart * NANOS + n - lastNanos;
      distance = delta < 0 ? -2 * delta - 1 : 2 * delta;
    }
    distances[i] = distance;
    if (distance > most) most = distance;
    [lastSeconds, lastNanos] = [s, n];
  }
  let planes = 0;
  for (let rest = most; rest >= 1; rest /= 256) planes++;
  let at = from;
  out[at++] = planes;
  for (let plane = 0; plane < planes; plane++) {
    const scale = 256 ** plane;
    for (let i = 0; i < count; i++) out[at++] = ((distances[i] as number) / scale) % 256;
  }
  for (const i of far) {
    at = out.writeDoubleLE(seconds[i] as number, at);
    at = out.writeUInt32LE(nanos[i] as number, at);
  }
  return at;
}

/**
 * @param text the block's, from which ends of lines are found; without it `ends` of a block of single lines is empty
 * @throws when the bytes are not a block of so many records
 */
export function readColumns(bytes: Buffer, count: number, text: Buffer | null): BlockColumns {
  const version = bytes[0];
  if (version !== VERSION && version !== FIRST_VERSION) throw new Error(`a log block of version ${version}`);
  const columns = emptyColumns(count);
  const position = { at: 1 };
  const lengths = version === FIRST_VERSION ? LENGTHS : bytes[position.at++];
  if (version === FIRST_VERSION) readInterleavedTimes(bytes, position, columns);
  else readTimes(bytes, position, columns);
  const column = () => {
    position.at += count;
    return bytes.subarray(position.at - count, position.at);
  };
  columns.severities = column();
  columns.sources = column();
  columns.flags = column();
  if (version !== FIRST_VERSION) {
    columns.formats = column();
    for (let i = 0; i < count; i++) columns.patterns[i] = readVarint(bytes, position);
  }
  if (lengths === LENGTHS) readLengths(bytes, position, columns);
  else columns.ends = text ? lineEnds(text, count) : NO_ENDS;
  return columns;
}

const NO_ENDS = new Uint32Array(0);

function readTimes(bytes: Buffer, position: { at: number }, columns: BlockColumns): void {
  const { count } = columns;
  const planes = bytes[position.at++] as number;
  if (position.at + planes * count > bytes.length) throw new RangeError('a log block ends too early');
  const first = position.at;
  position.at += planes * count;
  const clock = { s: 0, n: 0 };
  for (let i = 0; i < count; i++) {
    let value = 0;
    for (let plane = planes - 1; plane >= 0; plane--) {
      value = value * 256 + (bytes[first + plane * count + i] as number);
    }
    step(clock, value, bytes, position);
    columns.seconds[i] = clock.s;
    columns.nanos[i] = clock.n;
  }
}

function readInterleavedTimes(bytes: Buffer, position: { at: number }, columns: BlockColumns): void {
  const clock = { s: 0, n: 0 };
  for (let i = 0; i < columns.count; i++) {
    step(clock, readVarint(bytes, position), bytes, position);
    columns.seconds[i] = clock.s;
    columns.nanos[i] = clock.n;
  }
}

/** Moves the clock by a distance, or to the time that stands at the position. */
function step(clock: { s: number; n: number }, value: number, bytes: Buffer, position: { at: number }): void {
  if (value === FAR) {
    clock.s = bytes.readDoubleLE(position.at);
    clock.n = bytes.readUInt32LE(position.at + 8);
    position.at += 12;
    return;
  }
  const total = clock.n + (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
  const carry = Math.floor(total / NANOS);
  clock.s += carry;
  clock.n = total - carry * NANOS;
}

function readLengths(bytes: Buffer, position: { at: number }, { count, ends }: BlockColumns): void {
  for (let i = 0, start = 0; i < count; i++) {
    const end = start + readVarint(bytes, position);
    ends[i] = end;
    start = end + 1;
  }
}
