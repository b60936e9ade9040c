import { type Evaluation, type Slices, scalarOf, seriesOf } from '../evaluation.ts';
import { greater, lesser } from '../extremes.ts';
import { constant, type Grid } from '../grid.ts';
import { mergeSameLabels, renamed } from '../names.ts';
import { type Column, type Value, vector } from '../value.ts';
import type { NodeFunction } from './node-function.ts';

/** Changes every value; the names go, for it is another quantity now. */
export function* mapValues(
  series: readonly Column[],
  change: (value: number, step: number) => number,
  grid: Grid,
  evaluation: Evaluation,
): Slices<Column[]> {
  const columns: Column[] = [];
  for (const column of series) {
    const values = new Float64Array(grid.steps);
    for (let step = 0; step < grid.steps; step++) {
      if (column.present[step] === 1) values[step] = change(column.values[step] as number, step);
    }
    evaluation.budget.hold(grid.steps);
    columns.push({ ...renamed(column, evaluation), values, present: column.present });
    if (evaluation.budget.due(grid.steps)) yield;
  }
  return evaluation.settings.delayedNameRemoval ? columns : mergeSameLabels(columns);
}

const each = (change: (value: number) => number): NodeFunction =>
  function* ([input], _call, grid, evaluation) {
    if (!input) throw new Error('a function of a vector without one');
    return vector(yield* mapValues(seriesOf(input), change, grid, evaluation));
  };

/** Down to the next multiple of `to`, after half of it was added: ties go up. */
function* round(...[[input, to], _call, grid, evaluation]: Parameters<NodeFunction>): Slices<Value> {
  if (!input) throw new Error('round without a vector');
  const nearest = to ? scalarOf(to) : constant(grid, 1);
  // By the inverse: 0.1 has fewer exact multiples than 10.
  const change = (value: number, step: number) => {
    const inverse = 1 / (nearest[step] as number);
    return Math.floor(value * inverse + 0.5) / inverse;
  };
  return vector(yield* mapValues(seriesOf(input), change, grid, evaluation));
}

const clampedBy = (
  bounds: (scalars: Float64Array[], grid: Grid) => [low: Float64Array, high: Float64Array],
): NodeFunction =>
  function* ([input, ...scalars], _call, grid, evaluation) {
    if (!input) throw new Error('clamp without a vector');
    const [low, high] = bounds(scalars.map(scalarOf), grid);
    const possible = seriesOf(input)
      .map((column) => within(column, low, high))
      .filter(({ present }) => present.includes(1));
    const change = (value: number, step: number) =>
      greater(low[step] as number, lesser(high[step] as number, value));
    return vector(yield* mapValues(possible, change, grid, evaluation));
  };

/** Where the upper bound is below the lower nothing comes out. */
function within(column: Column, low: Float64Array, high: Float64Array): Column {
  const present = column.present.map((bit, step) =>
    (high[step] as number) < (low[step] as number) ? 0 : bit,
  );
  return { ...column, present };
}

export const mathFunctions: Record<string, NodeFunction> = {
  abs: each(Math.abs),
  ceil: each(Math.ceil),
  floor: each(Math.floor),
  exp: each(Math.exp),
  sqrt: each(Math.sqrt),
  ln: each(Math.log),
  log2: each(Math.log2),
  log10: each(Math.log10),
  sin: each(Math.sin),
  cos: each(Math.cos),
  tan: each(Math.tan),
  asin: each(Math.asin),
  acos: each(Math.acos),
  atan: each(Math.atan),
  sinh: each(Math.sinh),
  cosh: each(Math.cosh),
  tanh: each(Math.tanh),
  asinh: each(Math.asinh),
  acosh: each(Math.acosh),
  atanh: each(Math.atanh),
  rad: each((value) => (value * Math.PI) / 180),
  deg: each((value) => (value * 180) / Math.PI),
  sgn: each((value) => (value < 0 ? -1 : value > 0 ? 1 : value)),
  round,
  clamp: clampedBy(([low, high], grid) => [low ?? constant(grid, 0), high ?? constant(grid, 0)]),
  clamp_min: clampedBy(([low], grid) => [low ?? constant(grid, 0), constant(grid, Number.POSITIVE_INFINITY)]),
  clamp_max: clampedBy(([high], grid) => [
    constant(grid, Number.NEGATIVE_INFINITY),
    high ?? constant(grid, 0),
  ]),
};
