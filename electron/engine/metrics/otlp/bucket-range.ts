import type { ExponentialBuckets } from '../../formats/otlp/metrics/point-batch.ts';

/** Counts of exponential buckets by index, from `first` on; empty where there are none. */
export interface BucketRange {
  first: number;
  counts: number[];
}

/** Without the empty buckets at both ends. */
export function trimmed({ offset, counts }: ExponentialBuckets): BucketRange {
  let from = 0;
  let to = counts.length;
  while (from < to && !counts[from]) from++;
  while (to > from && !counts[to - 1]) to--;
  return { first: offset + from, counts: Array.from(counts.subarray(from, to)) };
}

/** At a scale that is smaller by `steps`: pairs of buckets become one, `steps` times (OTLP data model, "Scale"). */
export function downscaled({ first, counts }: BucketRange, steps: number): BucketRange {
  if (steps === 0 || counts.length === 0) return { first, counts };
  const low = shifted(first, steps);
  const result: BucketRange = { first: low, counts: [] };
  for (const [i, count] of counts.entries()) {
    const at = shifted(first + i, steps) - low;
    result.counts[at] = (result.counts[at] ?? 0) + count;
  }
  return result;
}

/** As an arithmetic shift, for steps beyond 31 too. */
const shifted = (index: number, steps: number) => Math.floor(index / 2 ** steps);

/** A range over both with the counts of both. */
export function united(a: BucketRange, b: BucketRange): BucketRange {
  if (a.counts.length === 0) return b;
  if (b.counts.length === 0) return a;
  const first = Math.min(a.first, b.first);
  const end = Math.max(a.first + a.counts.length, b.first + b.counts.length);
  const counts = new Array<number>(end - first).fill(0);
  for (const [i, count] of a.counts.entries()) counts[a.first - first + i]! += count;
  for (const [i, count] of b.counts.entries()) counts[b.first - first + i]! += count;
  return { first, counts };
}
