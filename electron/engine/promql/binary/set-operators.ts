import type { VectorMatching } from '../../../../shared/promql/ast.ts';
import type { Evaluation, Slices } from '../evaluation.ts';
import type { Grid } from '../grid.ts';
import { mergeSameLabels } from '../names.ts';
import { type Column, isEmpty } from '../value.ts';
import { bySignature } from './matching.ts';
import type { SetOperator } from './operators.ts';

/** By signature, the steps at which a side has any series of it. */
function* presences(
  groups: ReadonlyMap<string, Column[]>,
  grid: Grid,
  { budget }: Evaluation,
): Slices<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const [signature, series] of groups) {
    const any = new Uint8Array(grid.steps);
    for (const { present } of series) {
      for (let step = 0; step < grid.steps; step++) if (present[step] === 1) any[step] = 1;
    }
    found.set(signature, any);
    if (budget.due(series.length * grid.steps)) yield;
  }
  return found;
}

/** The series where the other side has one of their signature, or has none. */
function* where(
  groups: ReadonlyMap<string, Column[]>,
  others: ReadonlyMap<string, Uint8Array>,
  wanted: boolean,
  grid: Grid,
  { budget }: Evaluation,
): Slices<Column[]> {
  const columns: Column[] = [];
  for (const [signature, series] of groups) {
    const other = others.get(signature);
    if (!other && wanted) continue;
    for (const column of series) {
      if (!other) {
        columns.push(column);
        continue;
      }
      const present = column.present.map((bit, step) => ((other[step] === 1) === wanted ? bit : 0));
      const kept = { ...column, present };
      if (!isEmpty(kept)) columns.push(kept);
      if (budget.due(grid.steps)) yield;
    }
  }
  return columns;
}

/** and, or, unless: series as they are, chosen by what the other side has at the same step. */
export function* setOperation(
  op: SetOperator,
  left: readonly Column[],
  right: readonly Column[],
  matching: VectorMatching,
  grid: Grid,
  evaluation: Evaluation,
): Slices<Column[]> {
  const lefts = yield* bySignature(left, matching, evaluation);
  const rights = yield* bySignature(right, matching, evaluation);
  if (op === 'or') {
    const others = yield* presences(lefts, grid, evaluation);
    return mergeSameLabels([...left, ...(yield* where(rights, others, false, grid, evaluation))]);
  }
  const others = yield* presences(rights, grid, evaluation);
  return yield* where(lefts, others, op === 'and', grid, evaluation);
}
