const FIRST_SIZE = 4096;

/**
 * Writes protobuf's wire format into one growing buffer. Nested messages are written in place: `open` leaves
 * one byte for the length, `close` fills it in and makes room when the length needs more.
 */
export class WireWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(firstSize = FIRST_SIZE) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(16, firstSize));
  }

  get length(): number {
    return this.#length;
  }

  /** What was written, without a copy: valid until the next write. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What was written as a buffer of its own, fit to be transferred between threads. */
  copy(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.written());
  }

  /** Forgets everything behind the length. */
  truncate(length: number): void {
    this.#length = length;
  }

  tag(field: number, wireType: number): void {
    this.varint((field << 3) | wireType);
  }

  /** 32 bits, unsigned. */
  varint(value: number): void {
    this.#room(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Signed 64 bits as a varint (two's complement, so negative numbers take ten bytes). */
  int64(value: bigint): void {
    this.#room(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  fixed64(value: bigint): void {
    this.#room(8);
    this.#length = this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.#length);
  }

  double(value: number): void {
    this.#room(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  /** A range of other bytes as it is. */
  raw(bytes: Uint8Array, start = 0, end = bytes.length): void {
    this.#room(end - start);
    Buffer.prototype.copy.call(bytes, this.#bytes, this.#length, start, end);
    this.#length += end - start;
  }

  bytesField(field: number, bytes: Uint8Array): void {
    this.tag(field, 2);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  stringField(field: number, text: string): void {
    this.tag(field, 2);
    const at = this.open();
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.#room(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
    this.close(at);
  }

  /** Begins a length-delimited value; answers what `close` wants. */
  open(): number {
    this.#room(1);
    return this.#length++;
  }

  close(at: number): void {
    const size = this.#length - at - 1;
    if (size < 0x80) {
      this.#bytes[at] = size;
      return;
    }
    const extra = size < 1 << 14 ? 1 : size < 1 << 21 ? 2 : size < 1 << 28 ? 3 : 4;
    this.#room(extra);
    this.#bytes.copyWithin(at + 1 + extra, at + 1, this.#length);
    const end = this.#length + extra;
    this.#length = at;
    this.varint(size);
    this.#length = end;
  }

  #room(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + size));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
