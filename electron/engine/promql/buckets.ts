/** The buckets of a classic histogram at one step: upper bounds, and how many were at most as large. */
export interface Buckets {
  /** Ascending, each once. */
  bounds: Float64Array;
  counts: Float64Array;
  length: number;
}

/** What was raised so that counts do not go down from a bucket to a larger one. */
export interface Raised {
  lowest: number;
  highest: number;
  largest: number;
}

/** Two counts closer than this, of their sum, differ by rounding only. */
const TOLERANCE = 1e-12;
const LEAST_NORMAL = 2.2250738585072014e-308;

function isAlmost(a: number, b: number): boolean {
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < LEAST_NORMAL) return difference < TOLERANCE * LEAST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < TOLERANCE;
}

/** Changes the counts in place; null where nothing had to be raised but rounding errors. */
export function ensureMonotonic({ bounds, counts, length }: Buckets): Raised | null {
  let raised: Raised | null = null;
  let before = counts[0] as number;
  for (let i = 1; i < length; i++) {
    const count = counts[i] as number;
    if (count === before) continue;
    if (isAlmost(before, count)) counts[i] = before;
    else if (count < before) {
      counts[i] = before;
      const bound = bounds[i] as number;
      raised ??= { lowest: bound, highest: bound, largest: 0 };
      raised.highest = bound;
      raised.largest = Math.max(raised.largest, before - count);
    } else before = count;
  }
  return raised;
}

/**
 * The value below which the part `q` of all observations lies, taken to be spread evenly within a bucket. The lowest
 * bucket begins at 0 where its bound is above; what lies in the highest is told as the bound below it. NaN without
 * observations or without a bucket for all.
 */
export function bucketQuantile(q: number, { bounds, counts, length }: Buckets): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const all = counts[length - 1] as number;
  if (length < 2 || bounds[length - 1] !== Number.POSITIVE_INFINITY || all === 0) return Number.NaN;
  const rank = q * all;
  let bucket = 0;
  while (bucket < length - 1 && !((counts[bucket] as number) >= rank)) bucket++;
  if (bucket === length - 1) return bounds[length - 2] as number;
  const upper = bounds[bucket] as number;
  if (bucket === 0) return upper <= 0 ? upper : upper * (rank / (counts[0] as number));
  const lower = bounds[bucket - 1] as number;
  const below = counts[bucket - 1] as number;
  return lower + (upper - lower) * ((rank - below) / ((counts[bucket] as number) - below));
}

/** The part of all observations between two values, the inverse of the quantile. */
export function bucketFraction(lower: number, upper: number, { bounds, counts, length }: Buckets): number {
  if (length === 0 || bounds[length - 1] !== Number.POSITIVE_INFINITY) return Number.NaN;
  const all = counts[length - 1] as number;
  if (all === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const buckets = { bounds, counts, length };
  return (Math.min(rankOf(upper, buckets), all) - Math.min(rankOf(lower, buckets), all)) / all;
}

/** How many observations are at most `value`. */
function rankOf(value: number, { bounds, counts, length }: Buckets): number {
  for (let i = 0; i < length; i++) {
    const upper = bounds[i] as number;
    const lower = i > 0 ? (bounds[i - 1] as number) : upper > 0 ? 0 : Number.NEGATIVE_INFINITY;
    const below = i > 0 ? (counts[i - 1] as number) : 0;
    if (lower >= value) return below;
    if (upper > value) return below + ((counts[i] as number) - below) * ((value - lower) / (upper - lower));
  }
  return counts[length - 1] as number;
}
