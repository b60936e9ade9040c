/**
 * Which steps of which series have a value, for answers in which NaN can also be computed: one bit a step and series,
 * in the order of the series, the first in the lowest bit of the first byte.
 */
export function packPresence(presences: readonly Uint8Array[], steps: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil((presences.length * steps) / 8));
  for (const [series, present] of presences.entries()) {
    for (let step = 0, bit = series * steps; step < steps; step++, bit++) {
      if (present[step] === 1) bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
    }
  }
  return bits;
}

/** Whether a series of an answer has a value at a step; where there are no bits every NaN is a gap. */
export function isPresent(
  {
    present,
    timesMs,
    series,
  }: { present: Uint8Array | null; timesMs: Float64Array; series: readonly { values: Float64Array }[] },
  index: number,
  step: number,
): boolean {
  if (!present) return !Number.isNaN(series[index]?.values[step]);
  const bit = index * timesMs.length + step;
  return (((present[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
}
