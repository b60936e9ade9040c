import {
  AbstractThriftReader,
  ThriftError,
  type ThriftMessage,
  type ThriftReader,
  ThriftType,
} from './thrift-reader.ts';

const PROTOCOL = 0x82;
const VERSION = 1;
const TRUE = 1;

/** By the compact protocol's number. Both booleans are one type: the value of a field stands in its header. */
const TYPES: readonly number[] = [
  ThriftType.stop,
  ThriftType.bool,
  ThriftType.bool,
  ThriftType.byte,
  ThriftType.i16,
  ThriftType.i32,
  ThriftType.i64,
  ThriftType.double,
  ThriftType.string,
  ThriftType.list,
  ThriftType.set,
  ThriftType.map,
  ThriftType.struct,
];

/** Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md). */
export class CompactThriftReader extends AbstractThriftReader implements ThriftReader {
  #lastId = 0;
  /** The value of the boolean field at hand; null where the next boolean is an element with a byte of its own. */
  #fieldBool: boolean | null = null;

  message(): ThriftMessage {
    if (this.#byte() !== PROTOCOL) throw new ThriftError('no compact message', 0);
    const head = this.#byte();
    if ((head & 0x1f) !== VERSION) throw new ThriftError('an unknown protocol version', 1);
    this.#varint();
    return { name: this.text(), type: head >> 5 };
  }

  beginStruct(): number {
    this.enter();
    const before = this.#lastId;
    this.#lastId = 0;
    return before;
  }

  field(): boolean {
    const head = this.#byte();
    const type = head & 0x0f;
    if (type === 0) {
      this.fieldType = ThriftType.stop;
      return false;
    }
    const delta = head >> 4;
    this.fieldId = this.#lastId = delta === 0 ? this.i16() : this.#lastId + delta;
    this.fieldType = this.#typeOf(type);
    this.#fieldBool = this.fieldType === ThriftType.bool ? type === TRUE : null;
    return true;
  }

  endStruct(begun: number): void {
    this.depth--;
    this.#lastId = begun;
  }

  list(): number {
    const head = this.#byte();
    this.elementType = this.#typeOf(head & 0x0f);
    this.#fieldBool = null;
    const short = head >> 4;
    return this.checkLength(short === 15 ? this.#varint() : short);
  }

  bool(): boolean {
    const value = this.#fieldBool;
    if (value === null) return this.#byte() === TRUE;
    this.#fieldBool = null;
    return value;
  }

  i16(): number {
    return (this.i32() << 16) >> 16;
  }

  /** Zigzag: the sign is the lowest bit. */
  i32(): number {
    const value = this.#varint();
    return (value >>> 1) ^ -(value & 1);
  }

  i64(): bigint {
    let low = 0;
    let high = 0;
    // 28 bits each: two doubles hold what a bigint would take many steps for.
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 28) low += (byte & 0x7f) * 2 ** shift;
      else if (shift < 56) high += (byte & 0x7f) * 2 ** (shift - 28);
      else return this.#longI64(low, high, byte, shift);
      if (byte < 0x80) break;
    }
    const value = high * 2 ** 28 + low;
    if (value <= Number.MAX_SAFE_INTEGER) {
      return BigInt(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    }
    return unzigzag((BigInt(high) << 28n) | BigInt(low));
  }

  double(): number {
    return this.bytes.readDoubleLE(this.take(8));
  }

  span(): void {
    this.takeSpan(this.#varint());
  }

  protected skipPlain(type: number): void {
    switch (type) {
      case ThriftType.bool:
        this.bool();
        return;
      case ThriftType.byte:
        this.take(1);
        return;
      case ThriftType.double:
        this.take(8);
        return;
      case ThriftType.i16:
      case ThriftType.i32:
      case ThriftType.i64:
        this.#skipVarint();
        return;
      default:
        throw new ThriftError(`unknown type ${type}`, this.pos);
    }
  }

  protected skipMap(): void {
    const length = this.checkLength(this.#varint());
    if (length === 0) return;
    const types = this.#byte();
    const key = this.#typeOf(types >> 4);
    const value = this.#typeOf(types & 0x0f);
    this.#fieldBool = null;
    for (let i = 0; i < length; i++) {
      this.skip(key);
      this.skip(value);
    }
  }

  /** The last three groups of seven bits of a value with the top bits set. */
  #longI64(low: number, high: number, first: number, from: number): bigint {
    let value = (BigInt(high) << 28n) | BigInt(low);
    let byte = first;
    for (let shift = from; ; shift += 7) {
      value |= BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) return unzigzag(BigInt.asUintN(64, value));
      if (shift >= 63) throw new ThriftError('a number of more than ten bytes', this.pos);
      byte = this.#byte();
    }
  }

  #typeOf(number: number): number {
    const type = TYPES[number];
    if (type === undefined) throw new ThriftError(`unknown type ${number}`, this.pos);
    return type;
  }

  #byte(): number {
    if (this.pos >= this.bytes.length) throw new ThriftError('truncated value', this.pos);
    return this.bytes[this.pos++]!;
  }

  /** The low 32 bits, unsigned. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new ThriftError('a number of more than five bytes', this.pos);
  }

  #skipVarint(): void {
    for (let bytes = 0; bytes < 10; bytes++) if (this.#byte() < 0x80) return;
    throw new ThriftError('a number of more than ten bytes', this.pos);
  }
}

const unzigzag = (value: bigint): bigint => (value & 1n ? -((value + 1n) >> 1n) : value >> 1n);
