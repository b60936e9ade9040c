import type { PositionTracker, ReadPosition } from './read-position.ts';

/**
 * How far a source was read, told by raw lines: as they came, before any are joined, redacted or left out. Lines that a
 * joiner holds back do not count as read, for they are in no block yet.
 */
export interface RawProgress {
  /** A line goes to the joiner. `tracked` is false for notes that the source itself does not have. */
  took(
    seconds: number,
    nanos: number,
    source: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    tracked: boolean,
  ): void;
  /** All but the last so many are in records that were given out. */
  settle(heldBack: number): void;
}

interface HeldLine {
  seconds: number;
  nanos: number;
  source: number;
  tracked: boolean;
  bytes: Buffer;
  length: number;
}

/** Held lines that were long give their memory back. */
const KEPT_BYTES = 4096;
const KEPT_LINES = 16;
const { copy } = Buffer.prototype;

/** Of a daemon's log: a time and hashes of lines. */
export class PositionProgress implements RawProgress {
  readonly #tracker: PositionTracker;
  #held: HeldLine[] = [];
  readonly #spare: HeldLine[] = [];

  constructor(tracker: PositionTracker) {
    this.#tracker = tracker;
  }

  get position(): ReadPosition | null {
    return this.#tracker.position;
  }

  took(
    seconds: number,
    nanos: number,
    source: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    tracked: boolean,
  ): void {
    const line = this.#spare.pop() ?? newLine();
    const length = end - start;
    if (line.bytes.length < length) line.bytes = Buffer.allocUnsafeSlow(Math.max(512, length));
    copy.call(bytes, line.bytes, 0, start, end);
    line.seconds = seconds;
    line.nanos = nanos;
    line.source = source;
    line.tracked = tracked;
    line.length = length;
    this.#held.push(line);
  }

  settle(heldBack: number): void {
    const held = this.#held;
    const done = held.length - heldBack;
    if (done <= 0) return;
    for (let i = 0; i < done; i++) {
      const line = held[i] as HeldLine;
      const { seconds, nanos, source, bytes, length } = line;
      if (line.tracked) this.#tracker.follow(seconds, nanos, source, bytes, 0, length);
      if (this.#spare.length < KEPT_LINES && bytes.length <= KEPT_BYTES) this.#spare.push(line);
    }
    if (done === held.length) held.length = 0;
    else held.splice(0, done);
  }
}

const newLine = (): HeldLine => ({
  seconds: 0,
  nanos: 0,
  source: 0,
  tracked: true,
  bytes: Buffer.alloc(0),
  length: 0,
});

/** Of bytes without anything before their lines: a number of bytes. */
export class OffsetProgress implements RawProgress {
  /** Behind the line that is being taken, its end included; set by who splits the bytes. */
  lineEnd = 0;
  /** Bytes of the lines that are in records. */
  consumed = 0;
  #held: number[] = [];

  took(
    _seconds: number,
    _nanos: number,
    _source: number,
    _bytes: Uint8Array,
    _start: number,
    _end: number,
    tracked: boolean,
  ): void {
    this.#held.push(tracked ? this.lineEnd : -1);
  }

  settle(heldBack: number): void {
    const held = this.#held;
    const done = held.length - heldBack;
    if (done <= 0) return;
    for (let i = 0; i < done; i++) this.consumed = Math.max(this.consumed, held[i] as number);
    if (done === held.length) held.length = 0;
    else held.splice(0, done);
  }
}
