import { type LineSink, type LineSource, lineSource } from '../../formats/line-sink.ts';
import { type JoinRules, traceRules } from './join-rules.ts';
import { joint, traceKind } from './line-joint.ts';
import { OpenRecord } from './open-record.ts';

/** Takes finished records: `lines` lines as they came, newlines between them. bytes[start, end) is valid only during the call. */
export interface RecordSink {
  record(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    lines: number,
  ): void;
}

export interface JoinLimits {
  lines?: number;
  bytes?: number;
}

const MOST_BYTES = 256 * 1024;
/** The head of a trace belongs to a line that came at most so long before it, in seconds. */
const HEAD_APART = 0.5;

/**
 * Makes records of lines that belong together by its rules: stack traces and indented lines are one with the line that
 * they follow. Lines of one source only are joined. After each call of `line` or `flush`, the records given out so far hold exactly the first
 * lines that were read; `pendingLines` behind them are held back. Within a call up to MOST_HELD records may be given
 * out, and only after the last of them is that so.
 */
export class LineJoiner implements LineSink {
  /** Records that wait, and so the most that one call gives out. */
  static readonly MOST_HELD = 64;
  /** Records that ended because they had reached a limit. */
  overLimit = 0;
  readonly #sink: RecordSink;
  readonly #rules: JoinRules;
  readonly #mostLines: number;
  readonly #mostBytes: number;
  /** In the order of their first lines. */
  readonly #held: OpenRecord[] = [];
  /** By source. */
  readonly #open: (OpenRecord | null)[] = [null, null, null, null];
  readonly #spare: OpenRecord[] = [];
  #ordinal = 0;
  #pending = 0;

  constructor(sink: RecordSink, rules: JoinRules = traceRules, limits: JoinLimits = {}) {
    this.#sink = sink;
    this.#rules = rules;
    this.#mostLines = limits.lines ?? rules.mostLines;
    this.#mostBytes = limits.bytes ?? MOST_BYTES;
  }

  /** Lines taken and not yet given out: always the latest ones. */
  get pendingLines(): number {
    return this.#pending;
  }

