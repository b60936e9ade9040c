import { markStale } from '../../../../../shared/model/stale.ts';

const FIRST_SIZE = 256;

/** Samples in columns that grow. */
export class SampleColumns {
  count = 0;
  #base: Uint32Array<ArrayBuffer>;
  #column: Uint32Array<ArrayBuffer>;
  #mode: Uint8Array<ArrayBuffer>;
  #timeMs: Float64Array<ArrayBuffer>;
  #startMs: Float64Array<ArrayBuffer>;
  #value: Float64Array<ArrayBuffer>;

  constructor(size = FIRST_SIZE) {
    this.#base = new Uint32Array(size);
    this.#column = new Uint32Array(size);
    this.#mode = new Uint8Array(size);
    this.#timeMs = new Float64Array(size);
    this.#startMs = new Float64Array(size);
    this.#value = new Float64Array(size);
  }

  /** Answers the sample's index. */
  push(
    base: number,
    column: number,
    mode: number,
    times: { timeMs: number; startMs: number },
    value: number,
  ): number {
    if (this.count === this.#base.length) this.#grow();
    const at = this.count++;
    this.#base[at] = base;
    this.#column[at] = column;
    this.#mode[at] = mode;
    this.#timeMs[at] = times.timeMs;
    this.#startMs[at] = times.startMs;
    this.#value[at] = value;
    return at;
  }

  markStale(at: number): void {
    markStale(this.#value, at);
  }

  /** Of buffers of their own, fit to be transferred. */
  finish() {
    const { count } = this;
    return {
      count,
      base: this.#base.slice(0, count),
      column: this.#column.slice(0, count),
      mode: this.#mode.slice(0, count),
      timeMs: this.#timeMs.slice(0, count),
      startMs: this.#startMs.slice(0, count),
      value: this.#value.slice(0, count),
    };
  }

  #grow(): void {
    const size = Math.max(FIRST_SIZE, this.#base.length * 2);
    this.#base = grown(this.#base, new Uint32Array(size));
    this.#column = grown(this.#column, new Uint32Array(size));
    this.#mode = grown(this.#mode, new Uint8Array(size));
    this.#timeMs = grown(this.#timeMs, new Float64Array(size));
    this.#startMs = grown(this.#startMs, new Float64Array(size));
    this.#value = grown(this.#value, new Float64Array(size));
  }
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
