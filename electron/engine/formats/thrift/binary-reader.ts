import {
  AbstractThriftReader,
  ThriftError,
  type ThriftMessage,
  type ThriftReader,
  ThriftType,
} from './thrift-reader.ts';

const STRICT = 0x80010000;

/** Bytes of types that are always as long. */
const SIZES: Partial<Record<number, number>> = {
  [ThriftType.bool]: 1,
  [ThriftType.byte]: 1,
  [ThriftType.double]: 8,
  [ThriftType.i16]: 2,
  [ThriftType.i32]: 4,
  [ThriftType.i64]: 8,
};

/** Thrift's binary protocol (thrift/doc/specs/thrift-binary-protocol.md), with strict and old message headers. */
export class BinaryThriftReader extends AbstractThriftReader implements ThriftReader {
  message(): ThriftMessage {
    const first = this.i32();
    if (first >= 0) {
      this.takeSpan(first);
      const name = this.bytes.toString('utf8', this.start, this.pos);
      const type = this.bytes[this.take(1)]!;
      this.i32();
      return { name, type };
    }
    if ((first & 0xffff0000) >>> 0 !== STRICT) throw new ThriftError('an unknown protocol version', 0);
    const name = this.text();
    this.i32();
    return { name, type: first & 0xff };
  }

  beginStruct(): number {
    this.enter();
    return 0;
  }

  field(): boolean {
    this.fieldType = this.bytes[this.take(1)]!;
    if (this.fieldType === ThriftType.stop) return false;
    this.fieldId = this.i16();
    return true;
  }

  endStruct(_begun: number): void {
    this.depth--;
  }

  list(): number {
    this.elementType = this.bytes[this.take(1)]!;
    return this.checkLength(this.i32());
  }

  bool(): boolean {
    return this.bytes[this.take(1)] !== 0;
  }

  i16(): number {
    return this.bytes.readInt16BE(this.take(2));
  }

  i32(): number {
    return this.bytes.readInt32BE(this.take(4));
  }

  i64(): bigint {
    return this.bytes.readBigInt64BE(this.take(8));
  }

  double(): number {
    return this.bytes.readDoubleBE(this.take(8));
  }

  span(): void {
    this.takeSpan(this.i32());
  }

  protected skipPlain(type: number): void {
    const size = SIZES[type];
    if (size === undefined) throw new ThriftError(`unknown type ${type}`, this.pos);
    this.take(size);
  }

  protected skipMap(): void {
    const key = this.bytes[this.take(1)]!;
    const value = this.bytes[this.take(1)]!;
    const length = this.checkLength(this.i32());
    for (let i = 0; i < length; i++) {
      this.skip(key);
      this.skip(value);
    }
  }
}
