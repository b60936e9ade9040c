import type { ByteTable } from './byte-table.ts';
import { hasText, isDigit, isLetter } from './bytes.ts';
import { isGelfText, type KnownKey, knownKeyTable, namesLevel } from './json-keys.ts';
import type { LogHead } from './log-head.ts';
import { scanOtlpLine } from './otlp-line.ts';
import { syslogSeverity, valueSeverity } from './severity.ts';
import { readTime } from './time-bytes.ts';

/** Objects within objects that known keys are looked for in. */
const DEPTH = 4;

/**
 * Finds time, level and message of a JSON object in its bytes, without making anything of them: the same keys and
 * ranks as `KeyedRecord`. Slips such as a missing comma are read over. One is made for a stream and used again.
 */
export class JsonScan {
  readonly #tables: (ByteTable<KnownKey> | null)[] = new Array(DEPTH).fill(null);
  #timeRank = 0;
  #levelRank = 0;
  #messageRank = 0;
  #levelNamed = false;
  #clef = false;
  #gelf = false;
  #low = -1;
  #seconds = -1;
  #nanos = 0;
  /** The value that was read last: without its quotes, and whether it has any. */
  #from = 0;
  #to = 0;
  #quoted = false;
  /** It is a record of Docker's json-file driver: its message is a line as the program wrote it. */
  docker = false;
  /** It is no strict JSON as far as it was looked at: only `parseLog` can say what it says. */
  irregular = false;