  line(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const ordinal = this.#ordinal++;
    this.#pending++;
    while (this.#open[source]) {
      const record = this.#open[source] as OpenRecord;
      const verdict = this.#judge(record, seconds, nanos, bytes, start, end);
      if (verdict === joint.continues) {
        record.add(seconds, nanos, flags, bytes, start, end, ordinal);
        return;
      }
      if (verdict === joint.undecided) {
        record.addToTail(seconds, nanos, flags, bytes, start, end, ordinal);
        return;
      }
      if (this.#held.length === 1 && record.tail.length === 0) {
        this.#replace(record, seconds, nanos, source, flags, bytes, start, end, ordinal);
        return;
      }
      this.#close(record);
    }
    if (this.#held.length > 0) this.#closeOthers(seconds, nanos);
    const record = this.#spare.pop() ?? new OpenRecord();
    record.begin(seconds, nanos, source, flags, bytes, start, end, ordinal);
    this.#hold(record);
    if (source === lineSource.system) record.closed = true;
    else {
      this.#rules.begin(record);
      this.#open[source] = record;
    }
    if (this.#held.length > 1 || record.closed) this.#giveOut();
  }

  /**
   * Gives out what can be. The newest record may go on: it is held back, if it got a line since the last flush and no
   * other waits behind it; so `flush(false)` has to be called again soon while `pendingLines` is above 0.
   *
   * @param final the stream is over: nothing is held back
   */
  flush(final: boolean): void {
    const newest = this.#newestOpen();
    for (const record of [...this.#open]) {
      if (!record) continue;
      const lines = record.lines + record.tail.length;
      const mayGoOn = !final && record === newest && lines > record.linesAtFlush;
      record.linesAtFlush = lines;
      if (!mayGoOn) this.#closeAll(record.source);
    }
    this.#giveOut();
  }

  /** The usual case: nothing else is held, and the line starts the next record. */
  #replace(
    record: OpenRecord,
    nextSeconds: number,
    nextNanos: number,
    nextSource: LineSource,
    nextFlags: number,
    nextBytes: Uint8Array,
    start: number,
    end: number,
    ordinal: number,
  ): void {
    const { seconds, nanos, source, flags, bytes, length, lines } = record;
    this.#pending -= lines;
    this.#sink.record(seconds, nanos, source, flags, bytes, 0, length, lines);
    record.begin(nextSeconds, nextNanos, nextSource, nextFlags, nextBytes, start, end, ordinal);
    this.#rules.begin(record);
  }

  #judge(record: OpenRecord, seconds: number, nanos: number, bytes: Uint8Array, start: number, end: number) {
    const apart = Math.abs(seconds - record.lastSeconds + (nanos - record.lastNanos) / 1e9);
    if (apart > this.#rules.furthestApart) return joint.begins;
    const verdict = this.#rules.judge(record, bytes, start, end, apart <= HEAD_APART);
    if (verdict === joint.begins) return verdict;
    const full =
      record.lines + record.tail.length >= this.#mostLines || record.end + 1 + end - start > this.#mostBytes;
    if (!full) return verdict;
    this.overLimit++;
    return joint.begins;
  }

  /** Ends the record. Its tail, which nothing confirmed, becomes records of its own; the last of them is open. */
  #close(record: OpenRecord): void {
    record.closed = true;
    const { source, tail } = record;
    this.#open[source] = null;
    if (tail.length === 0) return;
    for (const line of tail) {
      const own = this.#spare.pop() ?? new OpenRecord();
      own.begin(
        line.seconds,
        line.nanos,
        source,
        line.flags,
        record.bytes,
        line.start,
        line.end,
        line.ordinal,
      );
      this.#rules.begin(own);
      own.closed = true;
      this.#hold(own);
      if (line === tail.at(-1)) {
        own.closed = false;
        this.#open[source] = own;
      }
    }
    tail.length = 0;
  }

  #closeAll(source: LineSource): void {
    for (let record = this.#open[source]; record; record = this.#open[source]) this.#close(record);
  }

  /** A line of one source ends what other sources have open, but traces, which it may have come in between of. */
  #closeOthers(seconds: number, nanos: number): void {
    const full = this.#held.length >= LineJoiner.MOST_HELD - 8;
    for (const record of this.#open) {
      if (!record) continue;
      const { kind, bracketOpen, lastSeconds, lastNanos } = record;
      const late = seconds - lastSeconds + (nanos - lastNanos) / 1e9 > this.#rules.furthestApart;
      if (full || late || (kind === traceKind.plain && !bracketOpen)) this.#closeAll(record.source);
    }
  }

  #newestOpen(): OpenRecord | null {
    const last = this.#held.at(-1);
    if (!last || last.closed) return null;
    return this.#held.every((record) => record === last || lastLine(record) < last.first) ? last : null;
  }

  #hold(record: OpenRecord): void {
    const held = this.#held;
    let at = held.length;
    while (at > 0 && (held[at - 1] as OpenRecord).first > record.first) at--;
    if (at === held.length) held.push(record);
    else held.splice(at, 0, record);
  }

  /** From the front on, as far as all lines up to a place are in closed records. */
  #giveOut(): void {
    const held = this.#held;
    let whole = 0;
    let latest = -1;
    for (let i = 0; i < held.length; i++) {
      const record = held[i] as OpenRecord;
      if (!record.closed) break;
      latest = Math.max(latest, record.last);
      const next = held[i + 1];
      if (!next || next.first > latest) whole = i + 1;
    }
    if (whole === 0) return;
    const given = held.splice(0, whole);
    for (const record of given) {
      this.#pending -= record.lines;
      const { seconds, nanos, source, flags, bytes, length, lines } = record;
      this.#sink.record(seconds, nanos, source, flags, bytes, 0, length, lines);
      if (this.#spare.length < 8) this.#spare.push(record);
    }
  }
}

const lastLine = (record: OpenRecord) => record.tail.at(-1)?.ordinal ?? record.last;
