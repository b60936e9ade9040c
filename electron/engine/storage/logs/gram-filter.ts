/**
 * Which four-byte runs the text of a block holds, so that a search for a rare text leaves nearly all blocks closed.
 * A Bloom filter with one hash: bit `hash(gram)` is set for every run of four indexed bytes, letters in lower case.
 * Indexed are letters, digits and `_ - . / @`; a run never crosses any other byte, so what JSON escapes or Unicode's
 * cases change is never asked for, and times and punctuation do not fill the filter.
 */
const MOST_BITS = 1 << 17;
const FEWEST_BITS = 1 << 9;
/** More say little that is new, and are a part of what a line takes. */
const BITS_A_LINE = 16;
/** A filter of so few lines costs more than it saves; they become part of a larger block. */
const FEWEST_LINES = 128;
const ESCAPE = 0x1b;
/** The lower-case byte, or 0 where it is not indexed. */
const indexed = new Uint8Array(256);
for (const byte of Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789_-./@')) indexed[byte] = byte;
for (let byte = 0x41; byte <= 0x5a; byte++) indexed[byte] = byte | 0x20;

const HIDDEN = 0x80;
/** The same, with a mark at bytes that are never shown. */
const classed = indexed.map((byte, raw) => (isHidden(raw) ? HIDDEN : byte));

/** The place of a gram, its four bytes in one integer. Golden ratio's multiplier: its upper bits depend on all of the gram. */
function placeOf(gram: number): number {
  const hash = Math.imul(gram, 0x9e3779b1);
  return (hash >>> 16) | ((hash & 0x8000) << 1);
}

/** Bits in words of 32: small enough to stay in a core's nearest cache. */
let scratch: Int32Array | null = null;

/** The filter's bits over the slabs of a block, or null where the block has few lines. */
export function encodeFilter(lines: number, slabs: readonly Uint8Array[]): Uint8Array<ArrayBuffer> | null {
  if (lines < FEWEST_LINES) return null;
  scratch ??= new Int32Array(MOST_BITS / 32);
  const words = scratch.fill(0);
  for (const slab of slabs) {
    // A search looks through escape sequences and control characters, so grams of the text without them count too.
    if (addGrams(words, slab)) addGramsOfShown(words, slab);
  }
  return new Uint8Array(words.slice(0, fold(words, lines) / 32).buffer);
}

/**
 * Answers whether there are bytes that are never shown. Without branches, which between words and what parts them no
 * processor could foresee: a gram with a byte that is not indexed sets no bit. Bytes of a gram are below 0x80, so of
 * `gram - 0x01010101` an upper bit is set only where one of them is 0.
 */
function addGrams(words: Int32Array, bytes: Uint8Array): boolean {
  let seen = 0;
  let gram = 0;
  const { length } = bytes;
  for (let at = 0; at < length; at++) {
    const byte = classed[bytes[at] as number] as number;
    seen |= byte;
    gram = (gram << 8) | (byte & 0x7f);
    const gap = (gram - 0x01010101) & 0x80808080;
    const place = placeOf(gram);
    words[place >> 5] = (words[place >> 5] as number) | ((((gap | -gap) >>> 31) ^ 1) << (place & 31));
  }
  return (seen & HIDDEN) !== 0;
}

function isHidden(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x0a && byte !== 0x09) || byte === 0x7f;
}

function addGramsOfShown(words: Int32Array, bytes: Uint8Array): void {
  let gram = 0;
  let run = 0;
  for (let at = 0; at < bytes.length; at++) {
    const raw = bytes[at] as number;
    if (isHidden(raw)) {
      if (raw === ESCAPE) at = sequenceEnd(bytes, at);
      continue;
    }
    const byte = indexed[raw] as number;
    gram = (gram << 8) | byte;
    run = byte === 0 ? 0 : run + 1;
    if (run < 4) continue;
    const place = placeOf(gram);
    words[place >> 5] = (words[place >> 5] as number) | (1 << (place & 31));
  }
}

/** Index of the last byte of the escape sequence that begins here (ECMA-48 5.3 to 5.6). */
function sequenceEnd(bytes: Uint8Array, start: number): number {
  const kind = bytes[start + 1] as number;
  let at = start + 1;
  if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) {
    while (at < bytes.length && bytes[at] !== 0x07 && bytes[at] !== ESCAPE && bytes[at] !== 0x0a) at++;
    if (bytes[at] === ESCAPE) return bytes[at + 1] === 0x5c ? at + 1 : at - 1;
    return bytes[at] === 0x0a ? at - 1 : at;
  }
  const last = kind === 0x5b ? 0x3f : 0x2f;
  if (kind === 0x5b) at++;
  while (at < bytes.length && (bytes[at] as number) >= 0x20 && (bytes[at] as number) <= last) at++;
  const final = bytes[at] as number;
  return final >= 0x30 && final <= 0x7e ? at : at - 1;
}

/** To the largest size that so many lines may have, then to the smallest at which at most half of the bits are set. */
function fold(words: Int32Array, lines: number): number {
  const most = BITS_A_LINE * 2 ** Math.ceil(Math.log2(lines));
  let size = MOST_BITS;
  while (size > FEWEST_BITS) {
    const half = size / 64;
    if (size <= most && isMoreThanHalfFull(words, half)) break;
    for (let i = 0; i < half; i++) words[i] = (words[i] as number) | (words[i + half] as number);
    size /= 2;
  }
  return size;
}

/** Whether more than half of the bits would be set, were the upper half of the words laid over the lower one. */
function isMoreThanHalfFull(words: Int32Array, half: number): boolean {
  let set = 0;
  for (let i = 0; i < half; i++) set += ones((words[i] as number) | (words[i + half] as number));
  return set > half * 16;
}

/** Bits of a word that are set. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The places that a text needs, of whatever size a filter is; made once for a search, then asked of every block. */
export function gramsOf(literal: string): Uint32Array {
  const bytes = Buffer.from(literal);
  const unicode = bytes.length !== literal.length;
  const places = new Set<number>();
  let gram = 0;
  let run = 0;
  for (const raw of bytes) {
    const byte = indexed[raw] as number;
    // By Unicode's lower case the Kelvin sign is a k, and a dotted capital I begins with an i.
    const uncertain = unicode && (byte === 0x6b || byte === 0x69);
    gram = (gram << 8) | byte;
    run = byte === 0 || uncertain ? 0 : run + 1;
    if (run >= 4) places.add(placeOf(gram));
  }
  return Uint32Array.from(places);
}

/**
 * Whether the block may hold the text of these grams, in any case; false is certain.
 *
 * @param bits null where the block has no filter
 */
export function mayHoldGrams(bits: Uint8Array | null, grams: Uint32Array): boolean {
  if (!bits || bits.length === 0) return true;
  const mask = bits.length * 8 - 1;
  for (let i = 0; i < grams.length; i++) {
    const place = (grams[i] as number) & mask;
    if (((bits[place >> 3] as number) & (1 << (place & 7))) === 0) return false;
  }
  return true;
}

/** As mayHoldGrams, of one text: letters of ASCII match in any case. */
export const mayContain = (bits: Uint8Array | null, literal: string): boolean =>
  mayHoldGrams(bits, gramsOf(literal));
