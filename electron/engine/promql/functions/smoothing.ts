import { EvaluationError } from '../evaluation-error.ts';
import type { RangeCall, RangeFunctionEntry } from '../range-call.ts';

/** Holt's linear trend over the samples from <= i < to, at least two. */
function smoothed(
  values: Float64Array,
  from: number,
  to: number,
  factor: number,
  trendFactor: number,
): number {
  let before = 0;
  let level = values[from] as number;
  let trend = (values[from + 1] as number) - level;
  for (let i = from + 1; i < to; i++) {
    if (i > from + 1) trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
    const next = factor * (values[i] as number) + (1 - factor) * (level + trend);
    before = level;
    level = next;
  }
  return level;
}

function checkFactors({ scalars }: RangeCall): void {
  const names = ['smoothing', 'trend'];
  const short = ['sf', 'tf'];
  for (const [i, factors] of scalars.entries()) {
    for (const factor of factors) {
      if (!(factor <= 0 || factor >= 1)) continue;
      const got = factor.toFixed(6);
      throw new EvaluationError(`invalid ${names[i]} factor. Expected: 0 < ${short[i]} < 1, got: ${got}`);
    }
  }
}

export const smoothingFunctions: Record<string, RangeFunctionEntry> = {
  double_exponential_smoothing: {
    check: checkFactors,
    compute: ({ values, from, to }, { grid, scalars }, { values: out, present }) => {
      const [factors, trends] = scalars as [Float64Array, Float64Array];
      for (let step = 0; step < grid.steps; step++) {
        const first = from[step] as number;
        const end = to[step] as number;
        if (end - first < 2) continue;
        out[step] = smoothed(values, first, end, factors[step] as number, trends[step] as number);
        present[step] = 1;
      }
    },
  },
};
