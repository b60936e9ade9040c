/** How a text file's bytes are to be read. */
export interface TextEncoding {
  name: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Bytes of the mark at its start. */
  mark: number;
}

/** Looked at for zeros, where no mark tells. */
const PROBE_BYTES = 512;
/** Of the bytes on one side; text of Latin letters has nothing else there. */
const ZEROS = 0.4;

/** From a file's first bytes: its byte order mark, or the zeros that UTF-16 has beside ASCII. */
export function detectEncoding(head: Uint8Array): TextEncoding {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: 'utf-8', mark: 3 };
  if (a === 0xff && b === 0xfe) return { name: 'utf-16le', mark: 2 };
  if (a === 0xfe && b === 0xff) return { name: 'utf-16be', mark: 2 };
  const probe = head.subarray(0, PROBE_BYTES);
  const pairs = probe.length >> 1;
  let [even, odd] = [0, 0];
  for (let i = 0; i < pairs; i++) {
    if (probe[2 * i] === 0) even++;
    if (probe[2 * i + 1] === 0) odd++;
  }
  if (pairs >= 4 && odd > pairs * ZEROS && even === 0) return { name: 'utf-16le', mark: 0 };
  if (pairs >= 4 && even > pairs * ZEROS && odd === 0) return { name: 'utf-16be', mark: 0 };
  return { name: 'utf-8', mark: 0 };
}

/** UTF-16 in pieces cut anywhere to UTF-8. A lone surrogate becomes U+FFFD, which counts as one unit like it. */
export class Utf16Reader {
  readonly #bigEndian: boolean;
  #held: Uint8Array = new Uint8Array(0);

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  /** Bytes that wait for the rest of their character: at most three. */
  get heldBytes(): number {
    return this.#held.length;
  }

  push(bytes: Uint8Array): Uint8Array {
    const all = Buffer.concat([this.#held, bytes]);
    let whole = all.length & ~1;
    if (whole >= 2 && this.#isHighSurrogate(all, whole - 2)) whole -= 2;
    this.#held = all.subarray(whole);
    const text = Buffer.from(all.subarray(0, whole));
    if (this.#bigEndian) text.swap16();
    return Buffer.from(text.toString('utf16le').toWellFormed(), 'utf8');
  }

  #isHighSurrogate(bytes: Uint8Array, at: number): boolean {
    return ((bytes[this.#bigEndian ? at : at + 1] as number) & 0xfc) === 0xd8;
  }
}

/** Units of UTF-16 that the text has: one a character, two beyond the basic plane. */
export function utf16Units(utf8: Uint8Array, end: number): number {
  let units = 0;
  for (let i = 0; i < end; i++) {
    const byte = utf8[i] as number;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
