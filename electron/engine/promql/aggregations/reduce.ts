import type { Evaluation, Slices } from '../evaluation.ts';
import type { Grid } from '../grid.ts';
import { restOf } from '../kahan.ts';
import { type Column, newColumn } from '../value.ts';
import type { Group } from './groups.ts';

/** Takes in one series after another and gives one value a step; nothing is kept of a series but what is summed up. */
interface Accumulator {
  add(column: Column): void;
  /** Puts the results where a step has seen a value: into `values` of the output, whose presence is set already. */
  finish(out: Column): void;
}

type Start = (grid: Grid) => Accumulator;

/** Sum with Neumaier's compensation. */
const sum: Start = ({ steps }) => {
  const sums = new Float64Array(steps);
  const rests = new Float64Array(steps);
  const seen = new Uint8Array(steps);
  return {
    add: ({ values, present }) => {
      for (let step = 0; step < steps; step++) {
        if (present[step] === 0) continue;
        const value = values[step] as number;
        if (seen[step] === 0) {
          seen[step] = 1;
          sums[step] = value;
          continue;
        }
        const before = sums[step] as number;
        const next = before + value;
        if (next === Number.POSITIVE_INFINITY || next === Number.NEGATIVE_INFINITY) rests[step] = 0;
        else rests[step] = (rests[step] as number) + restOf(before, value, next);
        sums[step] = next;
      }
    },
    finish: ({ values }) => {
      for (let step = 0; step < steps; step++)
        values[step] = (sums[step] as number) + (rests[step] as number);
    },
  };
};

/** The sum by the count; from where the sum is no longer finite on, the mean is carried on from value to value. */
const avg: Start = ({ steps }) => {
  const sums = new Float64Array(steps);
  const rests = new Float64Array(steps);
  const counts = new Float64Array(steps);
  const isMean = new Uint8Array(steps);

  const addToMean = (step: number, value: number) => {
    const count = counts[step] as number;
    const part = (count - 1) / count;
    const before = part * (sums[step] as number);
    const rest = part * (rests[step] as number);
    const share = value / count;
    const next = before + share;
    rests[step] = Math.abs(next) === Number.POSITIVE_INFINITY ? 0 : rest + restOf(before, share, next);
    sums[step] = next;
  };

  return {
    add: ({ values, present }) => {
      for (let step = 0; step < steps; step++) {
        if (present[step] === 0) continue;
        const value = values[step] as number;
        const count = (counts[step] as number) + 1;
        counts[step] = count;
        if (count === 1) {
          sums[step] = value;
          continue;
        }
        const before = sums[step] as number;
        const next = before + value;
        if (isMean[step] === 0 && Math.abs(next) !== Number.POSITIVE_INFINITY) {
          rests[step] = (rests[step] as number) + restOf(before, value, next);
          sums[step] = next;
          continue;
        }
        if (isMean[step] === 0) {
          isMean[step] = 1;
          sums[step] = before / (count - 1);
          rests[step] = (rests[step] as number) / (count - 1);
        }
        addToMean(step, value);
      }
    },
    finish: ({ values }) => {
      for (let step = 0; step < steps; step++) {
        const by = isMean[step] === 1 ? 1 : (counts[step] as number);
        values[step] = (sums[step] as number) / by + (rests[step] as number) / by;
      }
    },
  };
};

/** The first value, replaced by whatever beats it; a number beats NaN. */
const best =
  (beats: (value: number, winner: number) => boolean): Start =>
  ({ steps }) => {
    const winners = new Float64Array(steps).fill(Number.NaN);
    return {
      add: ({ values, present }) => {
        for (let step = 0; step < steps; step++) {
          if (present[step] === 0) continue;
          const value = values[step] as number;
          const winner = winners[step] as number;
          if (Number.isNaN(winner) || beats(value, winner)) winners[step] = value;
        }
      },
      finish: ({ values }) => values.set(winners),
    };
  };

const count: Start = ({ steps }) => {
  const counts = new Float64Array(steps);
  return {
    add: ({ present }) => {
      for (let step = 0; step < steps; step++)
        counts[step] = (counts[step] as number) + (present[step] as number);
    },
    finish: ({ values }) => values.set(counts),
  };
};

const group: Start = () => ({
  add: () => undefined,
  finish: ({ values }) => values.fill(1),
});

/** Welford's variance of all values, passed through `shape` at the end; NaN once a value is not finite. */
const variance =
  (shape: (variance: number) => number): Start =>
  ({ steps }) => {
    const counts = new Float64Array(steps);
    const means = new Float64Array(steps);
    const squares = new Float64Array(steps);
    return {
      add: ({ values, present }) => {
        for (let step = 0; step < steps; step++) {
          if (present[step] === 0) continue;
          const value = values[step] as number;
          const n = (counts[step] as number) + 1;
          counts[step] = n;
          const delta = value - (means[step] as number);
          const mean = n === 1 ? value : (means[step] as number) + delta / n;
          means[step] = mean;
          const square = n === 1 ? (Number.isFinite(value) ? 0 : Number.NaN) : delta * (value - mean);
          squares[step] = (squares[step] as number) + square;
        }
      },
      finish: ({ values }) => {
        for (let step = 0; step < steps; step++)
          values[step] = shape((squares[step] as number) / (counts[step] as number));
      },
    };
  };

const starts = {
  sum,
  avg,
  min: best((value, winner) => value < winner),
  max: best((value, winner) => value > winner),
  count,
  group,
  stdvar: variance((value) => value),
  stddev: variance(Math.sqrt),
};

export type ReducingAggregator = keyof typeof starts;

export const isReducing = (op: string): op is ReducingAggregator => Object.hasOwn(starts, op);

/** The aggregations that need one number, or a few, a step and group. */
export function* reduceGroups(
  op: ReducingAggregator,
  groups: readonly Group[],
  grid: Grid,
  { budget }: Evaluation,
): Slices<Column[]> {
  const columns: Column[] = [];
  for (const { labels, series } of groups) {
    budget.hold(grid.steps);
    const out = newColumn(grid, labels);
    const accumulator = starts[op](grid);
    for (const column of series) {
      accumulator.add(column);
      for (let step = 0; step < grid.steps; step++) if (column.present[step] === 1) out.present[step] = 1;
      if (column.dropName) out.dropName = true;
      if (budget.due(grid.steps)) yield;
    }
    accumulator.finish(out);
    columns.push(out);
  }
  return columns;
}