  /** Reads the object at bytes[start] up to `end` into the head. False where it does not begin like an object. */
  read(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
    const at = behindSpace(bytes, bytes[start] === 0x7b ? start + 1 : start, end);
    if (!beginsObject(bytes, at, end)) return false;
    this.#begin();
    if (scanOtlpLine(bytes, start, end, head)) {
      this.irregular = !this.#members(bytes, at, end, head);
      return true;
    }
    const log = hasText(bytes, start, end, '{"log":');
    this.irregular = !this.#members(bytes, at, end, head) || bytes[start] !== 0x7b;
    this.docker &&= log && this.#messageRank < 99;
    if (head.seconds < 0 && this.#seconds >= 0) {
      head.seconds = this.#seconds;
      head.nanos = this.#nanos;
    }
    if (head.severity === 0 && this.#gelf && this.#low >= 0) head.severity = syslogSeverity(this.#low);
    if (head.severity === 0 && this.#clef && !this.#levelNamed) head.severity = 9;
    return true;
  }

  #begin(): void {
    this.#tables[0] = knownKeyTable;
    this.#timeRank = this.#levelRank = this.#messageRank = 99;
    this.#levelNamed = this.#clef = this.#gelf = this.docker = false;
    this.#low = -1;
    this.irregular = false;
    this.#seconds = -1;
    this.#nanos = 0;
  }

  /** Whether the members are those of a whole object, with nothing but blanks behind it. */
  #members(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
    let depth = 0;
    let comma = true;
    let at = start;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte === 0x20 || byte === 0x2c) {
        if (byte === 0x2c) {
          if (comma) return false;
          comma = true;
        }
        at++;
      } else if (byte === 0x22) {
        if (!comma) return false;
        comma = false;
        const to = behindString(bytes, at, end);
        if (to < 0) return false;
        const key = this.#tables[depth]?.get(bytes, at + 1, to - 1);
        at = behindSpace(bytes, to, end);
        if (bytes[at] !== 0x3a || at >= end) return false;
        at = behindSpace(bytes, at + 1, end);
        if (bytes[at] === 0x7b && at < end) {
          if (key?.belowBytes && depth + 1 < DEPTH) {
            this.#tables[++depth] = key.belowBytes;
            comma = true;
            at++;
          } else at = behindNested(bytes, at, end);
        } else {
          at = this.#value(bytes, at, end);
          if (key?.role && at > 0) this.#take(bytes, key, depth, head);
        }
        if (at < 0) return false;
      } else if (byte === 0x7d) {
        at++;
        comma = false;
        if (--depth < 0) return behindSpace(bytes, at, end) === end;
      } else if (byte < 0x20) at++;
      else return false;
    }
    return false;
  }

  /** Reads the value at `at`, which is no object, and answers the place behind it; -1 where it is none. */
  #value(bytes: Uint8Array, at: number, end: number): number {
    const byte = bytes[at] as number;
    this.#quoted = byte === 0x22;
    if (this.#quoted) {
      const to = behindString(bytes, at, end);
      this.#from = at + 1;
      this.#to = to - 1;
      return to;
    }
    this.#from = this.#to = at;
    if (byte === 0x5b) return behindNested(bytes, at, end);
    let to = at;
    while (to < end && isScalar(bytes[to] as number)) to++;
    this.#to = to;
    return to === at ? -1 : to;
  }

  #take(bytes: Uint8Array, key: KnownKey, depth: number, head: LogHead): void {
    switch (key.role) {
      case 'time':
        this.#takeTime(bytes, key, head);
        if (depth === 0 && this.#quoted && this.#to - this.#from > 0 && isClefKey(bytes, this.#from))
          this.#clef = true;
        return;
      case 'level':
        this.#takeLevel(bytes, key, head);
        return;
      case 'message':
      case 'template':
        this.#takeMessage(key, head);
        return;
      case 'seconds':
        this.#seconds = this.#wholeNumber(bytes);
        return;
      case 'nanos':
        this.#nanos = Math.max(0, this.#wholeNumber(bytes));
        return;
      case 'stream':
        this.docker =
          this.#quoted &&
          bytes[this.#from] === 0x73 &&
          bytes[this.#from + 1] === 0x74 &&
          bytes[this.#from + 2] === 0x64;
        return;
      default:
    }
  }

  #takeTime(bytes: Uint8Array, key: KnownKey, head: LogHead): void {
    if (key.rank > this.#timeRank) return;
    const seconds = head.seconds;
    const nanos = head.nanos;
    let to = this.#to;
    while (to > this.#from && bytes[to - 1] === 0x20) to--;
    if (readTime(bytes, this.#from, to, head) === to && head.seconds >= 0) {
      this.#timeRank = key.rank;
      return;
    }
    head.seconds = seconds;
    head.nanos = nanos;
  }

  #takeLevel(bytes: Uint8Array, key: KnownKey, head: LogHead): void {
    if (this.#quoted && namesLevel(key, this.#to - this.#from)) this.#levelNamed = true;
    if (!this.#quoted && key.scale === 'level' && this.#to - this.#from === 1)
      this.#low = this.#lowLevel(bytes);
    // Of a key that is there twice the later counts, as with JSON.parse.
    if (key.rank > this.#levelRank && head.severity !== 0) return;
    const severity = valueSeverity(bytes, this.#from, this.#to, key.scale);
    if (severity === 0) return;
    head.level(severity, this.#from, this.#to);
    this.#levelRank = key.rank;
    this.#levelNamed = true;
  }

  /** A template is behind every message. */
  #takeMessage(key: KnownKey, head: LogHead): void {
    if (isGelfText(key)) this.#gelf = true;
    const rank = key.role === 'template' ? 98 : key.rank;
    if (!this.#quoted || rank > this.#messageRank) return;
    head.message(this.#from, this.#to);
    this.#messageRank = rank;
  }

  #lowLevel(bytes: Uint8Array): number {
    const digit = (bytes[this.#from] as number) - 0x30;
    return digit >= 0 && digit < 8 ? digit : this.#low;
  }

  #wholeNumber(bytes: Uint8Array): number {
    let value = 0;
    for (let at = this.#from; at < this.#to; at++) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return this.#to - this.#from > 0 && this.#to - this.#from < 11 ? value : -1;
  }
}

/** The value that starts here stands behind `"@t":"`. */
const isClefKey = (bytes: Uint8Array, from: number): boolean => {
  let at = from - 2;
  while (at > 3 && bytes[at] !== 0x22) at--;
  return bytes[at - 1] === 0x74 && bytes[at - 2] === 0x40 && bytes[at - 3] === 0x22;
};

/** Letters, digits, `+`, `-` and `.`: what numbers, `true` and `null` are made of. */
const isScalar = (byte: number): boolean =>
  isDigit(byte) || isLetter(byte) || byte === 0x2b || byte === 0x2d || byte === 0x2e;

function beginsObject(bytes: Uint8Array, at: number, end: number): boolean {
  const byte = bytes[at] as number;
  if (at >= end) return false;
  if (byte === 0x22 || byte === 0x27 || byte === 0x7d) return true;
  let to = at;
  while (to < end && isLetter(bytes[to] as number)) to++;
  return to > at && bytes[to] === 0x3a;
}

function behindSpace(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && (bytes[next] as number) <= 0x20) next++;
  return next;
}

/** Behind the closing quote of the string at `at`; -1 where there is none, or a control character stands in it. */
function behindString(bytes: Uint8Array, at: number, end: number): number {
  for (let next = at + 1; next < end; next++) {
    const byte = bytes[next] as number;
    if (byte === 0x22) return next + 1;
    if (byte === 0x5c) next++;
    else if (byte < 0x20) return -1;
  }
  return -1;
}

/** Behind the object or array that starts here, strings in it read over; -1 where it is not closed. */
function behindNested(bytes: Uint8Array, at: number, end: number): number {
  let open = 0;
  for (let next = at; next < end; next++) {
    const byte = bytes[next] as number;
    if (byte === 0x22) {
      next = behindString(bytes, next, end) - 1;
      if (next < 0) return -1;
    } else if (byte === 0x7b || byte === 0x5b) open++;
    else if ((byte === 0x7d || byte === 0x5d) && --open === 0) return next + 1;
  }
  return -1;
}
