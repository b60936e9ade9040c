import { type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import type { Aggregation } from '../../../../shared/promql/ast.ts';
import type { Evaluation, Slices } from '../evaluation.ts';
import { dropLabels, keepLabels } from '../labels.ts';
import type { Column } from '../value.ts';

export interface Group {
  labels: Labels;
  series: Column[];
}

/** Groups series once, for all steps; in the order in which groups are met. */
export function* groupSeries(
  series: readonly Column[],
  { grouping, without }: Pick<Aggregation, 'grouping' | 'without'>,
  { budget }: Evaluation,
): Slices<Group[]> {
  const names = new Set(without ? [...grouping, METRIC_NAME] : grouping);
  const groups = new Map<string, Group>();
  for (const column of series) {
    const labels = without ? dropLabels(column.labels, names) : keepLabels(column.labels, names);
    const key = seriesKey(labels);
    const group = groups.get(key);
    if (group) group.series.push(column);
    else groups.set(key, { labels, series: [column] });
    if (budget.due(0)) yield;
  }
  return [...groups.values()];
}
