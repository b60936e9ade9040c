/**
 * Up to where a container's log was read: a time and the lines that bear it or a later one, for the daemon gives
 * lines from a time on, that time included, and times repeat and go backwards.
 */
export interface ReadPosition {
  /** `seconds.nanoseconds`: the earliest time from which lines are remembered. */
  readonly since: string;
  /** The latest time of a remembered line; anything later is new. */
  readonly latest: string;
  /** Lines remembered; those beyond the hashes are only counted. */
  readonly count: number;
  /** Of the remembered lines, in their order. */
  readonly hashes: readonly number[];
}

/** Lines that bear one time are few; Podman's times are whole seconds, and a clock set back makes many. */
const MOST_HASHES = 2048;

interface Time {
  seconds: number;
  nanos: number;
}

const isBefore = (a: Time, b: Time) =>
  a.seconds < b.seconds || (a.seconds === b.seconds && a.nanos < b.nanos);

const format = ({ seconds, nanos }: Time) => `${seconds}.${String(nanos).padStart(9, '0')}`;

function parse(text: string): Time {
  const [seconds, nanos] = text.split('.');
  return { seconds: Number(seconds), nanos: Number(nanos) };
}

/** 53 bits of two FNV-1a hashes over the source and the text. */
export function lineHash(source: number, bytes: Uint8Array, start: number, end: number): number {
  let a = 0x811c9dc5 ^ source;
  let b = 0x1000193 + source;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x5bd1e995);
  }
  return (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff);
}

/** Bytes of remembered lines that are kept before they are hashed. */
const MOST_UNHASHED = 64 * 1024;

/** Follows the lines as they are read and says where reading would have to go on. */
export class PositionTracker {
  #since: Time | null = null;
  #latest: Time = { seconds: -1, nanos: 0 };
  #count = 0;
  #hashes: number[] = [];
  /** Remembered lines that are not hashed yet: a later one makes most of them forgettable before they are asked for. */
  #text = Buffer.allocUnsafeSlow(512);
  #textLength = 0;
  #unhashed: { source: number; end: number }[] = [];

  constructor(position: ReadPosition | null) {
    if (!position) return;
    this.#since = parse(position.since);
    this.#latest = parse(position.latest);
    this.#count = position.count;
    this.#hashes = [...position.hashes];
  }

  /** Null before the first line. */
  get position(): ReadPosition | null {
    if (!this.#since) return null;
    this.#hash();
    return {
      since: format(this.#since),
      latest: format(this.#latest),
      count: this.#count,
      hashes: [...this.#hashes],
    };
  }

  get latest(): Time {
    return this.#latest;
  }

  follow(
    seconds: number,
    nanos: number,
    source: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const latest = this.#latest;
    if (seconds > latest.seconds || (seconds === latest.seconds && nanos > latest.nanos)) {
      latest.seconds = seconds;
      latest.nanos = nanos;
      this.#since = { seconds, nanos };
      this.#count = 0;
      this.#textLength = 0;
      if (this.#hashes.length > 0) this.#hashes = [];
      if (this.#unhashed.length > 0) this.#unhashed.length = 0;
    } else if (!this.#since || isBefore({ seconds, nanos }, this.#since)) this.#since = { seconds, nanos };
    this.#count++;
    if (this.#hashes.length + this.#unhashed.length < MOST_HASHES) this.#remember(source, bytes, start, end);
  }

  #remember(source: number, bytes: Uint8Array, start: number, end: number): void {
    const at = this.#textLength;
    const textEnd = at + end - start;
    if (textEnd > MOST_UNHASHED) {
      this.#hash();
      this.#hashes.push(lineHash(source, bytes, start, end));
      return;
    }
    if (textEnd > this.#text.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(textEnd, this.#text.length * 2));
      larger.set(this.#text.subarray(0, at));
      this.#text = larger;
    }
    copy.call(bytes, this.#text, at, start, end);
    this.#textLength = textEnd;
    this.#unhashed.push({ source, end: textEnd });
  }

  #hash(): void {
    let start = 0;
    for (const { source, end } of this.#unhashed) {
      this.#hashes.push(lineHash(source, this.#text, start, end));
      start = end;
    }
    this.#unhashed.length = 0;
    this.#textLength = 0;
  }
}

/** No view is made for it, unlike for `set`. */
const { copy } = Buffer.prototype;

/** What a line that comes after a resume is. */
export type ResumeVerdict = 'known' | 'new' | 'new after a gap';

/**
 * Takes out the lines that were read before. The daemon gives them first and in their order, so the first one
 * that is not among them ends the filter. When remembered lines did not come at all, the daemon has let go of
 * them, and maybe of others behind them.
 */
export class ResumeFilter {
  readonly #since: Time;
  readonly #latest: Time;
  readonly #remembered = new Map<number, number>();
  #missing: number;
  #onlyCounted: number;

  constructor(position: ReadPosition) {
    this.#since = parse(position.since);
    this.#latest = parse(position.latest);
    this.#missing = position.hashes.length;
    this.#onlyCounted = position.count - position.hashes.length;
    for (const hash of position.hashes) this.#remembered.set(hash, (this.#remembered.get(hash) ?? 0) + 1);
  }

  /** Once it answers `new` or `new after a gap`, every later line is new. */
  judge(seconds: number, nanos: number, hash: () => number): ResumeVerdict {
    const time = { seconds, nanos };
    // Asked for a little earlier than needed, where a daemon rounds times.
    if (isBefore(time, this.#since)) return 'known';
    if (!isBefore(this.#latest, time)) {
      const key = hash();
      const left = this.#remembered.get(key) ?? 0;
      if (left > 0) {
        this.#remembered.set(key, left - 1);
        this.#missing--;
        return 'known';
      }
      if (this.#onlyCounted > 0) {
        this.#onlyCounted--;
        return 'known';
      }
    }
    return this.#missing > 0 ? 'new after a gap' : 'new';
  }
}

/** The daemon's `since`; a microsecond early, for a daemon that reads it as a double. */
export function sinceParameter(position: ReadPosition): string {
  const { seconds, nanos } = parse(position.since);
  return format(
    nanos >= 1000 ? { seconds, nanos: nanos - 1000 } : { seconds: seconds - 1, nanos: nanos + 999_999_000 },
  );
}
