import { METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import type { Aggregation } from '../../../../shared/promql/ast.ts';
import type { Evaluation, Slices } from '../evaluation.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { goPlainFloat } from '../go-float.ts';
import type { Grid } from '../grid.ts';
import { dropLabels, keepLabels, withLabel } from '../labels.ts';
import { type Column, newColumn } from '../value.ts';

/** How many series of a group have each value; the value becomes a label. */
export function* countValues(
  series: readonly Column[],
  name: string,
  { grouping, without, param }: Aggregation,
  grid: Grid,
  { text, budget }: Evaluation,
): Slices<Column[]> {
  if (name === '' || /[\uFFFD\uD800-\uDFFF]/u.test(name))
    throw new EvaluationError(`invalid label name ${text.slice(param?.from, param?.to)}`);
  const names = new Set(without ? [...grouping, METRIC_NAME] : grouping);
  const columns = new Map<string, Column>();
  for (const { labels, values, present } of series) {
    const own = without ? dropLabels(labels, names) : keepLabels(labels, names);
    const ownKey = seriesKey(own);
    for (let step = 0; step < grid.steps; step++) {
      if (present[step] === 0) continue;
      const value = goPlainFloat(values[step] as number);
      const key = `${ownKey}\0${value}`;
      let column = columns.get(key);
      if (!column) {
        column = newColumn(grid, withLabel(own, name, value));
        columns.set(key, column);
        budget.hold(grid.steps);
      }
      column.present[step] = 1;
      column.values[step] = (column.values[step] as number) + 1;
    }
    if (budget.due(grid.steps * 4)) yield;
  }
  return mergedCounts([...columns.values()]);
}

/** A label of the grouping that the value's label replaces leaves groups with the same labels: they are one. */
function mergedCounts(columns: Column[]): Column[] {
  const merged = new Map<string, Column>();
  for (const column of columns) {
    const key = seriesKey(column.labels);
    const into = merged.get(key);
    if (!into) {
      merged.set(key, column);
      continue;
    }
    for (let step = 0; step < column.present.length; step++) {
      if (column.present[step] === 0) continue;
      into.present[step] = 1;
      into.values[step] = (into.values[step] as number) + (column.values[step] as number);
    }
  }
  return [...merged.values()];
}
