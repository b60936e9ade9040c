const FIRST_CAPACITY = 64 * 1024;

/** The bytes of a stream that are not taken yet. */
export class ByteWindow {
  #buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  #from = 0;
  #to = 0;
  /** Bytes of the stream that were taken. */
  taken = 0;

  get length(): number {
    return this.#to - this.#from;
  }

  append(bytes: Uint8Array): void {
    const length = this.length;
    if (this.#to + bytes.length > this.#buffer.length) {
      const larger =
        length + bytes.length > this.#buffer.length
          ? Buffer.allocUnsafe(Math.max(length + bytes.length, this.#buffer.length * 2))
          : this.#buffer;
      this.#buffer.copy(larger, 0, this.#from, this.#to);
      this.#buffer = larger;
      this.#from = 0;
      this.#to = length;
    }
    this.#buffer.set(bytes, this.#to);
    this.#to += bytes.length;
  }

  /** All of them, without taking any. They change with the next `append`. */
  peek(): Buffer {
    return this.#buffer.subarray(this.#from, this.#to);
  }

  take(count: number): Buffer {
    const bytes = this.#buffer.subarray(this.#from, this.#from + count);
    this.#from += count;
    this.taken += count;
    return bytes;
  }
}
