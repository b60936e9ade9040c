import type { Evaluation, Slices } from '../evaluation.ts';
import type { Grid } from '../grid.ts';
import { mergeSameLabels, renamed } from '../names.ts';
import { type Column, isEmpty, newColumn } from '../value.ts';
import { elementOperation, isComparison, type ValueOperator } from './operators.ts';

export interface ScalarSide {
  scalar: Float64Array;
  /** Whether the scalar stands left of the operator. */
  isLeft: boolean;
}

/** A comparison without `bool` keeps the vector's value, on whichever side it stands. */
export function* vectorScalar(
  op: ValueOperator,
  series: readonly Column[],
  { scalar, isLeft }: ScalarSide,
  bool: boolean,
  grid: Grid,
  evaluation: Evaluation,
): Slices<Column[]> {
  const { compute, keeps, changesQuantity } = elementOperation(op, bool);
  const filters = isComparison(op) && !bool;
  const columns: Column[] = [];
  for (const column of series) {
    const { labels, dropName } = changesQuantity ? renamed(column, evaluation) : column;
    const out = newColumn(grid, labels, dropName);
    for (let step = 0; step < grid.steps; step++) {
      if (column.present[step] === 0) continue;
      const value = column.values[step] as number;
      const other = scalar[step] as number;
      const left = isLeft ? other : value;
      const right = isLeft ? value : other;
      if (!keeps(left, right)) continue;
      out.values[step] = filters ? value : compute(left, right);
      out.present[step] = 1;
    }
    if (!isEmpty(out)) {
      evaluation.budget.hold(grid.steps);
      columns.push(out);
    }
    if (evaluation.budget.due(grid.steps)) yield;
  }
  return changesQuantity && !evaluation.settings.delayedNameRemoval ? mergeSameLabels(columns) : columns;
}
