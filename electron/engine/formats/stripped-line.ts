import { behindEscape } from '../../../shared/log-format/ansi.ts';
import { endText } from '../../../shared/log-format/bytes.ts';

/** Bytes of a record's text that are looked at for its head. */
export const LOOKED_AT = 16_384;
const SPARE = 32;
const ESCAPE = 0x1b;
const NEWLINE = 0x0a;

/**
 * A copy of a record's first bytes without escape sequences, with the place that each came from. Readers work on the
 * copy: nothing of what stands behind the record can be read by mistake.
 */
export class StrippedLine {
  readonly bytes = new Uint8Array(LOOKED_AT + SPARE);
  length = 0;
  /** End of the first line. */
  lineEnd = 0;
  /** Made when escape sequences are first seen; before, places are the same. */
  #places: Int32Array | null = null;
  #escaped = false;

  /** Copies bytes[start, end), which is at most LOOKED_AT long. */
  fill(bytes: Uint8Array, start: number, end: number): void {
    const own = this.bytes;
    this.#escaped = false;
    this.lineEnd = -1;
    let length = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte <= ESCAPE) {
        if (byte === ESCAPE) {
          length = this.#fillEscaped(bytes, start, at, end);
          break;
        }
        if (byte === NEWLINE && this.lineEnd < 0) this.lineEnd = length;
      }
      own[length++] = byte;
    }
    this.#end(length);
  }

  #fillEscaped(bytes: Uint8Array, start: number, from: number, end: number): number {
    const own = this.bytes;
    this.#places ??= new Int32Array(LOOKED_AT + 1);
    const places = this.#places;
    this.#escaped = true;
    let length = from - start;
    for (let i = 0; i < length; i++) places[i] = i;
    for (let at = from; at < end; ) {
      const byte = bytes[at] as number;
      if (byte === ESCAPE) {
        at = behindEscape(bytes, at, end);
        continue;
      }
      if (byte === NEWLINE && this.lineEnd < 0) this.lineEnd = length;
      places[length] = at - start;
      own[length++] = byte;
      at++;
    }
    places[length] = end - start;
    return length;
  }

  /** Copies what a JSON string says; blanks and newlines at its end are left out, and other characters become 0xff. */
  fillUnescaped(bytes: Uint8Array, start: number, end: number): void {
    const own = this.bytes;
    this.#escaped = false;
    this.lineEnd = -1;
    let length = 0;
    for (let at = start; at < end && length < LOOKED_AT; at++) {
      let byte = bytes[at] as number;
      if (byte === 0x5c && at + 1 < end) {
        byte = unescaped(bytes[++at] as number);
        if (byte === 0x75) {
          byte = isEscapeCode(bytes, at) ? ESCAPE : 0xff;
          at += 4;
        }
      }
      own[length++] = byte;
    }
    while (length > 0 && (own[length - 1] as number) <= 0x20) length--;
    this.#end(length);
  }

  #end(length: number): void {
    this.length = length;
    if (this.lineEnd < 0) this.lineEnd = length;
    endText(this.bytes, length);
  }

  /** How far from the record's start the byte at `place` stood. */
  placeOf(place: number): number {
    return this.#escaped && this.#places ? (this.#places[place] as number) : place;
  }

  /** The same for the end of a range: behind its last byte. */
  endOf(place: number): number {
    if (!this.#escaped || !this.#places) return place;
    return place === 0 ? 0 : (this.#places[place - 1] as number) + 1;
  }
}

const unescaped = (byte: number): number =>
  byte === 0x6e ? NEWLINE : byte === 0x74 ? 0x09 : byte === 0x72 ? 0x0d : byte;

/** `u001b` */
const isEscapeCode = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 1] === 0x30 &&
  bytes[at + 2] === 0x30 &&
  bytes[at + 3] === 0x31 &&
  ((bytes[at + 4] as number) | 0x20) === 0x62;
