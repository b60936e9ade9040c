/** Comes before the first key; a slot of its own, so that the first key of a document is predicted like any other. */
const START = 0;

const FIRST_SLOTS = 256;
const FIRST_BYTES = 16 * 1024;

/**
 * Numbers for byte strings, found without making a string of them. Documents of one sender repeat the same keys in the
 * same order, so the key that followed the last one the time before is compared first, and hashing is only for the
 * first document and for what changed. The keys lie behind one another in one buffer: a key costs its bytes and 20 more.
 */
export class KeyCache {
  #bytes = new Uint8Array(FIRST_BYTES);
  /** Where the key of each slot begins; one more for the end of the last. */
  #starts = new Int32Array(FIRST_SLOTS + 1);
  #hashes = new Int32Array(FIRST_SLOTS);
  /** The slot that came after this one last time. */
  #next = new Int32Array(FIRST_SLOTS);
  /** Open addressing; a slot, or 0 where none. At most half full. */
  #table = new Int32Array(FIRST_SLOTS * 2);
  #last = START;
  #size = 1;

  /** Slots are 1 to `size` - 1. */
  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#starts[this.#size]!;
  }

  /** A new document begins. */
  restart(): void {
    this.#last = START;
  }

  lengthOf(slot: number): number {
    return this.#starts[slot + 1]! - this.#starts[slot]!;
  }

  /** The key that is next by what was learnt, if it stands at `at`; else 0. It is not taken before `take`. */
  predicted(bytes: Uint8Array, at: number, end: number): number {
    const slot = this.#next[this.#last]!;
    if (slot === START) return 0;
    const keys = this.#bytes;
    const start = this.#starts[slot]!;
    const length = this.#starts[slot + 1]! - start;
    if (length > end - at) return 0;
    for (let i = 0; i < length; i++) if (keys[start + i] !== bytes[at + i]) return 0;
    return slot;
  }

  /** Goes on to a slot, and remembers that it came here. */
  take(slot: number): void {
    this.#next[this.#last] = slot;
    this.#last = slot;
  }

  /** 0 where there is none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const table = this.#table;
    const mask = table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = table[at]!;
      if (slot === 0) return 0;
      if (this.#hashes[slot] === hash && this.#is(slot, bytes, start, end)) return slot;
    }
  }

  /** Of a key that is not there yet; the bytes are copied. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const slot = this.#size;
    this.#makeRoom(end - start);
    const from = this.#starts[slot]!;
    this.#bytes.set(bytes.subarray(start, end), from);
    this.#starts[slot + 1] = from + end - start;
    this.#hashes[slot] = hashOf(bytes, start, end);
    this.#size++;
    this.#enter(slot);
    return slot;
  }

  /** Only these slots stay; they are numbered anew in their order, from 1. */
  keep(slots: readonly number[]): void {
    const old = this.#bytes;
    const starts = this.#starts;
    this.#bytes = new Uint8Array(FIRST_BYTES);
    this.#starts = new Int32Array(FIRST_SLOTS + 1);
    this.#hashes = new Int32Array(FIRST_SLOTS);
    this.#next = new Int32Array(FIRST_SLOTS);
    this.#table = new Int32Array(FIRST_SLOTS * 2);
    this.#size = 1;
    this.restart();
    for (const slot of slots) this.take(this.add(old, starts[slot]!, starts[slot + 1]!));
    this.restart();
  }

  #is(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[slot]!;
    const length = end - start;
    if (this.#starts[slot + 1]! - from !== length) return false;
    const keys = this.#bytes;
    for (let i = 0; i < length; i++) if (keys[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #enter(slot: number): void {
    const mask = this.#table.length - 1;
    let at = this.#hashes[slot]! & mask;
    while (this.#table[at] !== 0) at = (at + 1) & mask;
    this.#table[at] = slot;
  }

  #makeRoom(length: number): void {
    const used = this.bytes;
    if (used + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, used + length));
      grown.set(this.#bytes.subarray(0, used));
      this.#bytes = grown;
    }
    if (this.#size < this.#hashes.length) return;
    const slots = this.#hashes.length * 2;
    this.#starts = grownTo(this.#starts, slots + 1);
    this.#hashes = grownTo(this.#hashes, slots);
    this.#next = grownTo(this.#next, slots);
    this.#table = new Int32Array(slots * 2);
    for (let slot = 1; slot < this.#size; slot++) this.#enter(slot);
  }
}

function grownTo(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(array);
  return grown;
}

/** FNV-1a, with the high bits mixed into the low ones that choose the place. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
