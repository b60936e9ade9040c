import { byteClass, classOf, isHardwareAddress, isUuid, WORD } from './byte-classes.ts';
import { isCalendarName } from './calendar.ts';
import { closingBracket, closingQuote, startsWithHttpMethod } from './enclosed.ts';

/** A token's kind, in bits: holds a mask, holds digits that are not masked, is nothing but a mask. */
export const tokenKind = { masked: 1, digits: 2, anything: 4 } as const;

/** Tokens of a line that are told apart; what is behind them counts as variable. */
export const MOST_TOKENS = 128;
/** Bytes of a message that are looked at, and only its first line. */
const MOST_BYTES = 4096;

const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const MASK = 0x5bd1e995;
/** Of a token that is nothing but a mask. */
const PURE = Math.imul(SEED ^ MASK, PRIME) ^ (SEED >>> 13);
const NEWLINE = 0x0a;
const ESCAPE = 0x1b;
const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKTICK = 0x60;
const PLUS = 0x2b;
const COMMA = 0x2c;
const DASH = 0x2d;
const COLON = 0x3a;
const EQUALS = 0x3d;

/** Ends a bare value of `key=value`, beside spaces. */
const endsValue = new Uint8Array(256);
for (const char of ',;&)]}>"\'') endsValue[char.charCodeAt(0)] = 1;

/**
 * A message as tokens that spaces part, with what differs from line to line masked: numbers and what has them in it (times,
 * addresses, sizes, durations, ids, paths with ids), UUIDs, quoted strings and the values of `key=value`. Nothing is made
 * but numbers: a token is its hash, a mask hashes the same whatever it covers. One object is used again for every line.
 */
export class LineTokens {
  count = 0;
  readonly hashes = new Int32Array(MOST_TOKENS);
  readonly kinds = new Uint8Array(MOST_TOKENS);
  /** Tokens that are more than a mask. */
  saying = 0;
  /** Of all hashes in their order: two numbers of 32 bits that name the line's shape. */
  signature = 0;
  check = 0;
  /** There was more than is told apart. */
  cut = false;
  readonly #starts = new Int32Array(MOST_TOKENS);
  readonly #ends = new Int32Array(MOST_TOKENS);
  /** Ranges of bytes that a template does not show: masks, and escape sequences (`shown` 0). */
  #ranges = 0;
  #rangeStarts = new Int32Array(256);
  #rangeEnds = new Int32Array(256);
  #rangeShown = new Uint8Array(256);
  #bytes: Uint8Array = new Uint8Array(0);
  #first = 0;
  #last = 0;
  /** Of the token that is read. */
  #hash = 0;
  #kind = 0;
  /** The last piece is a mask, to which joiners and another mask may be added. */
  #open = false;
  #joiners = 0;
  /** A quote that closes what is read as it stands. */
  #plainQuote = -1;

  /** Reads the first line of a message. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#first = start;
    this.count = 0;
    this.saying = 0;
    this.#ranges = 0;
    this.#plainQuote = -1;
    this.cut = false;
    let last = end;
    if (end - start > MOST_BYTES) {
      last = start + MOST_BYTES;
      this.cut = true;
    }
    this.#last = last;
    let at = start;
    let signature = SEED;
    let check = MASK;
    while (at < last) {
      const byte = bytes[at] as number;
      if (classOf[byte] === byteClass.space && byte !== ESCAPE) {
        if (byte === NEWLINE && this.count > 0) break;
        at++;
        continue;
      }
      if (this.count === MOST_TOKENS) {
        this.cut = true;
        break;
      }
      const before = this.count;
      at = this.#token(at);
      if (this.count === before) continue;
      const hash = this.hashes[before] as number;
      signature = Math.imul(signature ^ hash, PRIME);
      check = Math.imul((check + hash) | 0, MASK) ^ (check >>> 15);
    }
    this.signature = signature;
    this.check = check;
  }

  /** A token as a template shows it. Only while the bytes that were read are still there. */
  text(index: number): string {
    const end = this.#ends[index] as number;
    let at = this.#starts[index] as number;
    let text = '';
    for (let i = 0; i < this.#ranges; i++) {
      const from = this.#rangeStarts[i] as number;
      if (from < at) continue;
      if (from >= end) break;
      text += this.#decode(at, from) + (this.#rangeShown[i] ? '<*>' : '');
      at = this.#rangeEnds[i] as number;
    }
    return text + this.#decode(at, end);
  }

