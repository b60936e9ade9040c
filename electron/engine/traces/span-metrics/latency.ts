/** Upper bounds in seconds: those of the OpenTelemetry collector's span metrics connector. */
export const LATENCY_BOUNDS: readonly number[] = [
  0.002, 0.004, 0.006, 0.008, 0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1, 1.4, 2, 5, 10, 15,
];

/** One more than there are bounds: what is longer than all of them. */
export const LATENCY_BUCKETS = LATENCY_BOUNDS.length + 1;

/** The label `le` of every bucket, as Prometheus writes it. */
export const LATENCY_LE: readonly string[] = [...LATENCY_BOUNDS.map(String), '+Inf'];

const BOUNDS_NANO = Float64Array.from(LATENCY_BOUNDS, (seconds) => Math.round(seconds * 1e9));

/** The first bucket whose bound is not exceeded. */
export function latencyBucket(nanos: number): number {
  let low = 0;
  let high = BOUNDS_NANO.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nanos <= BOUNDS_NANO[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
