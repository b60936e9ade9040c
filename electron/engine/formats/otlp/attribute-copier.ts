import type { AttributeValue } from '../../../../shared/model/attributes.ts';
import { cutUtf8, type DecodeLimits } from '../limits.ts';
import { WireError, type WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { WireWriter } from '../protobuf/wire-writer.ts';
import { MOST_NESTED, readKeyValue, writeAttributes } from './attribute-codec.ts';

/** Bytes that an AnyValue message has beside a string of the longest length allowed. */
const VALUE_OVERHEAD = 8;

/**
 * Copies fields of a message from the wire as they are, in the longest runs possible. What stays out ends a run.
 */
export class RunCopier {
  readonly #reader: WireReader;
  readonly #writer: WireWriter;
  #start = -1;
  #end = -1;

  constructor(reader: WireReader, writer: WireWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  /** Takes the field that begins (with its tag) at `start` and ends where the reader stands. */
  take(start: number): void {
    if (start !== this.#end) {
      this.flush();
      this.#start = start;
    }
    this.#end = this.#reader.pos;
  }

  flush(): void {
    if (this.#start >= 0) this.#writer.raw(this.#reader.bytes, this.#start, this.#end);
    this.forget();
  }

  forget(): void {
    this.#start = -1;
    this.#end = -1;
  }
}

/** What a KeyValue is: within its limits, with a text that can be cut, or to be left out. */
export type AttributeVerdict = 'keep' | 'cut' | 'drop';

/**
 * Walks the KeyValue that ends at `end` and judges it; the reader stands behind it afterwards.
 *
 * @throws WireError for anything that could not be read back later.
 */
export function checkKeyValue(reader: WireReader, end: number, limits: DecodeLimits): AttributeVerdict {
  let verdict: AttributeVerdict = 'keep';
  while (reader.next(end)) {
    if (reader.field === 1) {
      const last = reader.lengthEnd(end);
      if (last - reader.pos > limits.keyBytes) verdict = 'drop';
      reader.pos = last;
    } else if (reader.field === 2) {
      const last = reader.lengthEnd(end);
      const large = last - reader.pos > limits.valueBytes + VALUE_OVERHEAD;
      const isText = reader.bytes[reader.pos] === ((1 << 3) | WireType.bytes);
      checkAnyValue(reader, last, 1);
      if (large && verdict === 'keep') verdict = isText ? 'cut' : 'drop';
    } else reader.skip(end);
  }
  return verdict;
}

function checkAnyValue(reader: WireReader, end: number, depth: number): void {
  if (depth > MOST_NESTED) throw new WireError('values nested too deep', reader.pos);
  while (reader.next(end)) {
    switch (reader.field) {
      case 1:
      case 7:
        reader.pos = reader.lengthEnd(end);
        break;
      case 2:
      case 3:
        reader.expect(WireType.varint);
        reader.varint(end);
        break;
      case 4:
        reader.expect(WireType.fixed64);
        reader.skip(end);
        break;
      case 5:
      case 6:
        checkList(reader, reader.lengthEnd(end), depth + 1, reader.field === 6);
        break;
      default:
        reader.skip(end);
    }
  }
}

function checkList(reader: WireReader, end: number, depth: number, pairs: boolean): void {
  while (reader.next(end)) {
    if (reader.field !== 1) reader.skip(end);
    else if (pairs) checkPair(reader, reader.lengthEnd(end), depth + 1);
    else checkAnyValue(reader, reader.lengthEnd(end), depth + 1);
  }
}

function checkPair(reader: WireReader, end: number, depth: number): void {
  while (reader.next(end)) {
    if (reader.field === 1) reader.pos = reader.lengthEnd(end);
    else if (reader.field === 2) checkAnyValue(reader, reader.lengthEnd(end), depth + 1);
    else reader.skip(end);
  }
}

/** Writes the KeyValue that stands between `start` and `end` with its text cut to the limit. */
export function writeCutAttribute(
  reader: WireReader,
  writer: WireWriter,
  field: number,
  range: { start: number; end: number },
  limits: DecodeLimits,
): void {
  reader.pos = range.start;
  const [key, value] = readKeyValue(reader, range.end);
  const cut: AttributeValue = typeof value === 'string' ? cutUtf8(value, limits.valueBytes) : null;
  writeAttributes(writer, field, [[key, cut]]);
}
