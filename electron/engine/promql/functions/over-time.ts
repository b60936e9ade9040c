import type { Expr } from '../../../../shared/promql/ast.ts';
import type { Evaluation } from '../evaluation.ts';
import { goFloat } from '../go-float.ts';
import { KahanSum, meanOf, sumOf } from '../kahan.ts';
import { isQuantile, quantileOf } from '../quantile.ts';
import type { RangeCall, RangeFunction, RangeFunctionEntry, Windows } from '../range-call.ts';

/** A number of the samples from <= i < to, of which there is at least one. */
type Reduction = (values: Float64Array, from: number, to: number) => number;

function reduced(reduce: Reduction): RangeFunctionEntry {
  const compute: RangeFunction = ({ values, from, to }, { grid }, { values: out, present }) => {
    for (let step = 0; step < grid.steps; step++) {
      const first = from[step] as number;
      const end = to[step] as number;
      if (end <= first) continue;
      out[step] = reduce(values, first, end);
      present[step] = 1;
    }
  };
  return { compute };
}

/** A number of one sample, by its index. */
function picked(pick: (windows: Windows, from: number, to: number) => number): RangeFunction {
  return (windows, { grid }, { values: out, present }) => {
    for (let step = 0; step < grid.steps; step++) {
      const first = windows.from[step] as number;
      const end = windows.to[step] as number;
      if (end <= first) continue;
      out[step] = pick(windows, first, end);
      present[step] = 1;
    }
  };
}

/** How many of the samples after a window's first differ in some way from the one before them. */
function counted(differs: (before: number, now: number) => boolean): RangeFunctionEntry {
  const compute: RangeFunction = ({ values, from, to }, { grid }, { values: out, present }) => {
    const before = new Int32Array(values.length + 1);
    for (let i = 1; i < values.length; i++) {
      const one = differs(values[i - 1] as number, values[i] as number) ? 1 : 0;
      before[i + 1] = (before[i] as number) + one;
    }
    for (let step = 0; step < grid.steps; step++) {
      const first = from[step] as number;
      const end = to[step] as number;
      if (end <= first) continue;
      out[step] = (before[end] as number) - (before[first + 1] as number);
      present[step] = 1;
    }
  };
  return { compute };
}

/** Index of the sample that wins; of equal ones the first, or the last where `takes` says so of equals. */
function extreme(
  values: Float64Array,
  from: number,
  to: number,
  takes: (now: number, best: number) => boolean,
) {
  let best = from;
  for (let i = from + 1; i < to; i++) {
    const winner = values[best] as number;
    if (takes(values[i] as number, winner) || Number.isNaN(winner)) best = i;
  }
  return best;
}

function largest(values: Float64Array, from: number, to: number): number {
  let best = values[from] as number;
  for (let i = from + 1; i < to; i++) {
    const value = values[i] as number;
    if (value > best || Number.isNaN(best)) best = value;
  }
  return best;
}

function smallest(values: Float64Array, from: number, to: number): number {
  let best = values[from] as number;
  for (let i = from + 1; i < to; i++) {
    const value = values[i] as number;
    if (value < best || Number.isNaN(best)) best = value;
  }
  return best;
}

/** Welford's, compensated. */
function variance(values: Float64Array, from: number, to: number): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    const delta = value - mean.total;
    mean.add(delta / (i - from + 1));
    squares.add(delta * (value - mean.total));
  }
  return squares.total / (to - from);
}

function medianDeviation(values: Float64Array, from: number, to: number): number {
  const window = values.slice(from, to);
  if (window.some(Number.isNaN)) return Number.NaN;
  const median = quantileOf(0.5, window);
  return quantileOf(
    0.5,
    window.map((value) => Math.abs(value - median)),
  );
}

const quantileOverTime: RangeFunctionEntry = {
  compute: ({ values, from, to }, { grid, scalars }, { values: out, present }) => {
    const quantiles = scalars[0] as Float64Array;
    let window = new Float64Array(64);
    for (let step = 0; step < grid.steps; step++) {
      const first = from[step] as number;
      const end = to[step] as number;
      const size = end - first;
      if (size <= 0) continue;
      if (size > window.length) window = new Float64Array(size * 2);
      for (let i = 0; i < size; i++) window[i] = values[first + i] as number;
      out[step] = quantileOf(quantiles[step] as number, window.subarray(0, size));
      present[step] = 1;
    }
  },
  check: ({ scalars }: RangeCall, args: readonly Expr[], { notes }: Evaluation) => {
    for (const q of scalars[0] as Float64Array) {
      if (!isQuantile(q))
        notes.warn(`quantile value should be between 0 and 1, got ${goFloat(q)}`, args[0] as Expr);
    }
  },
};

const secondsOf = (timesMs: Float64Array, i: number): number => (timesMs[i] as number) / 1000;

export const overTimeFunctions: Record<string, RangeFunctionEntry> = {
  sum_over_time: reduced(sumOf),
  avg_over_time: reduced(meanOf),
  min_over_time: reduced(smallest),
  max_over_time: reduced(largest),
  count_over_time: reduced((_values, from, to) => to - from),
  present_over_time: reduced(() => 1),
  absent_over_time: reduced(() => 1),
  stdvar_over_time: reduced(variance),
  stddev_over_time: reduced((values, from, to) => Math.sqrt(variance(values, from, to))),
  mad_over_time: reduced(medianDeviation),
  quantile_over_time: quantileOverTime,
  first_over_time: { compute: picked(({ values }, from) => values[from] as number), keepsName: true },
  last_over_time: { compute: picked(({ values }, _from, to) => values[to - 1] as number), keepsName: true },
  ts_of_first_over_time: { compute: picked(({ timesMs }, from) => secondsOf(timesMs, from)) },
  ts_of_last_over_time: { compute: picked(({ timesMs }, _from, to) => secondsOf(timesMs, to - 1)) },
  ts_of_max_over_time: {
    compute: picked(({ timesMs, values }, from, to) =>
      secondsOf(
        timesMs,
        extreme(values, from, to, (now, best) => now >= best),
      ),
    ),
  },
  ts_of_min_over_time: {
    compute: picked(({ timesMs, values }, from, to) =>
      secondsOf(
        timesMs,
        extreme(values, from, to, (now, best) => now <= best),
      ),
    ),
  },
  changes: counted((before, now) => now !== before && !(Number.isNaN(now) && Number.isNaN(before))),
  resets: counted((before, now) => now < before),
};
