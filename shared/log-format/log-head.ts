/** Most named parts that a line's head is taken apart into. */
const MOST_PARTS = 32;

/**
 * What one record's text says of itself, as places in its bytes. One object serves all lines of a stream: every
 * reading overwrites it, and no line costs an allocation.
 */
export class LogHead {
  /** OTLP severity number, 0 where the text names none. */
  severity = 0;
  /** Where the level is written; both 0 where it is not. */
  levelStart = 0;
  levelEnd = 0;
  /** Whole seconds since the epoch, -1 where the text names no time with a date. */
  seconds = -1;
  nanos = 0;
  messageStart = 0;
  messageEnd = 0;
  /** `key=value` pairs behind the message, outside of it; both 0 where there are none. */
  pairsStart = 0;
  pairsEnd = 0;
  /** Where the record ends, further lines included. */
  recordEnd = 0;
  /** Named parts such as `thread`, `logger`, `pid`: partNames[i] stands at partRanges[2i] to [2i+1]. */
  readonly partNames: string[] = new Array(MOST_PARTS).fill('');
  readonly partRanges = new Int32Array(2 * MOST_PARTS);
  parts = 0;
  /** For times without a year: what year it is. Milliseconds since the epoch, 0 asks the clock. */
  nowMs = 0;
  /** Of the time at the record's start: the place behind it, -1 where there is none, -2 while it was not looked for. */
  startTime = -2;
  startSeconds = -1;
  startNanos = 0;
  /** The line has no syslog header: found by one reader, known to the next. */
  notSyslog = false;

  reset(start: number, end: number): void {
    this.severity = 0;
    this.levelStart = 0;
    this.levelEnd = 0;
    this.seconds = -1;
    this.nanos = 0;
    this.messageStart = start;
    this.messageEnd = end;
    this.pairsStart = 0;
    this.pairsEnd = 0;
    this.recordEnd = end;
    this.parts = 0;
  }

  level(severity: number, start: number, end: number): void {
    this.severity = severity;
    this.levelStart = start;
    this.levelEnd = end;
  }

  part(name: string, start: number, end: number): void {
    if (this.parts === MOST_PARTS || end <= start) return;
    this.partNames[this.parts] = name;
    this.partRanges[2 * this.parts] = start;
    this.partRanges[2 * this.parts + 1] = end;
    this.parts++;
  }

  message(start: number, end: number): void {
    this.messageStart = Math.min(start, end);
    this.messageEnd = end;
  }
}
