import type { Labels } from '../../../../shared/model/series.ts';
import { METRIC_NAME } from '../../../../shared/model/series.ts';
import type { Expr, VectorSelector } from '../../../../shared/promql/ast.ts';
import { type Evaluation, type Slices, seriesOf } from '../evaluation.ts';
import type { Grid } from '../grid.ts';
import { withLabel } from '../labels.ts';
import { unwrapped } from '../range-call.ts';
import { type Column, isEmpty, newColumn, vector } from '../value.ts';
import type { NodeFunction } from './node-function.ts';

/** 1 wherever no series has a value, under the labels that the selector asked for by equality and once. */
export function* absentOf(
  series: readonly Column[],
  arg: Expr,
  grid: Grid,
  { budget }: Evaluation,
): Slices<Column[]> {
  const seen = new Uint8Array(grid.steps);
  for (const { present } of series) {
    for (let step = 0; step < grid.steps; step++) if (present[step] === 1) seen[step] = 1;
    if (budget.due(grid.steps)) yield;
  }
  const column = newColumn(grid, labelsOf(selectorOf(unwrapped(arg))));
  column.values.fill(1);
  for (let step = 0; step < grid.steps; step++) column.present[step] = 1 - (seen[step] as number);
  return isEmpty(column) ? [] : [column];
}

function selectorOf(expr: Expr): VectorSelector | null {
  if (expr.kind === 'selector') return expr;
  return expr.kind === 'matrix' ? expr.selector : null;
}

function labelsOf(selector: VectorSelector | null): Labels {
  let labels: Labels = [];
  const seen = new Set<string>();
  for (const { name, op, value } of selector?.matchers ?? []) {
    if (name === METRIC_NAME) continue;
    labels = withLabel(labels, name, op === '=' && !seen.has(name) ? value : '');
    if (op === '=') seen.add(name);
  }
  return labels;
}

export const absentFunctions: Record<string, NodeFunction> = {
  *absent([input], { args }, grid, evaluation) {
    return vector(yield* absentOf(seriesOf(input ?? vector([])), args[0] as Expr, grid, evaluation));
  },
};
