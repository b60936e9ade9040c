import {
  type BucketCounts,
  bucketCounts,
  fromDeltas,
  MOST_NATIVE_BUCKETS,
  type NativeHistogram,
  NativeHistogramError,
} from './native-histogram.ts';
import { type WireReader, WireType } from './protobuf/wire-reader.ts';

/** Field numbers, which the scraped Histogram and the one of remote write do not share. */
export interface HistogramFields {
  count: number;
  countFloat: number;
  sum: number;
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  zeroCountFloat: number;
  negative: SideFields;
  positive: SideFields;
  /** 0 where there is none. */
  customValues: number;
}

interface SideFields {
  spans: number;
  deltas: number;
  counts: number;
}

interface Side {
  spans: [offset: number, length: number][];
  deltas: number[];
  counts: number[];
}

type Scalar = Exclude<keyof HistogramFields, 'negative' | 'positive' | 'customValues'>;
type List = { list: 'custom' } | { list: keyof Side; side: 'negative' | 'positive' };

/**
 * Reads the native part of a Histogram message field by field. One for all messages of a document: `restart` before
 * each.
 */
export class NativeHistogramReader {
  readonly #scalars = new Map<number, Scalar>();
  readonly #lists = new Map<number, List>();
  readonly #numbers: Record<Scalar, number>;
  #sides: Record<'negative' | 'positive', Side> = { negative: emptySide(), positive: emptySide() };
  #custom: number[] = [];

  constructor({ negative, positive, customValues, ...scalars }: HistogramFields) {
    for (const [name, field] of Object.entries(scalars)) this.#scalars.set(field, name as Scalar);
    for (const [side, fields] of Object.entries({ negative, positive })) {
      for (const [list, field] of Object.entries(fields)) {
        this.#lists.set(field, { list: list as keyof Side, side: side as 'negative' | 'positive' });
      }
    }
    if (customValues > 0) this.#lists.set(customValues, { list: 'custom' });
    this.#numbers = noNumbers();
  }

  restart(): void {
    Object.assign(this.#numbers, noNumbers());
    this.#sides = { negative: emptySide(), positive: emptySide() };
    this.#custom = [];
  }

  /** Of which a classic histogram has nothing. */
  get hasBuckets(): boolean {
    const { positive, negative } = this.#sides;
    return positive.spans.length > 0 || negative.spans.length > 0 || this.#numbers.zeroThreshold > 0;
  }

  /** Takes the field that the reader stands at; false leaves it where it is. @throws WireError, NativeHistogramError */
  take(reader: WireReader, end: number): boolean {
    const scalar = this.#scalars.get(reader.field);
    if (scalar) {
      this.#numbers[scalar] = number(reader, end, scalar === 'schema');
      return true;
    }
    const list = this.#lists.get(reader.field);
    if (!list) return false;
    if (list.list === 'custom') readNumbers(reader, end, this.#custom, doubleOf);
    else if (list.list === 'spans') readSpan(reader, end, this.#sides[list.side].spans);
    else
      readNumbers(
        reader,
        end,
        this.#sides[list.side][list.list],
        list.list === 'deltas' ? signedOf : doubleOf,
      );
    return true;
  }

  /** @throws NativeHistogramError where spans and counts do not agree */
  histogram(): NativeHistogram {
    const { schema, sum, zeroThreshold, count, countFloat, zeroCount, zeroCountFloat } = this.#numbers;
    return {
      schema,
      sum,
      zeroThreshold,
      count: countFloat > 0 ? countFloat : count,
      zeroCount: zeroCountFloat > 0 ? zeroCountFloat : zeroCount,
      positive: countsOf(this.#sides.positive),
      negative: countsOf(this.#sides.negative),
      customBounds: this.#custom,
    };
  }

  get sum(): number {
    return this.#numbers.sum;
  }

  get count(): number {
    const { count, countFloat } = this.#numbers;
    return countFloat > 0 ? countFloat : count;
  }
}

const emptySide = (): Side => ({ spans: [], deltas: [], counts: [] });

const noNumbers = (): Record<Scalar, number> => ({
  count: 0,
  countFloat: 0,
  sum: 0,
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  zeroCountFloat: 0,
});

const countsOf = ({ spans, deltas, counts }: Side): BucketCounts =>
  bucketCounts(spans, counts.length > 0 ? counts : fromDeltas(deltas));

function number(reader: WireReader, end: number, zigzag: boolean): number {
  if (reader.wireType === WireType.fixed64) return reader.double(end);
  reader.expect(WireType.varint);
  return zigzag ? reader.signed(end) : reader.integer(end);
}

const signedOf = (reader: WireReader, end: number): number => reader.signed(end);
const doubleOf = (reader: WireReader, end: number): number => reader.double(end);

/** A repeated field, packed or one by one. */
function readNumbers(
  reader: WireReader,
  end: number,
  into: number[],
  read: (reader: WireReader, end: number) => number,
): void {
  const last = reader.wireType === WireType.bytes ? reader.lengthEnd(end) : null;
  do {
    if (last !== null && reader.pos >= last) return;
    if (into.length >= MOST_NATIVE_BUCKETS)
      throw new NativeHistogramError(`more than ${MOST_NATIVE_BUCKETS} buckets`);
    into.push(read(reader, last ?? end));
  } while (last !== null);
}

function readSpan(reader: WireReader, end: number, into: Side['spans']): void {
  const last = reader.lengthEnd(end);
  if (into.length >= MOST_NATIVE_BUCKETS)
    throw new NativeHistogramError(`more than ${MOST_NATIVE_BUCKETS} spans`);
  let offset = 0;
  let length = 0;
  while (reader.next(last)) {
    if (reader.field === 1) offset = number(reader, last, true);
    else if (reader.field === 2) length = number(reader, last, false);
    else reader.skip(last);
  }
  into.push([offset, length]);
}
