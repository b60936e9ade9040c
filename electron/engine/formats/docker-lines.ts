import { type LineSink, type LineSource, lineFlag, lineSource } from './line-sink.ts';
import { LONGEST_TIMESTAMP, TimestampReader } from './rfc3339.ts';

/** A line longer than this is cut with a mark. */
export const LONGEST_LINE = 256 * 1024;
/** The daemon cuts lines into pieces of this many bytes and gives each the first one's timestamp. */
const PIECE = 16 * 1024;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface LineLimits {
  longestLine?: number;
  /** Raw console text: pieces follow each other without a header, and lines end in CR LF. */
  tty?: boolean;
}

/**
 * One stream's lines out of its bytes. A timestamp stands at the start of every line, of every frame and, on a
 * console, behind every full piece; one that repeats the open line's own is the seam between two pieces.
 */
export class LineAssembler {
  readonly #source: LineSource;
  readonly #sink: LineSink;
  readonly #limit: number;
  readonly #tty: boolean;
  readonly #time = new TimestampReader();
  /** Bytes of a possible timestamp that the chunk's end cut. */
  readonly #held = new Uint8Array(LONGEST_TIMESTAMP);
  #heldLength = 0;
  #expectTime = true;
  #open = false;
  #seconds = -1;
  #nanos = 0;
  #text = new Uint8Array(1024);
  #kept = 0;
  #length = 0;
  #cut = false;
  discardedBytes = 0;

  constructor(source: LineSource, sink: LineSink, limits: LineLimits = {}) {
    this.#source = source;
    this.#sink = sink;
    this.#limit = limits.longestLine ?? LONGEST_LINE;
    this.#tty = limits.tty ?? false;
  }

  /** A frame's payload starts: with a timestamp, but in the daemon's own messages. */
  beginFrame(): void {
    if (this.#heldLength > 0) this.#releaseHeld();
    this.#expectTime = this.#source !== lineSource.system;
    if (this.#source === lineSource.system && this.#open) this.#emit(this.#text, 0, this.#kept);
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (this.#expectTime) {
        at = this.#takeTime(bytes, at, end);
        continue;
      }
      if (!this.#open) this.#begin(-1, 0);
      const seam = this.#tty ? Math.min(end, at + PIECE - (this.#length % PIECE)) : end;
      let newline = bytes.indexOf(NEWLINE, at);
      if (newline < 0 || newline >= seam) newline = -1;
      if (newline >= 0) {
        this.#finishWith(bytes, at, newline);
        at = newline + 1;
      } else {
        this.#append(bytes, at, seam);
        at = seam;
        this.#expectTime = this.#tty && this.#length % PIECE === 0;
      }
    }
  }

  /** The stream ended well: what is open is a line without its newline. */
  finish(): void {
    if (this.#heldLength > 0) this.#releaseHeld();
    if (this.#open) this.#emit(this.#text, 0, this.#kept);
    this.#expectTime = true;
  }

  discard(): void {
    this.#heldLength = 0;
    this.#open = false;
    this.#expectTime = true;
  }

  /** Answers the index behind what it took. */
  #takeTime(bytes: Uint8Array, at: number, end: number): number {
    if (this.#heldLength === 0) {
      const behind = this.#time.read(bytes, at, end);
      if (behind >= 0) {
        this.#timeAt(bytes, at, behind);
        return behind;
      }
      if (end - at >= LONGEST_TIMESTAMP || !couldBeTime(bytes, at, end)) {
        this.#expectTime = false;
        return at;
      }
    }
    // Too short to tell: byte by byte until it is a timestamp or cannot become one.
    this.#held[this.#heldLength++] = bytes[at] as number;
    const length = this.#heldLength;
    if (this.#time.read(this.#held, 0, length) === length) {
      this.#heldLength = 0;
      this.#timeAt(this.#held, 0, length);
      return at + 1;
    }
    if (length === LONGEST_TIMESTAMP || !couldBeTime(this.#held, 0, length)) this.#releaseHeld();
    return at + 1;
  }

  /** A timestamp stands at bytes[start, end): of a new line, of the open line's next piece, or in its text. */
  #timeAt(bytes: Uint8Array, start: number, end: number): void {
    const { seconds, nanos } = this.#time;
    this.#expectTime = false;
    if (!this.#open) this.#begin(seconds, nanos);
    else if (this.#seconds !== seconds || this.#nanos !== nanos) {
      if (this.#tty) this.#append(bytes, start, end);
      else {
        this.#emit(this.#text, 0, this.#kept);
        this.#begin(seconds, nanos);
        this.#expectTime = false;
      }
    }
  }

  /** What looked like a timestamp is text, and may hold the line's end. */
  #releaseHeld(): void {
    const held = this.#held.slice(0, this.#heldLength);
    this.#heldLength = 0;
    this.#expectTime = false;
    this.push(held, 0, held.length);
  }

  #begin(seconds: number, nanos: number): void {
    this.#open = true;
    this.#seconds = seconds;
    this.#nanos = nanos;
    this.#kept = 0;
    this.#length = 0;
    this.#cut = false;
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    this.#length += end - start;
    const taken = Math.min(end - start, this.#limit - this.#kept);
    if (taken < end - start) {
      this.#cut = true;
      this.discardedBytes += end - start - taken;
    }
    if (taken === 0) return;
    if (this.#kept + taken > this.#text.length) {
      const larger = new Uint8Array(Math.min(this.#limit, Math.max(this.#kept + taken, this.#kept * 2)));
      larger.set(this.#text.subarray(0, this.#kept));
      this.#text = larger;
    }
    this.#text.set(bytes.subarray(start, start + taken), this.#kept);
    this.#kept += taken;
  }

  #finishWith(bytes: Uint8Array, start: number, newline: number): void {
    if (this.#length === 0 && newline - start <= this.#limit) {
      this.#emit(bytes, start, newline);
      return;
    }
    this.#append(bytes, start, newline);
    this.#emit(this.#text, 0, this.#kept);
  }

  #emit(bytes: Uint8Array, start: number, end: number): void {
    const last = this.#tty && end > start && bytes[end - 1] === CARRIAGE_RETURN && !this.#cut ? end - 1 : end;
    const flags = this.#cut ? lineFlag.truncated : 0;
    this.#open = false;
    this.#expectTime = this.#source !== lineSource.system;
    this.#sink.line(this.#seconds, this.#nanos, this.#source, flags, bytes, start, last);
    if (this.#text.length > PIECE * 4) this.#text = new Uint8Array(1024);
  }
}

const shape = 'dddd-dd-ddTdd:dd:dd';

/** Whether the bytes can be the beginning of a timestamp. */
function couldBeTime(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = 0; start + i < end && i < shape.length; i++) {
    const byte = bytes[start + i] as number;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (shape.charCodeAt(i) === 0x64 ? !isDigit : byte !== shape.charCodeAt(i)) return false;
  }
  for (let at = start + shape.length; at < end; at++) {
    const byte = bytes[at] as number;
    // Decimals, Z, an offset; a space would have ended it.
    const fits =
      (byte >= 0x30 && byte <= 0x3a) || byte === 0x2e || byte === 0x5a || byte === 0x2b || byte === 0x2d;
    if (!fits) return false;
  }
  return true;
}