  #decode(start: number, end: number): string {
    const { buffer, byteOffset } = this.#bytes;
    return start >= end ? '' : Buffer.from(buffer, byteOffset + start, end - start).toString('utf8');
  }

  /** Reads one token and keeps it, unless it says the same as the variable one before it. */
  #token(start: number): number {
    const bytes = this.#bytes;
    this.#hash = SEED;
    this.#kind = 0;
    this.#open = false;
    let at = start;
    while (at < this.#last) {
      const byte = bytes[at] as number;
      const cls = classOf[byte] as number;
      if (cls >= WORD) at = this.#word(at);
      else if (byte === ESCAPE) at = this.#escape(at);
      else if (cls === byteClass.space) break;
      else if (byte === COMMA && this.#endsToken(at + 1)) {
        // The last one of a list has no comma.
        at++;
        break;
      } else at = this.#mark(byte, cls, at, start);
    }
    this.#keep(start, at);
    return at;
  }

  #keep(start: number, end: number): void {
    if (this.#open) this.#closeMask();
    const { count } = this;
    const hash = this.#hash || 1;
    if (hash === SEED) return;
    if (this.#kind & tokenKind.masked && count > 0 && this.hashes[count - 1] === hash) return;
    this.hashes[count] = hash;
    const anything = hash === PURE;
    this.kinds[count] = anything ? this.#kind | tokenKind.anything : this.#kind;
    if (!anything) this.saying++;
    this.#starts[count] = start;
    this.#ends[count] = end;
    this.count = count + 1;
  }

  #endsToken(at: number): boolean {
    return at >= this.#last || classOf[this.#bytes[at] as number] === byteClass.space;
  }

  /** Letters and digits. */
  #word(start: number): number {
    const bytes = this.#bytes;
    const last = this.#last;
    let at = start;
    let hash = SEED;
    let seen = 0;
    for (; at < last; at++) {
      const byte = bytes[at] as number;
      const cls = classOf[byte] as number;
      if (cls < WORD) break;
      hash = Math.imul(hash ^ byte, PRIME);
      seen |= cls;
    }
    const length = at - start;
    if (length === 8 && bytes[at] === DASH && isUuid(bytes, start, last))
      return this.#mask(start, start + 36);
    if (length === 2 && bytes[at] === COLON && isHardwareAddress(bytes, start, last))
      return this.#mask(start, start + 17);
    if (seen & byteClass.digit) return this.#wordWithDigits(start, at, seen, hash);
    if (length === 3 && isCalendarName(bytes, start, last)) return this.#mask(start, at);
    this.#literal(hash);
    return at;
  }

  #wordWithDigits(start: number, end: number, seen: number, hash: number): number {
    const bytes = this.#bytes;
    if (classOf[bytes[start] as number] === byteClass.digit) return this.#mask(start, end);
    /** Where the digits at the end begin. */
    let tail = start;
    let turns = 0;
    let before = false;
    for (let at = start; at < end; at++) {
      const isDigit = classOf[bytes[at] as number] === byteClass.digit;
      if (!isDigit) tail = at + 1;
      if (isDigit !== before) turns++;
      before = isDigit;
    }
    if (isId(seen, end - start, turns)) return this.#mask(start, end);
    if (end - tail < 2 || turns > 2) {
      this.#kind |= tokenKind.digits;
      this.#literal(hash);
      return end;
    }
    this.#literal(hashOf(bytes, start, tail));
    return this.#mask(tail, end);
  }

  #mark(byte: number, cls: number, at: number, tokenStart: number): number {
    const bytes = this.#bytes;
    if (byte === EQUALS && at > tokenStart && isKeyByte(bytes[at - 1] as number)) return this.#value(at);
    if (byte === DOUBLE || byte === BACKTICK || byte === SINGLE) return this.#quoted(byte, at);
    if (this.#isWildcard(at)) return this.#mask(at, at + 3);
    if ((byte === DASH || byte === PLUS) && !this.#open && this.#isSign(at, tokenStart)) return at + 1;
    if (this.#open && cls === byteClass.joiner) {
      this.#joiners = Math.imul((this.#joiners || SEED) ^ byte, PRIME);
      return at + 1;
    }
    this.#literal(byte);
    return at + 1;
  }

  /** A template is read back from its text. */
  #isWildcard(at: number): boolean {
    const bytes = this.#bytes;
    return bytes[at] === 0x3c && bytes[at + 1] === 0x2a && bytes[at + 2] === 0x3e;
  }

  #isSign(at: number, tokenStart: number): boolean {
    const bytes = this.#bytes;
    const next = classOf[bytes[at + 1] as number];
    if (at + 1 >= this.#last || next !== byteClass.digit) return false;
    return at === tokenStart || (classOf[bytes[at - 1] as number] as number) < WORD;
  }

  /** What follows `key=`. */
  #value(equals: number): number {
    const bytes = this.#bytes;
    this.#literal(EQUALS);
    const start = equals + 1;
    if (start >= this.#last || bytes[start] === EQUALS) return start;
    if (this.#isWildcard(start)) return this.#mask(start, start + 3);
    const byte = bytes[start] as number;
    const quote = byte === DOUBLE || byte === SINGLE || byte === BACKTICK;
    const close = quote ? closingQuote(bytes, start, this.#last) : closingBracket(bytes, start, this.#last);
    if (close > 0) return this.#enclosed(start, close);
    let at = start;
    while (at < this.#last && classOf[bytes[at] as number] !== byteClass.space) {
      if (endsValue[bytes[at] as number]) break;
      at++;
    }
    return at > start ? this.#mask(start, at) : at;
  }

  #quoted(quote: number, at: number): number {
    const bytes = this.#bytes;
    const literally = at === this.#plainQuote || at === this.#first;
    const inWord =
      quote === SINGLE && at > this.#first && (classOf[bytes[at - 1] as number] as number) >= WORD;
    const close = literally || inWord ? -1 : closingQuote(bytes, at, this.#last);
    if (close > 0 && bytes[close + 1] !== COLON && !startsWithHttpMethod(bytes, at + 1, close))
      return this.#enclosed(at, close);
    if (close > 0) this.#plainQuote = close;
    else if (at === this.#first) this.#plainQuote = closingQuote(bytes, at, this.#last);
    this.#literal(quote);
    return at + 1;
  }

  /** The same mask whatever stands between, nothing included. */
  #enclosed(open: number, close: number): number {
    const bytes = this.#bytes;
    this.#literal(bytes[open] as number);
    this.#mask(open + 1, close);
    this.#literal(bytes[close] as number);
    return close + 1;
  }

  /** A control sequence: not shown, and no part of the token. */
  #escape(start: number): number {
    const bytes = this.#bytes;
    if (this.#open) this.#closeMask();
    let at = start + 1;
    if (bytes[at] === 0x5b) {
      at++;
      while (at < this.#last && ((bytes[at] as number) < 0x40 || (bytes[at] as number) > 0x7e)) at++;
      at = Math.min(at + 1, this.#last);
    }
    this.#range(start, at, 0);
    return at;
  }

  #literal(hash: number): void {
    if (this.#open) this.#closeMask();
    this.#hash = Math.imul(this.#hash ^ hash, PRIME) ^ (this.#hash >>> 13);
  }

  #mask(start: number, end: number): number {
    this.#kind |= tokenKind.masked;
    if (this.#open) {
      this.#rangeEnds[this.#ranges - 1] = end;
      this.#joiners = 0;
      return end;
    }
    const before = this.#bytes[start - 1];
    const signed =
      start > this.#first && (before === DASH || before === PLUS) && this.#isSign(start - 1, this.#first);
    this.#hash = Math.imul(this.#hash ^ MASK, PRIME) ^ (this.#hash >>> 13);
    this.#range(signed ? start - 1 : start, end, 1);
    this.#open = true;
    this.#joiners = 0;
    return end;
  }

  /** Joiners behind a mask that no other follows stand for themselves. */
  #closeMask(): void {
    this.#open = false;
    if (this.#joiners) this.#hash = Math.imul(this.#hash ^ this.#joiners, PRIME);
    this.#joiners = 0;
  }

  #range(start: number, end: number, shown: number): void {
    const i = this.#ranges++;
    if (i === this.#rangeStarts.length) this.#growRanges();
    this.#rangeStarts[i] = start;
    this.#rangeEnds[i] = end;
    this.#rangeShown[i] = shown;
  }

  #growRanges(): void {
    const grown = <T extends Int32Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const length = this.#rangeStarts.length * 2;
    this.#rangeStarts = grown(this.#rangeStarts, new Int32Array(length));
    this.#rangeEnds = grown(this.#rangeEnds, new Int32Array(length));
    this.#rangeShown = grown(this.#rangeShown, new Uint8Array(length));
  }
}

/** Letters and digits that no word is made of: hexadecimal, or going to and fro between them. */
function isId(seen: number, length: number, turns: number): boolean {
  if ((seen & byteClass.letter) === 0) return length >= 4;
  return (length >= 8 && turns >= 3) || (length >= 12 && turns >= 2);
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), PRIME);
  return hash;
}

/** May stand in front of the sign of `key=value`. */
function isKeyByte(byte: number): boolean {
  return (classOf[byte] as number) >= WORD || byte === 0x5f || byte === DASH || byte === 0x2e;
}
