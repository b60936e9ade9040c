/** One layer of a stack: where it begins and where it ends, at each time. */
export interface Layer {
  lower: Float64Array;
  /** NaN where the layer has no value: it takes no room there. */
  upper: Float64Array;
}

/** Values put on top of one another, the first at the bottom; what is below zero is stacked downwards. */
export function stackLayers(series: { values: Float64Array }[]): Layer[] {
  const length = series[0]?.values.length ?? 0;
  const above = new Float64Array(length);
  const below = new Float64Array(length);
  // In two pieces, for a thousand small ones would keep the garbage collector busy.
  const lowers = new Float64Array(length * series.length);
  const uppers = new Float64Array(length * series.length);
  return series.map(({ values }, at) => {
    const lower = lowers.subarray(at * length, (at + 1) * length);
    const upper = uppers.subarray(at * length, (at + 1) * length);
    for (let i = 0; i < length; i++) {
      const value = values[i] ?? Number.NaN;
      const pile = value < 0 ? below : above;
      lower[i] = pile[i] as number;
      if (Number.isNaN(value)) {
        upper[i] = Number.NaN;
        continue;
      }
      pile[i] = (pile[i] as number) + value;
      upper[i] = pile[i] as number;
    }
    return { lower, upper };
  });
}

/** Smallest and largest of many lists of values; infinities and gaps do not count. NaN for none. */
export function extent(lists: Iterable<Float64Array>): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of lists) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? { low: Number.NaN, high: Number.NaN } : { low, high };
}
