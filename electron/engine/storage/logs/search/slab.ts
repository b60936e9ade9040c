import { isUtf8 } from 'node:buffer';
import { stripEscapes } from '../../../../../shared/log-format/ansi.ts';
import { needleOf } from './needle.ts';

const ESCAPE = 0x1b;

/**
 * The text of a block's records, without escape sequences: what searches look through. Places in it are not places in
 * the block where the block holds any.
 */
export class Slab {
  readonly bytes: Buffer;
  /** Where each record ends, its newline not included. */
  readonly ends: Uint32Array;
  #text: string | null = null;
  #isUtf8: boolean | null = null;

  /** @param escaped whether there are escape sequences */
  constructor(bytes: Buffer, ends: Uint32Array, escaped = bytes.includes(ESCAPE)) {
    const shown = escaped ? withoutEscapes(bytes.toString('latin1'), ends) : { bytes, ends };
    this.bytes = shown.bytes;
    this.ends = shown.ends;
  }

  /** All of it, a character a byte. Makes a copy: a search for a needle needs none. */
  get text(): string {
    this.#text ??= this.bytes.toString('latin1');
    return this.#text;
  }

  get isUtf8(): boolean {
    this.#isUtf8 ??= isUtf8(this.bytes);
    return this.#isUtf8;
  }

  start(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] as number) + 1;
  }

  isEmpty(index: number): boolean {
    return this.start(index) === this.ends[index];
  }

  /** A record's text. */
  textOf(index: number): string {
    return this.bytes.toString('utf8', this.start(index), this.ends[index]);
  }

  /**
   * Records that hold the needle, ascending.
   *
   * @param needle a character a byte; in lower case where `anyCase`
   */
  indexesOf(needle: string, anyCase: boolean): number[] {
    const found: number[] = [];
    const { bytes, ends } = this;
    const wanted = needleOf(needle, anyCase);
    let record = 0;
    for (let at = wanted.find(bytes, 0); at >= 0; ) {
      record = recordAt(ends, at, record);
      if (record >= ends.length) break;
      const end = ends[record] as number;
      if (at + wanted.length <= end) {
        found.push(record);
        at = wanted.find(bytes, end + 1);
      } else at = wanted.find(bytes, at + 1);
    }
    return found;
  }

  /** Whether one record holds the needle. */
  holds(index: number, needle: string, anyCase: boolean): boolean {
    return needleOf(needle, anyCase).find(this.bytes, this.start(index), this.ends[index]) >= 0;
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

function withoutEscapes(raw: string, ends: Uint32Array): { bytes: Buffer; ends: Uint32Array } {
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
  return { bytes: Buffer.from(`${parts.join('\n')}\n`, 'latin1'), ends: stripped };
}

/** A text as its bytes, a character each. */
export const bytesOfText = (text: string): string => Buffer.from(text).toString('latin1');
