import type { Attributes } from '../../../../../shared/model/attributes.ts';
import type { Exemplar } from '../../../../../shared/model/series.ts';
import { type WireReader, WireType } from '../../protobuf/wire-reader.ts';
import { readKeyValue } from '../attribute-codec.ts';
import { readExemplar } from './exemplars.ts';
import { millis, uint64 } from './fixed-numbers.ts';
import type { PointBuilder, PointHead } from './point-builder.ts';

/** The same in every kind of data point, but for a number's own (opentelemetry-proto metrics.proto). */
const START = 2;
const TIME = 3;
const COUNT = 4;
const SUM = 5;

const NO_RECORDED_VALUE = 1;

/** Where a kind has what all kinds have; 0 for no exemplars. */
export interface FieldNumbers {
  attributes: number;
  flags: number;
  exemplars: number;
}

/** What every data point has, as its fields come. */
export class PointFields {
  readonly #reader: WireReader;
  readonly #numbers: FieldNumbers;
  startMs = Number.NaN;
  timeMs = 0;
  stale = false;
  count = 0;
  sum = Number.NaN;
  readonly exemplars: Exemplar[] = [];
  /** Of the attributes: the first one's content, and where the last ends. */
  #from = -1;
  #firstEnd = -1;
  #to = -1;

  constructor(reader: WireReader, numbers: FieldNumbers) {
    this.#reader = reader;
    this.#numbers = numbers;
  }

  /** Takes the field at which the reader stands; false when it is none of these. */
  take(end: number): boolean {
    const reader = this.#reader;
    const { attributes, flags, exemplars } = this.#numbers;
    const { field, wireType } = reader;
    if (field === attributes) this.#noteAttribute(reader.lengthEnd(end));
    else if (field === START && wireType === WireType.fixed64) {
      const ms = millis(reader, end);
      if (ms > 0) this.startMs = ms;
    } else if (field === TIME && wireType === WireType.fixed64) this.timeMs = millis(reader, end);
    else if (field === flags && wireType === WireType.varint) {
      this.stale = (reader.varint(end) & NO_RECORDED_VALUE) !== 0;
    } else if (field === exemplars) {
      const exemplar = readExemplar(reader, reader.lengthEnd(end));
      if (exemplar) this.exemplars.push(exemplar);
    } else return false;
    return true;
  }

  /** The same for those that have a count and a sum. */
  takeTotals(end: number): boolean {
    const reader = this.#reader;
    if (reader.wireType !== WireType.fixed64) return false;
    if (reader.field === COUNT) this.count = uint64(reader, end);
    else if (reader.field === SUM) this.sum = reader.double(end);
    else return false;
    return true;
  }

  /** To be called behind the point's last field. */
  head(builder: PointBuilder): PointHead {
    const { startMs, timeMs, stale } = this;
    return { base: this.#base(builder), startMs, timeMs, stale };
  }

  #noteAttribute(last: number): void {
    if (this.#from < 0) {
      this.#from = this.#reader.pos;
      this.#firstEnd = last;
    }
    this.#to = last;
    this.#reader.pos = last;
  }

  /** The same bytes are the same labels, so the bytes are their key and are read once. */
  #base(builder: PointBuilder): number {
    if (this.#from < 0) return builder.base('', () => []);
    const reader = this.#reader;
    const key = reader.bytes.toString('latin1', this.#from, this.#to);
    const { pos } = reader;
    const base = builder.base(key, () => this.#readAttributes());
    reader.pos = pos;
    return base;
  }

  #readAttributes(): Attributes {
    const reader = this.#reader;
    reader.pos = this.#from;
    const attributes: Attributes = [readKeyValue(reader, this.#firstEnd)];
    while (reader.next(this.#to)) {
      if (reader.field === this.#numbers.attributes) {
        attributes.push(readKeyValue(reader, reader.lengthEnd(this.#to)));
      } else reader.skip(this.#to);
    }
    return attributes;
  }
}
