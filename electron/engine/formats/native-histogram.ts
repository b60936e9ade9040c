import { boundText } from './exposition/normal-bounds.ts';
import { QuietError } from './quiet-error.ts';

/** Counts of consecutive buckets by their index, absolute; what is not named is empty. */
export type BucketCounts = Map<number, number>;

/**
 * A histogram with exponential buckets (Prometheus native histograms): bucket i holds what is above
 * 2^((i-1)·2^-schema) and up to 2^(i·2^-schema), and the same mirrored below zero. With `customBounds` bucket i goes
 * up to customBounds[i] instead, and the one behind the last has no bound.
 */
export interface NativeHistogram {
  schema: number;
  count: number;
  sum: number;
  zeroThreshold: number;
  zeroCount: number;
  positive: BucketCounts;
  negative: BucketCounts;
  customBounds: readonly number[];
}

/** The schema that stands for custom bounds. */
export const CUSTOM_BOUNDS = -53;
export const MOST_NATIVE_BUCKETS = 10_000;

/** Four buckets a power of two: finer ones are put together, for each is a series of its own afterwards. */
const FINEST_SCHEMA = 2;
const COARSEST_SCHEMA = -4;
const FINEST_KNOWN = 8;
/** The powers of two that doubles have, with room for a bucket around the last. */
const MOST_POWER = 1_100;
/** Buckets on each side of zero; a wider range gets coarser ones. */
const MOST_BOUNDS = 80;

/** A bucket of a classic histogram: its bound as label, and how many are up to it. */
export type ClassicBucket = [le: string, count: number];

export class NativeHistogramError extends QuietError {}

/** Spans and the counts of their buckets, as every message of Prometheus has them. @throws NativeHistogramError */
export function bucketCounts(
  spans: readonly (readonly [offset: number, length: number])[],
  counts: readonly number[],
): BucketCounts {
  const buckets: BucketCounts = new Map();
  let index = 0;
  let taken = 0;
  for (const [offset, length] of spans) {
    index += offset;
    if (length > counts.length - taken)
      throw new NativeHistogramError('spans of more buckets than there are counts');
    for (let i = 0; i < length; i++) buckets.set(index++, counts[taken++]!);
  }
  if (taken < counts.length) throw new NativeHistogramError('counts of buckets that are in no span');
  return buckets;
}

/** Counts told as differences, each to the one before. */
export function fromDeltas(deltas: readonly number[]): number[] {
  let count = 0;
  return deltas.map((delta) => (count += delta));
}

interface Range {
  from: number;
  to: number;
}

/**
 * Turns the native histograms of one series into classic buckets whose bounds stay the same from sample to sample: what
 * was told once is told again even when its bucket is empty, bounds of neighbours are put together to at most four a power
 * of two, and coarser when the range is wide. A coarser grid's bounds are among the finer one's.
 */
export class ClassicBounds {
  #schema = FINEST_SCHEMA;
  #positive: Range | null = null;
  #negative: Range | null = null;

  /** Cumulative, in the order of the bounds, `+Inf` last. @throws NativeHistogramError for bounds that are no numbers */
  buckets(histogram: NativeHistogram): ClassicBucket[] {
    if (histogram.schema === CUSTOM_BOUNDS) return customBuckets(histogram);
    check(histogram);
    const { zeroThreshold, zeroCount, count } = histogram;
    const { positive, negative } = this.#coarsened(histogram);
    const power = 2 ** -this.#schema;
    const bounds: [bound: number, count: number][] = [];
    if (this.#negative) {
      const { from, to } = this.#negative;
      for (let i = to; i >= from; i--) bounds.push([-(2 ** ((i - 1) * power)), negative.get(i) ?? 0]);
    }
    bounds.push([zeroThreshold, zeroCount]);
    if (this.#positive) {
      const { from, to } = this.#positive;
      for (let i = from; i <= to; i++) {
        // The lower bound of the first, so that what is below is known to be empty.
        if (i === from) bounds.push([2 ** ((i - 1) * power), 0]);
        bounds.push([2 ** (i * power), positive.get(i) ?? 0]);
      }
    }
    return cumulative(bounds, count);
  }

  #coarsened({
    schema,
    positive,
    negative,
  }: NativeHistogram): Pick<NativeHistogram, 'positive' | 'negative'> {
    this.#coarsenTo(Math.min(this.#schema, schema));
    for (;;) {
      const up = merged(positive, schema - this.#schema);
      const down = merged(negative, schema - this.#schema);
      this.#positive = widened(this.#positive, up);
      this.#negative = widened(this.#negative, down);
      const widest = Math.max(widthOf(this.#positive), widthOf(this.#negative));
      if (widest <= MOST_BOUNDS || this.#schema <= COARSEST_SCHEMA) return { positive: up, negative: down };
      this.#coarsenTo(this.#schema - 1);
    }
  }

  #coarsenTo(schema: number): void {
    const by = this.#schema - schema;
    if (by <= 0) return;
    this.#schema = schema;
    for (const range of [this.#positive, this.#negative]) {
      if (range) Object.assign(range, { from: coarser(range.from, by), to: coarser(range.to, by) });
    }
  }
}

/** Indices come from outside: only those of doubles may make a range. */
function check({ schema, positive, negative }: NativeHistogram): void {
  if (schema < COARSEST_SCHEMA || schema > FINEST_KNOWN) throw new NativeHistogramError(`schema ${schema}`);
  const most = MOST_POWER * 2 ** schema;
  for (const index of [...positive.keys(), ...negative.keys()]) {
    if (Math.abs(index) > most) throw new NativeHistogramError(`bucket ${index}, beyond every number`);
  }
}

const widthOf = (range: Range | null): number => (range ? range.to - range.from + 1 : 0);

/** Index of the bucket, in a grid coarser by so many halvings, that holds this one. */
const coarser = (index: number, by: number): number => Math.ceil(index / 2 ** by);

function merged(buckets: BucketCounts, by: number): BucketCounts {
  if (by <= 0) return buckets;
  const result: BucketCounts = new Map();
  for (const [index, count] of buckets) {
    const at = coarser(index, by);
    result.set(at, (result.get(at) ?? 0) + count);
  }
  return result;
}

function widened(range: Range | null, buckets: BucketCounts): Range | null {
  let { from, to } = range ?? { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  for (const index of buckets.keys()) {
    if (index < from) from = index;
    if (index > to) to = index;
  }
  return to < from ? range : { from, to };
}

function customBuckets({ customBounds, positive, count }: NativeHistogram): ClassicBucket[] {
  return cumulative(
    customBounds.map((bound, i) => [bound, positive.get(i) ?? 0]),
    count,
  );
}

/** @param bounds with the count of each bucket alone; one below the bound before it is part of that one */
function cumulative(bounds: readonly [bound: number, count: number][], all: number): ClassicBucket[] {
  const buckets: ClassicBucket[] = [];
  let below = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (const [bound, count] of bounds) {
    total += count;
    if (bound > below && bound !== Number.POSITIVE_INFINITY) {
      buckets.push([boundText(bound), total]);
      below = bound;
    } else if (count > 0 && buckets.length > 0) buckets.at(-1)![1] = total;
  }
  buckets.push(['+Inf', all]);
  return buckets;
}
