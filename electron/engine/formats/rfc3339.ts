/** A moment in two numbers, so that a hot path needs no bigint: whole seconds since the epoch and nanoseconds. */
export interface Instant {
  seconds: number;
  nanos: number;
}

const ZERO = 0x30;
const LONGEST = 35;
/** The last second whose nanoseconds fit a signed 64-bit integer. */
const LAST_SECOND = 9_223_372_035;
const SECOND_PREFIX = 19;

/**
 * Reads RFC 3339 timestamps with up to nine decimals (Go's RFC3339Nano, fixed or trimmed, any offset) from
 * bytes. Lines of a stream come many to a second, so the date and time are computed only when their text
 * differs from that of the line before.
 */
export class TimestampReader implements Instant {
  seconds = 0;
  nanos = 0;
  readonly #prefix = new Uint8Array(SECOND_PREFIX);
  #prefixSeconds = Number.NaN;

  /**
   * Parses the timestamp at `start`, which a space must follow before `end`. Answers the index behind that
   * space, or -1 where there is no timestamp; then `seconds` and `nanos` are what they were. Moments outside
   * 1970..2262 are clamped to them.
   */
  read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < SECOND_PREFIX + 2 || !this.#readSecond(bytes, start)) return -1;
    let at = start + SECOND_PREFIX;
    let nanos = 0;
    if (bytes[at] === 0x2e) {
      let digits = 0;
      for (at++; at < end; at++, digits++) {
        const digit = (bytes[at] as number) - ZERO;
        if (digit < 0 || digit > 9) break;
        if (digits === 9) return -1;
        nanos = nanos * 10 + digit;
      }
      if (digits === 0) return -1;
      for (; digits < 9; digits++) nanos *= 10;
    }
    let offset = 0;
    if (bytes[at] === 0x5a) at++;
    else {
      offset = readOffset(bytes, at, end);
      if (Number.isNaN(offset)) return -1;
      at += 6;
    }
    if (at >= end || bytes[at] !== 0x20) return -1;
    const seconds = this.#prefixSeconds - offset;
    const outside = seconds < 0 || seconds > LAST_SECOND;
    this.seconds = outside ? Math.max(0, Math.min(seconds, LAST_SECOND)) : seconds;
    this.nanos = outside ? 0 : nanos;
    return at + 1;
  }

  #readSecond(bytes: Uint8Array, start: number): boolean {
    const prefix = this.#prefix;
    let same = SECOND_PREFIX;
    // From the back: the seconds differ first.
    while (same > 0 && prefix[same - 1] === bytes[start + same - 1]) same--;
    if (same === 0) return true;
    const seconds = secondOf(bytes, start);
    if (Number.isNaN(seconds)) return false;
    prefix.set(bytes.subarray(start, start + SECOND_PREFIX));
    this.#prefixSeconds = seconds;
    return true;
  }
}

/** No timestamp with its space is longer than this. */
export const LONGEST_TIMESTAMP = LONGEST + 1;

const pattern = 'dddd-dd-ddTdd:dd:dd';

/** Seconds since the epoch of `YYYY-MM-DDTHH:MM:SS`, or NaN. */
function secondOf(bytes: Uint8Array, start: number): number {
  for (let i = 0; i < SECOND_PREFIX; i++) {
    const byte = bytes[start + i] as number;
    const wanted = pattern.charCodeAt(i);
    if (wanted === 0x64 ? byte < ZERO || byte > ZERO + 9 : byte !== wanted) return Number.NaN;
  }
  const two = (at: number) =>
    ((bytes[start + at] as number) - ZERO) * 10 + (bytes[start + at + 1] as number) - ZERO;
  const [month, day, hour, minute, second] = [two(5), two(8), two(11), two(14), two(17)];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
    return Number.NaN;
  }
  // Date.UTC takes years below 100 for 19xx; nothing before 1970 is told apart anyway.
  return Date.UTC(Math.max(two(0) * 100 + two(2), 100), month - 1, day, hour, minute, second) / 1000;
}

/** Seconds east of UTC of `+HH:MM`, or NaN. */
function readOffset(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at + 3] !== 0x3a) return Number.NaN;
  const digits = [1, 2, 4, 5].map((i) => (bytes[at + i] as number) - ZERO);
  if (digits.some((digit) => digit < 0 || digit > 9)) return Number.NaN;
  const [h1 = 0, h2 = 0, m1 = 0, m2 = 0] = digits;
  const seconds = ((h1 * 10 + h2) * 60 + m1 * 10 + m2) * 60;
  if (bytes[at] === 0x2b) return seconds;
  return bytes[at] === 0x2d ? -seconds : Number.NaN;
}
