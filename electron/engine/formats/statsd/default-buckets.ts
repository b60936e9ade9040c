/** Prometheus' default bounds, in seconds or whatever a histogram's own unit is (client_golang DefBuckets). */
export const BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The bucket of a value; BUCKETS.length for what is over all. */
export function bucketOf(value: number): number {
  let i = 0;
  while (i < BUCKETS.length && value > BUCKETS[i]!) i++;
  return i;
}
