/** One line, area or stack of bars: a value (NaN for none) at each of the times. */
export interface ChartSeries {
  name: string;
  /** A CSS colour, `var(--c4)` included. */
  colour: string;
  timesMs: Float64Array;
  values: Float64Array;
  area?: boolean;
  dashed?: boolean;
}

/** The index of the time nearest to the one given; -1 when there is none. Times ascend. */
export function nearestIndex(timesMs: Float64Array, timeMs: number): number {
  let low = 0;
  let high = timesMs.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  const here = timesMs[low] as number;
  const before = timesMs[low - 1];
  return before !== undefined && timeMs - before < here - timeMs ? low - 1 : low;
}

export interface Reading {
  name: string;
  colour: string;
  value: number;
}

/** What each series says at the time, largest first; a series with a gap there says nothing. */
export function readingsAt(series: ChartSeries[], timeMs: number): Reading[] {
  return series
    .map(({ name, colour, timesMs, values }) => ({
      name,
      colour,
      value: values[nearestIndex(timesMs, timeMs)] ?? Number.NaN,
    }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => b.value - a.value);
}

/** The largest value, of stacked series the largest sum. */
export function topOf(series: ChartSeries[], stacked: boolean): number {
  let top = 0;
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (const { values } of series) {
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sum = stacked ? sum + value : Math.max(sum, value);
    }
    top = Math.max(top, sum);
  }
  return top;
}
