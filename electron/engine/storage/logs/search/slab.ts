import { stripEscapes } from '../../../../../shared/log-format/ansi.ts';

const ESCAPE = 0x1b;
/** Finds after which a string of the whole slab pays. */
const MOST_IN_BYTES = 256;

/**
 * The text of a block's records as one string, a character a byte, without escape sequences: what searches look
 * through. Places in it are not places in the block where the block holds any.
 */
export class Slab {
  /** Where each record ends, its newline not included. */
  readonly ends: Uint32Array;
  /** As it is stored; null where escape sequences were taken out. */
  readonly #bytes: Buffer | null;
  #text: string | null = null;
  #lower: string | null = null;

  constructor(bytes: Buffer, ends: Uint32Array) {
    if (bytes.includes(ESCAPE)) {
      const stripped = withoutEscapes(bytes.toString('latin1'), ends);
      this.#bytes = null;
      this.#text = stripped.text;
      this.ends = stripped.ends;
    } else {
      this.#bytes = bytes;
      this.ends = ends;
    }
  }

  get text(): string {
    this.#text ??= this.#bytes?.toString('latin1') ?? '';
    return this.#text;
  }

  /** The same with the letters of ASCII in lower case. Bytes of other characters are changed too: ask for ASCII only. */
  get lower(): string {
    this.#lower ??= this.text.toLowerCase();
    return this.#lower;
  }

  start(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] as number) + 1;
  }

  /** A record's characters, one a byte. */
  bytesOf(index: number): string {
    return this.text.slice(this.start(index), this.ends[index]);
  }

  /** A record's text. */
  textOf(index: number): string {
    if (this.#bytes && this.#text === null) {
      return this.#bytes.toString('utf8', this.start(index), this.ends[index]);
    }
    return utf8(this.bytesOf(index));
  }

  /**
   * Records that hold the needle, ascending.
   *
   * @param needle a character a byte; in lower case where `anyCase`
   */
  indexesOf(needle: string, anyCase: boolean): number[] {
    const found: number[] = [];
    const { ends } = this;
    const next = this.#finder(needle, anyCase);
    let record = 0;
    for (let at = next(0); at >= 0; ) {
      record = recordAt(ends, at, record);
      if (record >= ends.length) break;
      const end = ends[record] as number;
      if (at + needle.length <= end) {
        found.push(record);
        at = next(end + 1);
      } else at = next(at + 1);
    }
    return found;
  }

  /**
   * Answers where the needle stands at or behind a place. The stored bytes are searched as they are for a few finds;
   * for many, each is found faster in a string.
   */
  #finder(needle: string, anyCase: boolean): (from: number) => number {
    const bytes = anyCase || this.#text !== null ? null : this.#bytes;
    if (!bytes) {
      const haystack = anyCase ? this.lower : this.text;
      return (from) => haystack.indexOf(needle, from);
    }
    const wanted = Buffer.from(needle, 'latin1');
    let asked = 0;
    return (from) =>
      asked++ < MOST_IN_BYTES ? bytes.indexOf(wanted, from) : this.text.indexOf(needle, from);
  }

  /** Whether one record holds the needle. */
  holds(index: number, needle: string, anyCase: boolean): boolean {
    const haystack = anyCase ? this.lower : this.text;
    return haystack.slice(this.start(index), this.ends[index]).includes(needle);
  }
}

/** The record in which a place lies, looked for from one that is not behind it. */
function recordAt(ends: Uint32Array, at: number, from: number): number {
  let low = from;
  // Finds are near each other, or far apart.
  for (let near = 0; near < 4; near++, low++)
    if ((ends[low] as number) >= at || low >= ends.length) return low;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function withoutEscapes(raw: string, ends: Uint32Array): { text: string; ends: Uint32Array } {
  const stripped = new Uint32Array(ends.length);
  const parts: string[] = [];
  let length = 0;
  for (let i = 0, start = 0; i < ends.length; i++) {
    const end = ends[i] as number;
    const part = stripEscapes(raw.slice(start, end));
    parts.push(part);
    length += part.length;
    stripped[i] = length;
    length++;
    start = end + 1;
  }
  return { text: `${parts.join('\n')}\n`, ends: stripped };
}

/** A text as its bytes, a character each. */
export const bytesOfText = (text: string): string => Buffer.from(text).toString('latin1');

/** The text of bytes that are a character each. */
export const utf8 = (bytes: string): string =>
  /^[\x00-\x7f]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString();
