const SPACE = 0x20;
const NEWLINE = 0x0a;
const NUL = 0;
const LESS = 0x3c;
const ZERO = 0x30;
const MOST_DIGITS = 9;

/** Of a message only so much is kept; a record is cut far before it. */
export const MOST_FRAME_BYTES = 512 * 1024;

/**
 * Takes messages off a stream (RFC 6587): with their length before them (3.4.1), or each ended by a newline or NUL
 * (3.4.2). Each message is looked at for itself, as senders of both kinds may share a relay.
 */
export class FrameSplitter {
  readonly #message: (bytes: Uint8Array) => void;
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of a message too long to be kept that are still to come; Infinity for a line that has not ended. */
  #skipping = 0;

  /** @param message told of each message; the bytes are valid during the call only */
  constructor(message: (bytes: Uint8Array) => void) {
    this.#message = message;
  }

  /** Bytes of a message that has not ended. */
  get pending(): number {
    return this.#rest.length;
  }

  push(chunk: Buffer): void {
    const fresh = this.#skipping > 0 ? this.#skip(chunk) : chunk;
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, fresh]) : fresh;
    while (bytes.length > 0) {
      const taken = this.#take(bytes);
      if (taken === 0) break;
      bytes = bytes.subarray(Math.min(taken, bytes.length));
    }
    // A copy: the chunk's memory is not held for a few bytes of it.
    this.#rest = Buffer.from(bytes);
  }

  /** The stream has ended: what is there of a last message is told. */
  end(): void {
    const bytes = this.#rest;
    this.#rest = Buffer.alloc(0);
    const counted = countedLength(bytes);
    const body = counted && counted !== 'more' ? bytes.subarray(counted.start) : bytes;
    if (body.length > 0) this.#message(body);
  }

  /** Answers how many bytes are done with; 0 where more must come first. */
  #take(bytes: Buffer): number {
    const counted = countedLength(bytes);
    if (counted === 'more') return 0;
    if (counted) return this.#takeCounted(bytes, counted.start, counted.length);
    const end = lineEnd(bytes);
    if (end >= 0) {
      if (end > 0) this.#message(bytes.subarray(0, Math.min(end, MOST_FRAME_BYTES)));
      return end + 1;
    }
    if (bytes.length < MOST_FRAME_BYTES) return 0;
    this.#message(bytes.subarray(0, MOST_FRAME_BYTES));
    this.#skipping = Number.POSITIVE_INFINITY;
    return bytes.length;
  }

  #takeCounted(bytes: Buffer, start: number, length: number): number {
    const end = start + length;
    if (end <= bytes.length) {
      this.#message(bytes.subarray(start, Math.min(end, start + MOST_FRAME_BYTES)));
      return end;
    }
    if (bytes.length - start < MOST_FRAME_BYTES) return 0;
    this.#message(bytes.subarray(start, start + MOST_FRAME_BYTES));
    this.#skipping = end - bytes.length;
    return bytes.length;
  }

  #skip(chunk: Buffer): Buffer {
    if (this.#skipping === Number.POSITIVE_INFINITY) {
      const end = lineEnd(chunk);
      if (end < 0) return chunk.subarray(chunk.length);
      this.#skipping = 0;
      return chunk.subarray(end + 1);
    }
    const skipped = Math.min(this.#skipping, chunk.length);
    this.#skipping -= skipped;
    return chunk.subarray(skipped);
  }
}

function lineEnd(bytes: Buffer): number {
  const newline = bytes.indexOf(NEWLINE);
  const nul = (newline < 0 ? bytes : bytes.subarray(0, newline)).indexOf(NUL);
  return nul < 0 ? newline : nul;
}

/** `123 <`: a length, and a message with a priority behind it. Null where the bytes begin otherwise. */
function countedLength(bytes: Buffer): { start: number; length: number } | 'more' | null {
  let at = 0;
  let length = 0;
  while (at < bytes.length && at <= MOST_DIGITS) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9 || (at === 0 && digit === 0)) break;
    length = length * 10 + digit;
    at++;
  }
  if (at === 0 || at > MOST_DIGITS) return null;
  if (at === bytes.length) return 'more';
  if (bytes[at] !== SPACE) return null;
  if (at + 1 === bytes.length) return 'more';
  return bytes[at + 1] === LESS ? { start: at + 1, length } : null;
}
