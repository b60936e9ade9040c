import { behindEscape } from '../../../shared/log-format/ansi.ts';
import { findReader } from '../../../shared/log-format/detect.ts';
import { type LogFormat, logFormats } from '../../../shared/log-format/formats.ts';
import { JsonScan } from '../../../shared/log-format/json-scan.ts';
import { LogHead } from '../../../shared/log-format/log-head.ts';
import {
  beginsJsonBytes,
  behindBar,
  composeName,
  objectBehindTime,
} from '../../../shared/log-format/prefix.ts';

/** Bytes of a record that are looked at. */
const LOOKED_AT = 16_384;
/** The same of an object, whose time may stand at its end. */
const LOOKED_AT_JSON = 65_536;
const ESCAPE = 0x1b;
const NEWLINE = 0x0a;

const places = new Map(logFormats.map((format, place) => [format, place]));
const placeOf = (format: LogFormat): number => places.get(format) as number;
const JSON_PLACE = placeOf('json');

/**
 * What the bytes of a stream's records say of themselves, read once when they are stored: format, severity, time and
 * where the message stands. One object a stream; it remembers the format that fitted last and tries it first. Every
 * `read` overwrites the fields, and allocates nothing. `parseLog` reads the same from the text.
 */
export class LogFacts {
  /** Place in `logFormats`. */
  format = 0;
  /** OTLP severity number, 0 where the record names none. */
  severity = 0;
  /** Whole seconds since the epoch, -1 where the record names no time with a date. */
  seconds = -1;
  nanos = 0;
  /** The message of the first line, in the bytes that were given: what templates are made from. */
  messageStart = 0;
  messageEnd = 0;
  readonly #chosen: LogFormat | null;
  readonly #head = new LogHead();
  readonly #json = new JsonScan();
  #before: LogFormat = 'unknown';
  /** Made when a stream first has escape sequences. */
  #stripped: Stripped | null = null;
  #inner: LogFacts | null = null;

  /** `chosen`: the format that a user set for the stream; null finds it. */
  constructor(chosen: LogFormat | null = null) {
    this.#chosen = chosen === 'unknown' || chosen === 'pipeline' ? null : chosen;
  }

  read(bytes: Uint8Array, start: number, end: number): void {
    const to = Math.min(end, start + LOOKED_AT);
    if (this.#readJson(bytes, start, Math.min(end, start + LOOKED_AT_JSON))) {
      this.#copy();
      return;
    }
    let lineEnd = start;
    for (; lineEnd < to; lineEnd++) {
      const byte = bytes[lineEnd] as number;
      if (byte > ESCAPE) continue;
      if (byte === NEWLINE) break;
      if (byte === ESCAPE) {
        this.#readStripped(bytes, start, to);
        return;
      }
    }
    this.#readLine(bytes, start, lineEnd, to);
    // The line goes on behind what was looked at.
    if (lineEnd === to && to < end && this.messageEnd === to) this.messageEnd = end;
  }

  #readStripped(bytes: Uint8Array, start: number, end: number): void {
    this.#stripped ??= new Stripped();
    const stripped = this.#stripped;
    const length = stripped.fill(bytes, start, end);
    const newline = stripped.bytes.indexOf(NEWLINE);
    const lineEnd = newline < 0 || newline > length ? length : newline;
    if (this.#readJson(stripped.bytes, 0, length)) this.#copy();
    else this.#readLine(stripped.bytes, 0, lineEnd, length);
    this.messageStart = stripped.placeOf(this.messageStart, start);
    this.messageEnd = Math.max(this.messageStart, stripped.endOf(this.messageEnd, start));
  }

