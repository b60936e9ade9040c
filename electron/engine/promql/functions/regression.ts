import { timeOf } from '../grid.ts';
import { KahanSum } from '../kahan.ts';
import type { RangeFunctionEntry, Windows } from '../range-call.ts';

interface Line {
  /** Per second. */
  slope: number;
  /** Its value at the time the line was asked for. */
  intercept: number;
}

/** Least squares over the samples from <= i < to, at least two. */
function lineThrough({ timesMs, values }: Windows, from: number, to: number, atMs: number): Line {
  const [x, y, xy, xx] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()];
  const first = values[from] as number;
  let flat = true;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (value !== first && i > from) flat = false;
    const seconds = ((timesMs[i] as number) - atMs) / 1000;
    x.add(seconds);
    y.add(value);
    xy.add(seconds * value);
    xx.add(seconds * seconds);
  }
  // Exactly flat, and an infinite value has no line.
  if (flat) {
    return Number.isFinite(first) || Number.isNaN(first)
      ? { slope: 0, intercept: first }
      : { slope: Number.NaN, intercept: Number.NaN };
  }
  const count = to - from;
  const slope = (xy.total - (x.total * y.total) / count) / (xx.total - (x.total * x.total) / count);
  return { slope, intercept: y.total / count - (slope * x.total) / count };
}

const deriv: RangeFunctionEntry = {
  compute: (windows, { grid }, { values, present }) => {
    for (let step = 0; step < grid.steps; step++) {
      const from = windows.from[step] as number;
      const to = windows.to[step] as number;
      if (to - from < 2) continue;
      // From the first sample on: large times would cost digits.
      values[step] = lineThrough(windows, from, to, windows.timesMs[from] as number).slope;
      present[step] = 1;
    }
  },
};

const predictLinear: RangeFunctionEntry = {
  compute: (windows, { grid, scalars }, { values, present }) => {
    const ahead = scalars[0] as Float64Array;
    for (let step = 0; step < grid.steps; step++) {
      const from = windows.from[step] as number;
      const to = windows.to[step] as number;
      if (to - from < 2) continue;
      const { slope, intercept } = lineThrough(windows, from, to, timeOf(grid, step));
      values[step] = slope * (ahead[step] as number) + intercept;
      present[step] = 1;
    }
  },
};

export const regressionFunctions: Record<string, RangeFunctionEntry> = {
  deriv,
  predict_linear: predictLinear,
};
