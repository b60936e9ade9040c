import type { SpanIds } from '../../../../shared/model/span-ids.ts';

const ID_BYTES = 8;

/**
 * Finds the spans of an id among those of a trace: a hash table with open addressing over the ids' two words, for a
 * map of texts takes five times as long on a large trace. Spans that share an id are chained in their order.
 */
export class IdIndex {
  readonly #words: DataView;
  readonly #count: number;
  readonly #mask: number;
  /** Index of the first span of an id, plus one; 0 is free. */
  readonly #table: Int32Array;
  /** The next span of the same id, -1 at the end of a chain. */
  readonly #next: Int32Array;
  readonly #repeated: number[] = [];

  constructor(ids: SpanIds) {
    this.#words = viewOf(ids);
    this.#count = ids.length / ID_BYTES;
    let size = 16;
    while (size < this.#count * 2) size *= 2;
    this.#mask = size - 1;
    this.#table = new Int32Array(size);
    this.#next = new Int32Array(this.#count).fill(-1);
    this.#fill();
  }

  /** The first span of the id that stands in `ids` at `i`; -1 where none has it. */
  find(ids: DataView, i: number): number {
    return this.#table[this.#slotOf(ids, i)]! - 1;
  }

  /** The span after this one with the same id, -1 for none. */
  next(i: number): number {
    return this.#next[i]!;
  }

  /** The first span of each id that several share. */
  get repeated(): readonly number[] {
    return this.#repeated;
  }

  #fill(): void {
    const last = new Int32Array(this.#count);
    for (let i = 0; i < this.#count; i++) {
      const slot = this.#slotOf(this.#words, i);
      const first = this.#table[slot]! - 1;
      if (first === -1) {
        this.#table[slot] = i + 1;
        last[i] = i;
      } else {
        if (last[first] === first) this.#repeated.push(first);
        this.#next[last[first]!] = i;
        last[first] = i;
      }
    }
  }

  /** Where the id stands in the table, or would. */
  #slotOf(ids: DataView, i: number): number {
    const high = ids.getUint32(i * ID_BYTES);
    const low = ids.getUint32(i * ID_BYTES + 4);
    for (let slot = hash(high, low) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = (this.#table[slot]! - 1) * ID_BYTES;
      if (at < 0) return slot;
      if (this.#words.getUint32(at + 4) === low && this.#words.getUint32(at) === high) return slot;
    }
  }
}

export const viewOf = ({ buffer, byteOffset, byteLength }: SpanIds): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Zeros stand for no id. */
export const hasId = (ids: DataView, i: number): boolean =>
  ids.getUint32(i * ID_BYTES) !== 0 || ids.getUint32(i * ID_BYTES + 4) !== 0;

/** Ids of rows one after another; an empty one becomes zeros. */
export function joinIds(rows: readonly Uint8Array[]): SpanIds {
  const ids = new Uint8Array(rows.length * ID_BYTES);
  for (const [i, row] of rows.entries()) ids.set(row.subarray(0, ID_BYTES), i * ID_BYTES);
  return ids;
}

/** Mixes both words well: ids are often counted up. Murmur3's finalizer (Appleby, public domain). */
function hash(high: number, low: number): number {
  let h = Math.imul(high, 0x9e37_79b1) ^ low;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
