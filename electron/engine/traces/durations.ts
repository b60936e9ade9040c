/** Durations in nanoseconds as they come; grows outside the JavaScript heap. */
export class Durations {
  #values = new Float64Array(16);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(nanos: number): void {
    if (this.#count === this.#values.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#count++] = nanos;
  }

  /** In the order in which they came; valid until the next push. */
  values(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }

  sorted(): Float64Array {
    return this.values().slice().sort();
  }
}

/** Nearest rank: the smallest value that at least this share of all does not exceed; null of none. */
export function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
