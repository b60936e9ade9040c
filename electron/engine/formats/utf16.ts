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