  #readLine(bytes: Uint8Array, start: number, end: number, recordEnd: number): void {
    const name = composeName(bytes, start, end);
    const from = name < 0 ? start : behindBar(bytes, name, end);
    if (name >= 0 && this.#readJson(bytes, from, end)) {
      this.#copy();
      return;
    }
    if (this.#readBehindTime(bytes, from, end)) return;
    const first = this.#chosen ?? this.#before;
    const reader = findReader(bytes, from, end, recordEnd, first, this.#head, this.#chosen !== null);
    if (this.#chosen === null) this.#before = reader.format;
    this.format = placeOf(reader.format);
    this.#copy();
  }

  /** An object behind a time, whose own time counts if it has one. */
  #readBehindTime(bytes: Uint8Array, start: number, end: number): boolean {
    const head = this.#head;
    if (this.#chosen !== null && this.#chosen !== 'json') return false;
    head.reset(start, end);
    head.startTime = -2;
    const object = objectBehindTime(bytes, start, end, head);
    const { seconds, nanos } = head;
    if (object < 0 || !this.#readJson(bytes, object, end)) return false;
    if (head.seconds < 0) {
      head.seconds = seconds;
      head.nanos = nanos;
    }
    this.#copy();
    return true;
  }

  #readJson(bytes: Uint8Array, start: number, end: number): boolean {
    const first = bytes[start];
    if (first !== 0x7b && first !== 0x22) return false;
    if (this.#chosen === 'plain' || !beginsJsonBytes(bytes, start, end)) return false;
    const head = this.#head;
    head.reset(start, end);
    if (!this.#json.read(bytes, start, end, head)) return false;
    this.format = JSON_PLACE;
    if (this.#json.docker && head.severity === 0) this.#readInside(bytes, head);
    return true;
  }

  /** The level of a line within a record of Docker's json-file driver. */
  #readInside(bytes: Uint8Array, head: LogHead): void {
    this.#stripped ??= new Stripped();
    const length = this.#stripped.fillUnescaped(bytes, head.messageStart, head.messageEnd);
    this.#inner ??= new LogFacts();
    this.#inner.read(this.#stripped.bytes, 0, length);
    head.severity = this.#inner.severity;
  }

  #copy(): void {
    const head = this.#head;
    this.severity = head.severity;
    this.seconds = head.seconds;
    this.nanos = head.nanos;
    this.messageStart = head.messageStart;
    this.messageEnd = head.messageEnd;
  }
}

/** A record without its escape sequences, with the place that each of its bytes came from. */
class Stripped {
  readonly bytes = new Uint8Array(LOOKED_AT);
  readonly #places = new Int32Array(LOOKED_AT + 1);

  fill(bytes: Uint8Array, start: number, end: number): number {
    let length = 0;
    for (let at = start; at < end; ) {
      if (bytes[at] === ESCAPE) {
        at = behindEscape(bytes, at, end);
        continue;
      }
      this.#places[length] = at - start;
      this.bytes[length++] = bytes[at++] as number;
    }
    this.#places[length] = end - start;
    return length;
  }

  /** A JSON string's text; `\n` at its end, which Docker keeps, is left out. Escapes of other characters become `?`. */
  fillUnescaped(bytes: Uint8Array, start: number, end: number): number {
    let length = 0;
    for (let at = start; at < end && length < LOOKED_AT; at++) {
      let byte = bytes[at] as number;
      if (byte === 0x5c && at + 1 < end) {
        byte = unescapedByte(bytes[++at] as number);
        if (byte === 0x75) {
          byte = isEscapeCode(bytes, at) ? ESCAPE : 0xff;
          at += 4;
        }
      }
      this.bytes[length++] = byte;
    }
    while (length > 0 && (this.bytes[length - 1] as number) <= 0x20) length--;
    return length;
  }

  /** Where the byte at `place` stood. */
  placeOf(place: number, start: number): number {
    return start + (this.#places[place] as number);
  }

  /** Behind the byte before `place`. */
  endOf(place: number, start: number): number {
    return place === 0 ? start : start + (this.#places[place - 1] as number) + 1;
  }
}

const unescapedByte = (byte: number): number =>
  byte === 0x6e ? NEWLINE : byte === 0x74 ? 0x09 : byte === 0x72 ? 0x0d : byte;

/** `u001b` */
const isEscapeCode = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 1] === 0x30 &&
  bytes[at + 2] === 0x30 &&
  bytes[at + 3] === 0x31 &&
  ((bytes[at + 4] as number) | 0x20) === 0x62;
