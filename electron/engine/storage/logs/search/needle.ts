/** Shorter texts let nothing be jumped over. */
const SHORTEST_JUMPING = 4;
const LONGEST_JUMP = 255;
const CASE_BIT = 0x20;

const asItIs = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const inLowerCase = asItIs.map((byte) => (isUpper(byte) ? byte | CASE_BIT : byte));

/**
 * A text to be looked for in bytes as they are stored: a copy of them as a string, in lower case, would take four
 * times as long as the search. Letters of ASCII are found in any case by R. N. Horspool's way ("Practical fast
 * searching in strings", 1980): the byte under the text's end says how far it may be moved.
 */
export class Needle {
  readonly length: number;
  readonly #bytes: Buffer;
  readonly #anyCase: boolean;
  /** Bytes as they are compared. */
  readonly #folded: Uint8Array;
  /** By the byte under the last of the text: how far the text moves; 0 where it may end there. */
  readonly #jumps: Uint8Array;
  /** How far it moves where it might have ended and did not. */
  readonly #jumpBehind: number;

  /** @param text a character a byte; in lower case where `anyCase` */
  constructor(text: string, anyCase: boolean) {
    this.#bytes = Buffer.from(text, 'latin1');
    this.length = this.#bytes.length;
    this.#anyCase = anyCase;
    this.#folded = anyCase ? inLowerCase : asItIs;
    const jumps = jumpsOf(this.#bytes, this.#folded);
    const last = this.#bytes[this.length - 1] ?? 0;
    this.#jumpBehind = jumps[last] as number;
    this.#jumps = jumps.map((jump, byte) => (this.#folded[byte] === last ? 0 : jump));
  }

  /** Its first place in [from, end), all of it before the end; -1 where it stands nowhere. */
  find(bytes: Buffer, from: number, end = bytes.length): number {
    if (!this.#anyCase && end === bytes.length) return bytes.indexOf(this.#bytes, from);
    if (this.length < SHORTEST_JUMPING) return this.#findShort(bytes, from, end);
    const last = this.length - 1;
    const jumps = this.#jumps;
    for (let at = from + last; at < end; ) {
      const jump = jumps[bytes[at] as number] as number;
      if (jump > 0) at += jump;
      else if (this.#standsAt(bytes, at - last)) return at - last;
      else at += this.#jumpBehind;
    }
    return -1;
  }

  #findShort(bytes: Buffer, from: number, end: number): number {
    const folded = this.#folded;
    const first = this.#bytes[0];
    const behind = end - this.length;
    for (let at = from; at <= behind; at++) {
      if (folded[bytes[at] as number] === first && this.#standsAt(bytes, at)) return at;
    }
    return -1;
  }

  #standsAt(bytes: Buffer, from: number): boolean {
    for (let i = 0; i < this.length; i++) {
      if (this.#folded[bytes[from + i] as number] !== this.#bytes[i]) return false;
    }
    return true;
  }
}

/** How far a text moves so that it has the byte under its end further to the left, or is behind it. */
function jumpsOf(needle: Buffer, folded: Uint8Array): Uint8Array {
  const last = needle.length - 1;
  const distances = new Map<number, number>();
  for (let i = 0; i < last; i++) distances.set(needle[i] as number, last - i);
  return folded.map((byte) => Math.min(distances.get(byte) ?? needle.length, LONGEST_JUMP));
}

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

/** As many as the conditions of a long query have. */
const MOST_KEPT = 64;
const kept = { exact: new Map<string, Needle>(), anyCase: new Map<string, Needle>() };

/** The needle of a text, made once for all blocks and records that it is looked for in. */
export function needleOf(text: string, anyCase: boolean): Needle {
  const needles = anyCase ? kept.anyCase : kept.exact;
  let needle = needles.get(text);
  if (!needle) {
    if (needles.size >= MOST_KEPT) needles.clear();
    needle = new Needle(text, anyCase);
    needles.set(text, needle);
  }
  return needle;
}
