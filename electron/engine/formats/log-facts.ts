import { findReader } from '../../../shared/log-format/detect.ts';
import { type LogFormat, logFormats } from '../../../shared/log-format/formats.ts';
import { JsonScan } from '../../../shared/log-format/json-scan.ts';
import { LogHead } from '../../../shared/log-format/log-head.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import {
  beginsJsonBytes,
  behindBar,
  composeName,
  objectBehindTime,
} from '../../../shared/log-format/prefix.ts';
import { LOOKED_AT, StrippedLine } from './stripped-line.ts';

/** Bytes that are looked at of an object, whose time may stand at its end. */
const LOOKED_AT_JSON = 65_536;
const SECOND = 1_000_000_000n;

const places = new Map(logFormats.map((format, place) => [format, place]));
const placeOf = (format: LogFormat): number => places.get(format) as number;
const JSON_PLACE = placeOf('json');
const decoder = new TextDecoder();

/**
 * What the bytes of a stream's records say of themselves, read once when they are stored: format, severity, time and
 * where the message stands. One object a stream; it remembers the format that fitted last and tries it first. Every
 * `read` overwrites the fields, and allocates nothing but for objects with a fault, which `parseLog` has to read.
 * Where both know a severity, `parseLog` says the same.
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
  readonly #line = new StrippedLine();
  #before: LogFormat = 'unknown';
  /** Reads lines within records of Docker's json-file driver. */
  #inner: LogFacts | null = null;

  /** `chosen`: the format that a user set for the stream; null finds it. */
  constructor(chosen: LogFormat | null = null) {
    this.#chosen = chosen === 'unknown' || chosen === 'pipeline' ? null : chosen;
  }

  /** The next record is of another stream. */
  forget(): void {
    this.#before = 'unknown';
  }

  read(bytes: Uint8Array, start: number, end: number): void {
    if (this.#readJson(bytes, start, Math.min(end, start + LOOKED_AT_JSON), end, start)) return;
    const to = Math.min(end, start + LOOKED_AT);
    const line = this.#line;
    line.fill(bytes, start, to);
    this.#readLine(bytes, start, end);
    const cut = to < end && line.lineEnd === line.length && this.messageEnd === line.length;
    this.messageStart = start + line.placeOf(this.messageStart);
    // A line goes on behind what was looked at.
    this.messageEnd = cut ? end : Math.max(this.messageStart, start + line.endOf(this.messageEnd));
  }

  /** Reads `#line`; the message's places are those in it. */
  #readLine(bytes: Uint8Array, start: number, end: number): void {
    const line = this.#line;
    const text = line.bytes;
    if (this.#readJson(text, 0, line.length, end, start, bytes)) return;
    const name = composeName(text, 0, line.length);
    const from = name < 0 ? 0 : behindBar(text, name, line.length);
    if (name >= 0 && this.#readJson(text, from, line.length, end, start, bytes)) return;
    if (name < 0 && this.#readBehindTime(bytes, start, end)) return;
    const lineEnd = Math.max(from, line.lineEnd);
    const first = this.#chosen ?? this.#before;
    const reader = findReader(text, from, lineEnd, line.length, first, this.#head, this.#chosen !== null);
    if (this.#chosen === null) this.#before = reader.format;
    this.format = placeOf(reader.format);
    this.#copy();
  }

  /** An object behind a time, whose own time counts if it has one. */
  #readBehindTime(bytes: Uint8Array, start: number, end: number): boolean {
    const head = this.#head;
    if (this.#chosen !== null && this.#chosen !== 'json') return false;
    head.reset(0, this.#line.length);
    head.startTime = -2;
    const object = objectBehindTime(this.#line.bytes, 0, this.#line.length, head);
    const { seconds, nanos } = head;
    if (object < 0 || !this.#readJson(this.#line.bytes, object, this.#line.length, end, start, bytes))
      return false;
    if (this.seconds < 0) {
      this.seconds = seconds;
      this.nanos = nanos;
    }
    return true;
  }

  /**
   * Reads text[start, end) as an object, if it begins like one. The record is source[recordStart, recordEnd): one that
   * is no strict JSON is read from there.
   */
  #readJson(
    text: Uint8Array,
    start: number,
    end: number,
    recordEnd: number,
    recordStart: number,
    source = text,
  ): boolean {
    const first = text[start];
    if (start >= end || (first !== 0x7b && first !== 0x22)) return false;
    if (this.#chosen === 'plain' || !beginsJsonBytes(text, start, end)) return false;
    const head = this.#head;
    head.reset(start, end);
    if (!this.#json.read(text, start, end, head)) return false;
    if (this.#json.irregular && recordEnd - recordStart <= LOOKED_AT_JSON) {
      return this.#readIrregular(source, recordStart, recordEnd);
    }
    this.format = JSON_PLACE;
    if (this.#json.docker && head.severity === 0) this.#readInside(text, head);
    this.#copy();
    return true;
  }

  /** False where the text is no object at all. */
  #readIrregular(bytes: Uint8Array, start: number, end: number): boolean {
    const record = parseLog(decoder.decode(bytes.subarray(start, end)), this.#chosen ?? 'json');
    if (record.format !== 'json') return false;
    this.format = JSON_PLACE;
    this.#copy();
    this.severity = record.severityNumber;
    this.seconds = record.timeUnixNano === null ? -1 : Number(record.timeUnixNano / SECOND);
    this.nanos = record.timeUnixNano === null ? 0 : Number(record.timeUnixNano % SECOND);
    return true;
  }

  /** The level of a line within a record of Docker's json-file driver. */
  #readInside(bytes: Uint8Array, head: LogHead): void {
    this.#inner ??= new LogFacts();
    const inner = this.#inner;
    inner.#line.fillUnescaped(bytes, head.messageStart, head.messageEnd);
    const copy = inner.#line.bytes.slice(0, inner.#line.length);
    inner.#line.fill(copy, 0, copy.length);
    inner.#readLine(copy, 0, copy.length);
    head.severity = inner.severity;
    if (head.seconds >= 0) return;
    head.seconds = inner.seconds;
    head.nanos = inner.nanos;
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
