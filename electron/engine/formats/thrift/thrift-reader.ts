/** The bytes are no Thrift value of the expected shape. */
export class ThriftError extends Error {
  constructor(what: string, at: number) {
    super(`${what} at byte ${at}`);
    this.name = 'ThriftError';
  }
}

/** Types of values, by the numbers of the binary protocol; the compact protocol's are mapped to them. */
export const ThriftType = {
  stop: 0,
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;

/** What stands before the arguments of a call, as agents get it. */
export interface ThriftMessage {
  name: string;
  /** 1 call, 2 reply, 3 exception, 4 one-way. */
  type: number;
}

/** Structures may be nested this deep; what is skipped counts too. */
export const MOST_NESTED = 64;

/**
 * A cursor over one encoding of Thrift. No length is believed before that many bytes are seen to be there, so
 * nothing is allocated on a sender's word. Apache's own library is not used to read: its protocols read from
 * transports with callbacks, and it decodes only through code that its compiler generates; it is the encoder in the
 * tests.
 *
 * @throws ThriftError from every method, for truncated or malformed bytes.
 */
export interface ThriftReader {
  readonly bytes: Buffer;
  pos: number;
  /** Of the field that `field` went to. */
  fieldId: number;
  fieldType: number;
  /** Of the list that `list` began. */
  elementType: number;
  message(): ThriftMessage;
  /** Begins a struct; answers what `endStruct` wants. */
  beginStruct(): number;
  /** Goes to the next field; false at the struct's end. */
  field(): boolean;
  endStruct(begun: number): void;
  /** Begins a list or set and answers its length, which the rest of the bytes can hold. */
  list(): number;
  bool(): boolean;
  i16(): number;
  i32(): number;
  i64(): bigint;
  double(): number;
  /** Goes behind a string or binary and leaves where it begins in `start`; `pos` is its end. */
  span(): void;
  start: number;
  text(): string;
  /** A copy. */
  binary(): Uint8Array<ArrayBuffer>;
  /** Goes behind a value of the type. */
  skip(type: number): void;
}

/** What both encodings share. */
export abstract class AbstractThriftReader {
  readonly bytes: Buffer;
  pos = 0;
  start = 0;
  fieldId = 0;
  fieldType = 0;
  elementType = 0;
  protected depth = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  abstract beginStruct(): number;
  abstract field(): boolean;
  abstract endStruct(begun: number): void;
  abstract list(): number;
  abstract i64(): bigint;
  abstract span(): void;
  protected abstract skipPlain(type: number): void;
  protected abstract skipMap(): void;

  text(): string {
    this.span();
    return this.start === this.pos ? '' : this.bytes.toString('utf8', this.start, this.pos);
  }

  binary(): Uint8Array<ArrayBuffer> {
    this.span();
    return new Uint8Array(this.bytes.subarray(this.start, this.pos));
  }

  skip(type: number): void {
    switch (type) {
      case ThriftType.string:
        this.span();
        return;
      case ThriftType.struct: {
        const begun = this.beginStruct();
        while (this.field()) this.skip(this.fieldType);
        this.endStruct(begun);
        return;
      }
      case ThriftType.list:
      case ThriftType.set:
        this.skipList();
        return;
      case ThriftType.map:
        this.nested(() => this.skipMap());
        return;
      default:
        this.skipPlain(type);
    }
  }

  private skipList(): void {
    this.nested(() => {
      const length = this.list();
      const type = this.elementType;
      for (let i = 0; i < length; i++) this.skip(type);
    });
  }

  protected nested(action: () => void): void {
    this.enter();
    action();
    this.depth--;
  }

  protected enter(): void {
    if (++this.depth > MOST_NESTED) throw new ThriftError('values nested too deep', this.pos);
  }

  /** The position of so many bytes, and goes behind them. */
  protected take(size: number): number {
    const at = this.pos;
    if (size > this.bytes.length - at) throw new ThriftError('truncated value', at);
    this.pos = at + size;
    return at;
  }

  protected takeSpan(size: number): void {
    if (size < 0) throw new ThriftError('a negative length', this.pos);
    if (size > this.bytes.length - this.pos) throw new ThriftError('a length beyond the end', this.pos);
    this.start = this.pos;
    this.pos += size;
  }

  /** Every element takes a byte at least, so a list cannot be longer than what is left. */
  protected checkLength(length: number): number {
    if (length < 0) throw new ThriftError('a negative length', this.pos);
    if (length > this.bytes.length - this.pos) throw new ThriftError('a list beyond the end', this.pos);
    return length;
  }
}
