import type { LineSource } from '../../formats/line-sink.ts';
import { traceKind } from './line-joint.ts';

/** A line whose place is not known yet: it may go on with the record, or stand for itself. */
export interface TailLine {
  seconds: number;
  nanos: number;
  flags: number;
  /** Place in the record's bytes. */
  start: number;
  end: number;
  /** Place among the lines read. */
  ordinal: number;
}

const FIRST_BYTES = 1024;
const KEPT_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** No view is made for it, unlike for `set`: a third of the time for a usual line. */
const { copy } = Buffer.prototype;

/** Lines that became one record so far, newlines between them, and behind them the tail of undecided ones. */
export class OpenRecord {
  seconds = -1;
  nanos = 0;
  /** Of its latest line. */
  lastSeconds = -1;
  lastNanos = 0;
  source: LineSource = 0;
  flags = 0;
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Bytes of the record, its tail left out. */
  length = 0;
  firstLineEnd = 0;
  lines = 0;
  kind: number = traceKind.plain;
  /** Some line of it ended in an opening bracket, and none closed it at the left margin. */
  bracketOpen = false;
  /** No line may be added. */
  closed = false;
  /** Places of its first and last line among the lines read. */
  first = 0;
  last = 0;
  /** Its lines when the joiner was last flushed. */
  linesAtFlush = 0;
  readonly tail: TailLine[] = [];

  get end(): number {
    return this.tail.at(-1)?.end ?? this.length;
  }

  begin(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    ordinal: number,
  ): void {
    this.seconds = seconds;
    this.nanos = nanos;
    this.lastSeconds = seconds;
    this.lastNanos = nanos;
    this.source = source;
    this.flags = flags;
    this.length = 0;
    this.lines = 1;
    this.kind = traceKind.plain;
    this.bracketOpen = false;
    this.closed = false;
    this.first = ordinal;
    this.last = ordinal;
    this.linesAtFlush = 0;
    this.tail.length = 0;
    this.#write(0, bytes, start, end);
    this.length = end - start;
    this.firstLineEnd = this.length;
  }

  /** Adds a line, and with it the tail. */
  add(
    seconds: number,
    nanos: number,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    ordinal: number,
  ): void {
    const at = this.end;
    for (const line of this.tail) this.flags |= line.flags;
    this.lines += this.tail.length + 1;
    this.tail.length = 0;
    this.#write(at + 1, bytes, start, end);
    this.bytes[at] = NEWLINE;
    this.length = at + 1 + end - start;
    this.flags |= flags;
    this.lastSeconds = seconds;
    this.lastNanos = nanos;
    this.last = ordinal;
  }

  addToTail(
    seconds: number,
    nanos: number,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    ordinal: number,
  ): void {
    const at = this.end + 1;
    this.#write(at, bytes, start, end);
    this.bytes[at - 1] = NEWLINE;
    this.lastSeconds = seconds;
    this.lastNanos = nanos;
    this.tail.push({ seconds, nanos, flags, start: at, end: at + end - start, ordinal });
  }

  #write(at: number, bytes: Uint8Array, start: number, end: number): void {
    const needed = at + end - start;
    if (needed > this.bytes.length || (at === 0 && this.bytes.length > KEPT_BYTES)) this.#resize(at, needed);
    if (end > start) copy.call(bytes, this.bytes, at, start, end);
  }

  #resize(kept: number, needed: number): void {
    const size = kept === 0 ? Math.max(needed, FIRST_BYTES) : Math.max(needed, this.bytes.length * 2);
    const resized = Buffer.allocUnsafeSlow(size);
    if (kept > 0) this.bytes.copy(resized, 0, 0, Math.min(kept, this.bytes.length));
    this.bytes = resized;
  }
}
