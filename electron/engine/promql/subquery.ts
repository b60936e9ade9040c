import type { Subquery } from '../../../shared/promql/ast.ts';
import { type Evaluation, type Slices, seriesOf } from './evaluation.ts';
import { constant, type Grid, gridOf, timeOf } from './grid.ts';
import type { SeriesSamples } from './series-source.ts';
import { type Column, type Value, vector } from './value.ts';

/**
 * What is inside the brackets, evaluated at every multiple of the subquery's step that any of the windows covers, as
 * if it had been stored.
 */
export function* evaluateSubquery(
  { expr, rangeMs, stepMs }: Subquery,
  looks: Float64Array,
  evaluation: Evaluation,
): Slices<SeriesSamples[]> {
  if (looks.length === 0) return [];
  const step = stepMs ?? evaluation.settings.subqueryStepMs;
  const after = (looks[0] as number) - rangeMs;
  let startMs = step * Math.trunc(after / step);
  if (startMs <= after) startMs += step;
  const inner = gridOf(startMs, looks[looks.length - 1] as number, step);
  if (inner.steps === 0) return [];
  // Before anything is made of so many steps.
  evaluation.budget.hold(inner.steps);
  const value = yield* evaluation.evaluate(expr, inner);
  return seriesOf(asVector(value, inner)).map((column) => asSamples(column, inner));
}

const asVector = (value: Value, grid: Grid): Value =>
  value.type === 'scalar'
    ? vector([
        { labels: [], dropName: false, values: value.values, present: new Uint8Array(grid.steps).fill(1) },
      ])
    : value;

function asSamples({ labels, dropName, values, present }: Column, grid: Grid): SubquerySamples {
  const count = present.reduce((sum, bit) => sum + bit, 0);
  const timesMs = new Float64Array(count);
  const kept = count === values.length ? values : constant({ ...grid, steps: count }, 0);
  for (let step = 0, at = 0; step < present.length; step++) {
    if (present[step] === 0) continue;
    timesMs[at] = timeOf(grid, step);
    kept[at++] = values[step] as number;
  }
  return { labels, dropName, timesMs, values: kept };
}

/** Samples whose series' name is still to go. */
export interface SubquerySamples extends SeriesSamples {
  dropName: boolean;
}
