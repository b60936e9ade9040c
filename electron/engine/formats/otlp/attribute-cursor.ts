import type { KeyValue } from '../../../../shared/model/attributes.ts';
import { WireReader } from '../protobuf/wire-reader.ts';
import { readKeyValue } from './attribute-codec.ts';
import { SPAN } from './span-codec.ts';

/**
 * Goes through the attributes of a span's payload (see span-codec.ts) and reads only those that are asked for. Equal
 * pairs have equal bytes, so who has met a pair before can know it by `raw`.
 *
 * @throws WireError when the payload was not written by this program
 */
export class AttributeCursor {
  readonly #reader: WireReader;
  readonly #end: number;
  #from = 0;
  #to = 0;

  constructor(payload: Uint8Array) {
    this.#reader = new WireReader(payload);
    this.#end = payload.length;
  }

  /** False after the last attribute. */
  next(): boolean {
    const reader = this.#reader;
    reader.pos = this.#to;
    while (reader.next(this.#end)) {
      if (reader.field !== SPAN.attributes) {
        reader.skip(this.#end);
        continue;
      }
      this.#to = reader.lengthEnd(this.#end);
      this.#from = reader.pos;
      return true;
    }
    this.#to = this.#end;
    return false;
  }

  /** The pair's bytes, one character each. */
  get raw(): string {
    return this.#reader.bytes.toString('latin1', this.#from, this.#to);
  }

  read(): KeyValue {
    this.#reader.pos = this.#from;
    return readKeyValue(this.#reader, this.#to);
  }
}
