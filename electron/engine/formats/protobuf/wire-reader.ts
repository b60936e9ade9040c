/** The bytes are no protobuf message of the expected shape. */
export class WireError extends Error {
  constructor(what: string, at: number) {
    super(`${what} at byte ${at}`);
    this.name = 'WireError';
  }
}

export const WireType = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

/**
 * A cursor over protobuf's wire format (protobuf.dev/programming-guides/encoding) that makes no objects: a
 * message is walked in place and its parts are told as byte ranges. Every read checks the end it was given, so
 * a length inside the message can never reach outside it.
 *
 * @throws WireError from every method, for truncated or malformed bytes.
 */
export class WireReader {
  readonly bytes: Buffer;
  pos = 0;
  /** Of the field that `next` went to. */
  field = 0;
  wireType = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the next field before `end`; false when the message is over. */
  next(end: number): boolean {
    if (this.pos >= end) return false;
    const tag = this.varint(end);
    this.field = tag >>> 3;
    this.wireType = tag & 7;
    if (this.field === 0) throw new WireError('field number 0', this.pos);
    return true;
  }

  /** The low 32 bits of a varint, unsigned. */
  varint(end: number): number {
    const { bytes } = this;
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= end) throw new WireError('truncated number', this.pos);
      const byte = bytes[this.pos++]!;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new WireError('a number of more than ten bytes', this.pos);
  }

  /** A varint as signed 64 bits. */
  int64(end: number): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.pos >= end) throw new WireError('truncated number', this.pos);
      const byte = this.bytes[this.pos++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new WireError('a number of more than ten bytes', this.pos);
  }

  /** As `int64`, as a number: exact up to 2^53, which every count and every time in milliseconds is. */
  integer(end: number): number {
    const { bytes } = this;
    const start = this.pos;
    let value = 0;
    let unit = 1;
    while (this.pos < end && this.pos - start < 8) {
      const byte = bytes[this.pos++]!;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      unit *= 128;
    }
    // Negative, or beyond 2^56, or cut off.
    this.pos = start;
    return Number(this.int64(end));
  }

  /** A zigzag varint (sint32, sint64) as a number. */
  signed(end: number): number {
    const value = BigInt.asUintN(64, this.int64(end));
    return Number((value >> 1n) ^ -(value & 1n));
  }

  fixed64(end: number): bigint {
    return this.bytes.readBigUInt64LE(this.#take(8, end));
  }

  fixed32(end: number): number {
    return this.bytes.readUInt32LE(this.#take(4, end));
  }

  double(end: number): number {
    return this.bytes.readDoubleLE(this.#take(8, end));
  }

  /** Reads a length and answers where that many bytes end; `pos` is where they begin. */
  lengthEnd(end: number): number {
    if (this.wireType !== WireType.bytes) throw new WireError(`wire type ${this.wireType}`, this.pos);
    const length = this.varint(end);
    if (length > end - this.pos) throw new WireError('a length beyond the end of its message', this.pos);
    return this.pos + length;
  }

  /** Refuses a field whose wire type is not the one its number has in the schema. */
  expect(wireType: number): void {
    if (this.wireType !== wireType) throw new WireError(`wire type ${this.wireType}`, this.pos);
  }

  /** Goes behind the field's value. Groups are not used by any schema here and are refused. */
  skip(end: number): void {
    switch (this.wireType) {
      case WireType.varint:
        this.varint(end);
        return;
      case WireType.fixed64:
        this.#take(8, end);
        return;
      case WireType.bytes:
        this.pos = this.lengthEnd(end);
        return;
      case WireType.fixed32:
        this.#take(4, end);
        return;
      default:
        throw new WireError(`wire type ${this.wireType}`, this.pos);
    }
  }

  /** The string between `pos` and `end`; goes behind it. */
  text(end: number): string {
    const start = this.pos;
    this.pos = end;
    return start === end ? '' : this.bytes.toString('utf8', start, end);
  }

  #take(size: number, end: number): number {
    const at = this.pos;
    if (size > end - at) throw new WireError('truncated number', at);
    this.pos = at + size;
    return at;
  }
}
