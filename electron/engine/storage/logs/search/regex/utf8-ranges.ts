/** Bytes of one place of a character, both ends included. */
export type ByteRange = readonly [low: number, high: number];

const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;
/** The last characters that take so many bytes. */
const LAST_OF_LENGTH = [0x7f, 0x7ff, 0xffff, 0x10ffff];
const CONTINUATION_BITS = 6;
const CONTINUATION = 0x3f;

/**
 * Sequences of byte ranges that together are the UTF-8 of all characters of a range and of no other (RFC 3629): the
 * range is cut where the number of bytes changes, and where a byte behind the first that differs does not go through
 * all of its values. As RE2 has it, after Ken Thompson's grep (https://swtch.com/~rsc/regexp/regexp3.html, "UTF-8").
 */
export function utf8Ranges(from: number, to: number): ByteRange[][] {
  const sequences: ByteRange[][] = [];
  const add = (low: number, high: number) => {
    if (low <= high) cutByLength(low, high, sequences);
  };
  add(from, Math.min(to, FIRST_SURROGATE - 1));
  add(Math.max(from, LAST_SURROGATE + 1), to);
  return sequences;
}

function cutByLength(from: number, to: number, sequences: ByteRange[][]): void {
  let low = from;
  for (const last of LAST_OF_LENGTH) {
    if (low > last) continue;
    cutByBytes(low, Math.min(to, last), sequences);
    if (to <= last) return;
    low = last + 1;
  }
}

/** Both take the same number of bytes. */
function cutByBytes(low: number, high: number, sequences: ByteRange[][]): void {
  const [lows, highs] = [encoded(low), encoded(high)];
  for (let behind = 1; behind < lows.length; behind++) {
    const rest = (1 << (CONTINUATION_BITS * behind)) - 1;
    if ((low & ~rest) === (high & ~rest)) break;
    if ((low & rest) !== 0) {
      cutByBytes(low, low | rest, sequences);
      cutByBytes((low | rest) + 1, high, sequences);
      return;
    }
    if ((high & rest) !== rest) {
      cutByBytes(low, (high & ~rest) - 1, sequences);
      cutByBytes(high & ~rest, high, sequences);
      return;
    }
  }
  sequences.push(lows.map((byte, i) => [byte, highs[i] as number]));
}

function encoded(character: number): number[] {
  if (character <= 0x7f) return [character];
  const length = LAST_OF_LENGTH.findIndex((last) => character <= last) + 1;
  const bytes: number[] = [];
  let rest = character;
  for (let i = 1; i < length; i++) {
    bytes.unshift(0x80 | (rest & CONTINUATION));
    rest >>>= CONTINUATION_BITS;
  }
  const lengthMark = (0xf00 >> length) & 0xff;
  return [lengthMark | rest, ...bytes];
}
