import { scalarOf, seriesOf } from '../evaluation.ts';
import { greater, lesser } from '../extremes.ts';
import { constant, type Grid, timeOf } from '../grid.ts';
import { type Column, newColumn, type Value, vector } from '../value.ts';
import type { NodeFunction } from './node-function.ts';

const scalar = (values: Float64Array): Value => ({ type: 'scalar', values });

/** The same at every step, out of the whole query's times; in milliseconds. */
const ofQuery =
  (pick: (query: Grid) => number): NodeFunction =>
  (_args, _call, grid, { query }) =>
    scalar(constant(grid, pick(query) / 1000));

const lengthOf = (query: Grid): number => query.endMs - query.startMs;

/** The one value of a step, NaN where there are none or several. */
function single(series: readonly Column[], grid: Grid): Float64Array {
  const values = constant(grid, Number.NaN);
  const found = new Uint8Array(grid.steps);
  for (const column of series) {
    for (let step = 0; step < grid.steps; step++) {
      if (column.present[step] === 0) continue;
      values[step] = found[step] === 1 ? Number.NaN : (column.values[step] as number);
      found[step] = 1;
    }
  }
  return values;
}

const both =
  (pick: (a: number, b: number) => number): NodeFunction =>
  ([left, right]) => {
    if (!left || !right) throw new Error('a function of two scalars without them');
    const others = scalarOf(right);
    return scalar(scalarOf(left).map((value, step) => pick(value, others[step] as number)));
  };

/** Every step has a value. */
export const everywhere = (grid: Grid, values: Float64Array): Column => ({
  ...newColumn({ ...grid, steps: 0 }, []),
  values,
  present: new Uint8Array(grid.steps).fill(1),
});

export const scalarFunctions: Record<string, NodeFunction> = {
  time: (_args, _call, grid) =>
    scalar(Float64Array.from({ length: grid.steps }, (_, step) => timeOf(grid, step) / 1000)),
  pi: (_args, _call, grid) => scalar(constant(grid, Math.PI)),
  start: ofQuery(({ startMs }) => startMs),
  end: ofQuery(({ endMs }) => endMs),
  range: ofQuery(lengthOf),
  step: ofQuery((query) => (query.steps > 1 ? query.stepMs : 0)),
  min_of: both(lesser),
  max_of: both(greater),
  *scalar([input], _call, grid, { budget }) {
    const series = input ? seriesOf(input) : [];
    if (budget.due(series.length * grid.steps)) yield;
    return scalar(single(series, grid));
  },
  vector: ([input], _call, grid) =>
    vector([everywhere(grid, input ? scalarOf(input) : constant(grid, Number.NaN))]),
};
