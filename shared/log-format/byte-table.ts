/** A fixed map from ASCII texts to values that is asked with bytes: no string is made to look something up. */
export class ByteTable<T> {
  readonly #texts: string[];
  readonly #values: (T | undefined)[];
  readonly #mask: number;

  constructor(entries: Iterable<readonly [text: string, value: T]>) {
    const all = [...entries];
    let slots = 16;
    while (slots < all.length * 4) slots *= 2;
    this.#texts = new Array(slots).fill('');
    this.#values = new Array(slots).fill(undefined);
    this.#mask = slots - 1;
    for (const [text, value] of all) this.#put(text, value);
  }

  #put(text: string, value: T): void {
    let hash = text.length;
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    let slot = hash & this.#mask;
    while (this.#texts[slot] !== '') slot = (slot + 1) & this.#mask;
    this.#texts[slot] = text;
    this.#values[slot] = value;
  }

  get(bytes: Uint8Array, from: number, to: number): T | undefined {
    let hash = to - from;
    for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const text = this.#texts[slot] as string;
      if (text === '') return undefined;
      if (text.length === to - from && this.#same(bytes, from, text)) return this.#values[slot];
    }
  }

  #same(bytes: Uint8Array, from: number, text: string): boolean {
    for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false;
    return true;
  }
}
