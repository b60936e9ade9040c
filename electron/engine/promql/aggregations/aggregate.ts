import type { Aggregation, Expr } from '../../../../shared/promql/ast.ts';
import { type Evaluation, type Slices, scalarOf, seriesOf, stringOf } from '../evaluation.ts';
import { goFloat } from '../go-float.ts';
import { constant, type Grid } from '../grid.ts';
import { isQuantile, quantileOf } from '../quantile.ts';
import { type Column, newColumn } from '../value.ts';
import { countValues } from './count-values.ts';
import { type Group, groupSeries } from './groups.ts';
import { limitGroups, rankGroups, sampleGroups } from './rank.ts';
import { isReducing, reduceGroups } from './reduce.ts';

/** Sum, topk and the others over series that are grouped by labels. */
export function* aggregate(node: Aggregation, grid: Grid, evaluation: Evaluation): Slices<Column[]> {
  const param = node.param ? yield* evaluation.evaluate(node.param, grid) : null;
  const series = seriesOf(yield* evaluation.evaluate(node.expr, grid));
  const { op } = node;
  if (op === 'count_values')
    return yield* countValues(series, stringOf(param ?? undefined), node, grid, evaluation);
  const groups = yield* groupSeries(series, node, evaluation);
  if (isReducing(op)) return yield* reduceGroups(op, groups, grid, evaluation);
  const scalars = param ? scalarOf(param) : constant(grid, Number.NaN);
  switch (op) {
    case 'topk':
    case 'bottomk':
      return yield* rankGroups(op, groups, scalars, grid, evaluation);
    case 'limitk':
      return yield* limitGroups(groups, scalars, grid, evaluation);
    case 'limit_ratio':
      return yield* sampleGroups(groups, scalars, node, grid, evaluation);
    case 'quantile':
      return yield* quantiles(groups, scalars, node.param as Expr, grid, evaluation);
    default:
      throw new Error(`unknown aggregation ${op satisfies never}`);
  }
}

function* quantiles(
  groups: readonly Group[],
  param: Float64Array,
  arg: Expr,
  grid: Grid,
  { notes, budget }: Evaluation,
): Slices<Column[]> {
  for (const q of new Set(param)) {
    if (!isQuantile(q)) notes.warn(`quantile value should be between 0 and 1, got ${goFloat(q)}`, arg);
  }
  const columns: Column[] = [];
  for (const { labels, series } of groups) {
    budget.hold(grid.steps);
    const out = newColumn(grid, labels);
    out.dropName = series.some(({ dropName }) => dropName);
    const values = new Float64Array(series.length);
    for (let step = 0; step < grid.steps; step++) {
      let count = 0;
      for (const column of series) {
        if (column.present[step] === 1) values[count++] = column.values[step] as number;
      }
      if (count > 0) {
        out.values[step] = quantileOf(param[step] as number, values.subarray(0, count));
        out.present[step] = 1;
      }
      if (budget.due(series.length * 8)) yield;
    }
    columns.push(out);
  }
  return columns;
}
