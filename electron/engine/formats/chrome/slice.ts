import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { SpanEvent, SpanLink } from '../../../../shared/model/span.ts';

/** A stretch of time on one thread, or of one asynchronous operation. */
export interface Slice {
  /** From 1, in the order of the file. */
  no: number;
  pid: string;
  tid: string;
  name: string;
  category: string;
  start: bigint;
  end: bigint;
  attributes: Attributes;
  events: SpanEvent[];
  links: SpanLink[];
  parent: Slice | null;
  warning: string | null;
  async: boolean;
}

/** The slices of one thread. They are nested by time: what begins inside another one is its child. */
export class Track {
  readonly slices: Slice[] = [];
  /** Begun and not ended. */
  readonly open: Slice[] = [];
  #sorted = false;

  add(slice: Slice): void {
    this.slices.push(slice);
    this.#sorted = false;
  }

  /** Gives every slice its parent: the smallest one around it. The longer of two that begin together is the outer. */
  nest(): void {
    this.#sort();
    const around: Slice[] = [];
    for (const slice of this.slices) {
      while (around.length > 0 && around.at(-1)!.end < slice.end) around.pop();
      const outer = around.at(-1);
      if (outer && outer.end >= slice.end && outer.start <= slice.start) slice.parent = outer;
      around.push(slice);
    }
  }

  /** The innermost slice at the moment. */
  enclosing(ts: bigint): Slice | null {
    this.#sort();
    let slice = this.#lastBefore(ts);
    while (slice && slice.end < ts) slice = slice.parent;
    return slice;
  }

  /** The first slice that begins at the moment or after it. */
  next(ts: bigint): Slice | null {
    this.#sort();
    return this.slices[this.#countBefore(ts)] ?? null;
  }

  #lastBefore(ts: bigint): Slice | null {
    let count = this.#countBefore(ts);
    while (this.slices[count]?.start === ts) count++;
    return this.slices[count - 1] ?? null;
  }

  /** How many slices begin before the moment. */
  #countBefore(ts: bigint): number {
    let low = 0;
    let high = this.slices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.slices[middle]!.start < ts) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sort(): void {
    if (this.#sorted) return;
    this.slices.sort((a, b) => compare(a.start, b.start) || compare(b.end, a.end) || a.no - b.no);
    this.#sorted = true;
  }
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
