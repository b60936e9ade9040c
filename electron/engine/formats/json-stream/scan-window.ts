/** Where inside the captured object a key with elements was seen. */
export interface ElementsAt {
  key: string;
  /** Array or object. */
  array: boolean;
  keyStart: number;
  valueStart: number;
  line: number;
  lineStart: number;
}

/** Bytes of the stream and where they begin; see ElementBatch. */
export interface WindowBytes {
  bytes: Uint8Array;
  bigNumbers: boolean;
  line: number;
  column: number;
}

/** Between two objects of an array: the `}`, comma and blanks, the first key with its quote; then the second key. */
export interface Separator {
  start: Buffer;
  second: Buffer;
}

/** An object whose first value is a text: its first key, that text, its second key. */
const FIRST_KEYS = /^(\{\s*"[^"\\]{1,40}"\s*:\s*")([^"\\]{0,100})("\s*,\s*"[^"\\]{1,40}")/;
const LONGEST_BEGIN = 300;

type CaptureKind = 'container' | 'string' | 'scalar';

const FIRST_CAPACITY = 64 * 1024;

/**
 * The bytes that are still needed of a stream: from the first element that waits to be handed out, or the start of
 * the value that is being captured, to the newest byte. Positions are indices into the buffer and move with it.
 */
export class ScanWindow {
  #buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  #length = 0;
  #at = 0;
  /** Bytes of the stream that lie before the buffer. */
  #base = 0;
  #line = 1;
  /** Offset in the stream of the line's first byte. */
  #lineStart = 0;

  #capturing = false;
  #kind: CaptureKind = 'container';
  #start = 0;
  #depth = 0;
  #deepest = 0;
  #inString = false;
  #escaped = false;
  #stringStart = 0;
  #stringEnd = 0;
  #watched: Readonly<Record<string, string>> | null = null;
  #elementsAt: ElementsAt | null = null;
  #pendingKey: string | null = null;
  #eager = false;
  #captureAt = { line: 1, column: 1 };
  #keyStart = 0;

  #batched = false;
  #batchStart = 0;
  #batchEnd = 0;
  #batchAt = { line: 1, column: 1 };
  #bigNumbers = false;

  get line(): number {
    return this.#line;
  }

  get deepest(): number {
    return this.#deepest;
  }

  get inString(): boolean {
    return this.#capturing && this.#inString;
  }

  /** A number or word, which only what follows it ends. */
  get inScalar(): boolean {
    return this.#capturing && this.#kind === 'scalar';
  }

  get elementsAt(): ElementsAt | null {
    return this.#elementsAt;
  }

  get captureBytes(): number {
    return this.#at - this.#start;
  }

  get batchBytes(): number {
    return this.#batchEnd - this.#batchStart;
  }

  /** For a window that begins further on in a file. */
  startAtLine(line: number): void {
    this.#line = line;
  }

  position(): { line: number; column: number } {
    return { line: this.#line, column: this.#base + this.#at - this.#lineStart + 1 };
  }

  append(bytes: Uint8Array): void {
    this.#compact();
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }

  /** The next byte that is no white space, which is not taken yet; undefined when more bytes are needed. */
  skipSpace(): number | undefined {
    const buffer = this.#buffer;
    for (; this.#at < this.#length; this.#at++) {
      const byte = buffer[this.#at];
      if (byte === 0x0a) this.#newLine(this.#at + 1);
      else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return byte;
    }
    return undefined;
  }

  take(): void {
    this.#at++;
  }

  /**
   * What stands between the last element of the batch and the next one, and how that begins: in a file that a program
   * wrote it is the same between most of them. Null where the next one is not there yet, or begins in another way.
   */
  separator(): Separator | null {
    const from = this.#batchEnd - 1;
    let at = this.#at;
    while (at < this.#length && this.#buffer[at]! <= 0x20) at++;
    const text = this.#buffer.toString('latin1', at, Math.min(this.#length, at + LONGEST_BEGIN));
    const begin = FIRST_KEYS.exec(text);
    if (!this.#batched || !begin) return null;
    const [, opening = '', , second = ''] = begin;
    const start = Buffer.concat([this.#buffer.subarray(from, at), Buffer.from(opening, 'latin1')]);
    return { start, second: Buffer.from(second, 'latin1') };
  }

  /**
   * The bytes from here to the last place, at most so many on, where an element ends and the next one begins as the
   * separator says; null when there is none. They are whole elements if they can be parsed.
   */
  leap({ start, second }: Separator, most: number): WindowBytes | null {
    const buffer = this.#buffer;
    const limit = Math.min(this.#length, this.#at + most) - start.length - LONGEST_BEGIN;
    let found = limit < this.#at ? -1 : buffer.lastIndexOf(start, limit);
    // What elements hold may begin alike, but seldom with the same two keys.
    for (; found >= this.#at; found = found === 0 ? -1 : buffer.lastIndexOf(start, found - 1)) {
      const valueEnd = buffer.indexOf(0x22, found + start.length);
      if (valueEnd < 0 || buffer.compare(second, 0, second.length, valueEnd, valueEnd + second.length) !== 0)
        continue;
      return { bytes: buffer.subarray(this.#at, found + 1), bigNumbers: false, ...this.position() };
    }
    return null;
  }

  /** Goes behind bytes that `leap` gave. */
  skip(bytes: Uint8Array): void {
    const from = this.#at;
    const end = from + bytes.length;
    for (
      let at = this.#buffer.indexOf(0x0a, from);
      at >= 0 && at < end;
      at = this.#buffer.indexOf(0x0a, at + 1)
    ) {
      this.#newLine(at + 1);
    }
    this.#at = end;
  }

  /** A value begins at the next byte. One that joins a batch leaves what waits in place. */
  beginCapture(joinsBatch: boolean): void {
    const byte = this.#buffer[this.#at];
    this.#capturing = true;
    this.#kind = byte === 0x7b || byte === 0x5b ? 'container' : byte === 0x22 ? 'string' : 'scalar';
    this.#start = this.#at;
    this.#depth = 0;
    this.#deepest = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#elementsAt = null;
    this.#pendingKey = null;
    this.#captureAt = this.position();
    if (joinsBatch) return;
    this.#batchAt = this.#captureAt;
    this.#bigNumbers = false;
  }

  /**
   * Keys of the captured object under which elements stand.
   *
   * @param eager `scan` returns as soon as one of them is found
   */
  watch(keys: Readonly<Record<string, string>> | null, eager: boolean): void {
    this.#watched = keys;
    this.#eager = eager;
  }

  /** Goes on to the end of the captured value; true when it was found. */
  scan(): boolean {
    if (this.#kind === 'scalar') return this.#scanScalar();
    while (this.#at < this.#length) {
      const done = this.#inString ? this.#scanString() : this.#scanOutside();
      if (done) return true;
      if (this.#eager && this.#elementsAt !== null) return false;
    }
    return false;
  }

  /** The captured value with its place. */
  captured(): WindowBytes {
    const bytes = this.#buffer.subarray(this.#start, this.#at);
    return { bytes, bigNumbers: this.#bigNumbers, ...this.#captureAt };
  }

  /** The fields of the captured object that stand before its elements, as an object of their own. */
  capturedFields(): WindowBytes {
    const end = this.#elementsAt?.keyStart ?? this.#start + 1;
    const text = this.#buffer.toString('utf8', this.#start, end).trimEnd().replace(/,$/, '');
    return { bytes: Buffer.from(`${text}}`), bigNumbers: this.#bigNumbers, ...this.#captureAt };
  }

  /** Back to where the elements stand. */
  seek({ valueStart, line, lineStart }: ElementsAt): void {
    this.#at = valueStart;
    this.#line = line;
    this.#lineStart = lineStart;
  }

  dropCapture(): void {
    this.#capturing = false;
  }

  /** The captured value becomes the last of the batch. */
  keepCapture(): void {
    this.#capturing = false;
    if (!this.#batched) this.#batchStart = this.#start;
    this.#batched = true;
    this.#batchEnd = this.#at;
  }

  batch(): WindowBytes {
    const bytes = this.#buffer.subarray(this.#batchStart, this.#batchEnd);
    return { bytes, bigNumbers: this.#bigNumbers, ...this.#batchAt };
  }

  dropBatch(): void {
    this.#batched = false;
    this.#batchStart = 0;
    this.#batchEnd = 0;
  }

  #newLine(next: number): void {
    this.#line++;
    this.#lineStart = this.#base + next;
  }

  #compact(): void {
    let keep = this.#at;
    if (this.#capturing) keep = Math.min(keep, this.#start);
    if (this.#batched) keep = Math.min(keep, this.#batchStart);
    if (keep === 0) return;
    this.#buffer.copyWithin(0, keep, this.#length);
    this.#base += keep;
    this.#length -= keep;
    this.#at -= keep;
    this.#start -= keep;
    this.#stringStart -= keep;
    this.#stringEnd -= keep;
    this.#keyStart -= keep;
    this.#batchStart -= keep;
    this.#batchEnd -= keep;
    if (this.#elementsAt) {
      this.#elementsAt.keyStart -= keep;
      this.#elementsAt.valueStart -= keep;
    }
  }

  #scanScalar(): boolean {
    for (; this.#at < this.#length; this.#at++) {
      const byte = this.#buffer[this.#at]!;
      if (byte <= 0x20 || byte === 0x2c || byte === 0x5d || byte === 0x7d) return true;
    }
    // Digits before the end may be the first of many.
    this.#bigNumbers = true;
    return false;
  }

  /** Inside a string, to behind its closing quote. True when the string was the whole value. */
  #scanString(): boolean {
    const buffer = this.#buffer;
    const length = this.#length;
    let at = this.#at;
    if (this.#escaped) {
      at++;
      this.#escaped = false;
    }
    for (; at < length; at++) {
      const byte = buffer[at];
      if (byte === 0x22) break;
      if (byte === 0x5c) at++;
    }
    if (at >= length) {
      // The escaped byte itself may not be there yet.
      this.#escaped = at > length;
      this.#at = length;
      return false;
    }
    this.#at = at + 1;
    this.#stringEnd = at;
    this.#inString = false;
    return this.#kind === 'string';
  }

  /**
   * From outside a string to the end of the value, true, or of the bytes. This loop sees every byte of a file, so
   * strings that end in the window are passed here and now.
   */
  #scanOutside(): boolean {
    const buffer = this.#buffer;
    const length = this.#length;
    let at = this.#at;
    let depth = this.#depth;
    let ended = false;
    while (at < length && !ended) {
      const byte = buffer[at++]!;
      if (byte === 0x22) {
        this.#stringStart = at;
        let inside = buffer[at];
        while (at < length && inside !== 0x22 && inside !== 0x5c) inside = buffer[++at];
        if (at >= length || inside === 0x5c) {
          this.#inString = true;
          break;
        }
        this.#stringEnd = at++;
        ended = depth === 0;
      } else if (byte === 0x3a) {
        if (depth === 1 && this.#watched !== null) this.#keyEnded();
      } else if (byte === 0x2c) {
        if (depth === 1) this.#pendingKey = null;
      } else if (byte <= 0x20) {
        if (byte === 0x0a) this.#newLine(at);
      } else if (byte === 0x7b || byte === 0x5b) {
        depth++;
        if (depth > this.#deepest) this.#deepest = depth;
        if (depth === 2 && this.#pendingKey !== null) {
          this.#foundElements(at - 1, byte === 0x5b);
          if (this.#eager) break;
        }
      } else if (byte === 0x7d || byte === 0x5d) {
        depth--;
        ended = depth === 0;
      } else if (byte >= 0x30 && byte <= 0x39) {
        at = this.#scanDigits(at - 1);
      }
    }
    this.#depth = depth;
    this.#at = at;
    return ended;
  }

  /** Notes an integer that a double may not hold: more than 16 digits, or 16 that begin with a 9. */
  #scanDigits(first: number): number {
    const buffer = this.#buffer;
    let at = first + 1;
    while (at < this.#length && buffer[at]! >= 0x30 && buffer[at]! <= 0x39) at++;
    const digits = at - first;
    const isFraction = first > this.#start && buffer[first - 1] === 0x2e;
    if (at === this.#length || (!isFraction && (digits > 16 || (digits === 16 && buffer[first] === 0x39)))) {
      this.#bigNumbers = true;
    }
    return at;
  }

  #keyEnded(): void {
    const key = this.#buffer.toString('latin1', this.#stringStart, this.#stringEnd);
    if (this.#watched === null || !Object.hasOwn(this.#watched, key)) return;
    this.#pendingKey = key;
    this.#keyStart = this.#stringStart - 1;
  }

  #foundElements(valueStart: number, array: boolean): void {
    const key = this.#pendingKey ?? '';
    const lineStart = this.#lineStart;
    this.#elementsAt = { key, array, keyStart: this.#keyStart, valueStart, line: this.#line, lineStart };
    this.#pendingKey = null;
    this.#watched = null;
  }
}
