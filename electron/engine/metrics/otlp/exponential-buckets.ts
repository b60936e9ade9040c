import { floatText } from '../../formats/otlp/metrics/float-text.ts';
import type { ExponentialPoint } from '../../formats/otlp/metrics/point-batch.ts';
import { type BucketRange, downscaled, trimmed, united } from './bucket-range.ts';

/**
 * The finest scale that is kept: bounds grow by 2^(1/4), so that a quantile is at most 9 % off. A sender's SDK uses
 * the finest scale at which its values fit into 160 buckets and coarsens it as they spread: 20 to begin with.
 */
export const MOST_SCALE = 2;
/** On each side of zero; wider spread makes the scale coarser. */
export const MOST_BUCKETS = 80;

/** An exponential histogram at its own scale, cumulative since its start. */
export interface ExponentialState {
  scale: number;
  positive: BucketRange;
  negative: BucketRange;
  zeroCount: number;
  zeroThreshold: number;
  /** Whether there is a bucket for zero: once there was need of one. */
  hasZero: boolean;
  sum: number;
  count: number;
  startMs: number;
  lastMs: number;
}

type Side = 'positive' | 'negative';
const NONE: BucketRange = { first: 0, counts: [] };

/**
 * What the histogram is after the point. The range of buckets only grows, and the scale only falls, so that a bucket
 * that was there once stays: a bucket that came and went would make holes in its rate.
 */
export function nextState(before: ExponentialState | null, point: ExponentialPoint): ExponentialState {
  const { delta, count, sum, zeroCount, zeroThreshold, startMs, timeMs: lastMs } = point;
  const side = (name: Side, scale: number) => {
    const was = before ? downscaled(before[name], before.scale - scale) : NONE;
    return united(delta ? was : emptied(was), downscaled(trimmed(point[name]), point.scale - scale));
  };
  const at = (scale: number) => ({ positive: side('positive', scale), negative: side('negative', scale) });
  let scale = Math.min(MOST_SCALE, point.scale, before?.scale ?? MOST_SCALE);
  let sides = at(scale);
  while (Math.max(sides.positive.counts.length, sides.negative.counts.length) > MOST_BUCKETS)
    sides = at(--scale);
  const more = delta && before ? before : { count: 0, sum: 0, zeroCount: 0 };
  return {
    ...sides,
    scale,
    zeroThreshold: Math.max(zeroThreshold, before?.zeroThreshold ?? 0),
    zeroCount: zeroCount + more.zeroCount,
    hasZero: (before?.hasZero ?? false) || zeroCount > 0 || sides.negative.counts.length > 0,
    count: count + more.count,
    sum: sum + more.sum,
    startMs,
    lastMs,
  };
}

const emptied = ({ first, counts }: BucketRange): BucketRange => ({ first, counts: counts.map(() => 0) });

/** A classic bucket: how many are at most `le`. */
export interface Bucket {
  le: string;
  bound: number;
  count: number;
}

/** 2^(index / 2^scale); the same bound at any scale that has it, bit by bit, so that its label stays. */
const boundOf = (index: number, scale: number): number => 2 ** (index / 2 ** scale);

/**
 * The state as classic buckets, lowest first, so that histogram_quantile and everything made for classic histograms
 * work on it. Below the lowest bucket with anything in it stands its lower bound too: histogram_quantile takes a
 * lowest bucket to reach down to zero.
 */
export function classicBuckets(state: ExponentialState): Bucket[] {
  const { scale, positive, negative, zeroCount, zeroThreshold, hasZero, count } = state;
  const buckets: Bucket[] = [];
  const add = (bound: number, below: number) => buckets.push({ le: floatText(bound), bound, count: below });
  let below = 0;
  const last = negative.first + negative.counts.length;
  if (negative.counts.length > 0) add(-boundOf(last, scale), 0);
  for (let index = last - 1; index >= negative.first; index--) {
    below += negative.counts[index - negative.first]!;
    add(-boundOf(index, scale), below);
  }
  below += zeroCount;
  if (hasZero) add(zeroThreshold, below);
  if (positive.counts.length > 0 && !(hasZero && boundOf(positive.first, scale) <= zeroThreshold)) {
    add(boundOf(positive.first, scale), below);
  }
  for (const [i, own] of positive.counts.entries()) {
    below += own;
    add(boundOf(positive.first + i + 1, scale), below);
  }
  buckets.push({ le: '+Inf', bound: Number.POSITIVE_INFINITY, count: Math.max(count, below) });
  return buckets;
}

/** How many were at most `bound` in a state that may have no such bucket. */
export function countBelow(state: ExponentialState, bound: number): number {
  let below = 0;
  for (const bucket of classicBuckets(state)) {
    if (bucket.bound > bound) break;
    below = bucket.count;
  }
  return below;
}
