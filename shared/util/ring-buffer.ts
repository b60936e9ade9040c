/** Keeps the last `capacity` values and counts what it let go. */
export class RingBuffer<T> {
  readonly #slots: (T | undefined)[];
  #start = 0;
  #length = 0;
  #overwritten = 0;
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    if (capacity < 1) throw new RangeError('a ring buffer holds at least one value');
    this.#slots = new Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** How many values were pushed out by newer ones. */
  get overwritten(): number {
    return this.#overwritten;
  }

  push(value: T): void {
    if (this.#length === this.capacity) {
      this.#slots[this.#start] = value;
      this.#start = (this.#start + 1) % this.capacity;
      this.#overwritten++;
      return;
    }
    this.#slots[(this.#start + this.#length) % this.capacity] = value;
    this.#length++;
  }

  /** Oldest first. */
  toArray(): T[] {
    return Array.from(
      { length: this.#length },
      (_, i) => this.#slots[(this.#start + i) % this.capacity] as T,
    );
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.#start = 0;
    this.#length = 0;
  }
}
