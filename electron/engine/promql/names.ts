import { seriesKey } from '../../../shared/model/series.ts';
import type { Evaluation } from './evaluation.ts';
import { sameLabelset } from './evaluation-error.ts';
import { withoutMetadata } from './labels.ts';
import { type Column, hasSameLabels } from './value.ts';

/** The labels of what an operation makes of a series, and whether its name is still to go. */
export function renamed(
  column: Pick<Column, 'labels' | 'dropName'>,
  { settings }: Evaluation,
): Pick<Column, 'labels' | 'dropName'> {
  return settings.delayedNameRemoval
    ? { labels: column.labels, dropName: true }
    : { labels: withoutMetadata(column.labels), dropName: false };
}

/**
 * Series that came to have the same labels become one where they never have a value at the same step.
 *
 * @throws EvaluationError where they do
 */
export function mergeSameLabels(series: Column[]): Column[] {
  if (!hasSameLabels(series)) return series;
  const merged = new Map<string, Column>();
  for (const column of series) {
    const key = seriesKey(column.labels);
    const first = merged.get(key);
    if (first) fillFrom(first, column);
    else merged.set(key, { ...column, values: column.values.slice(), present: column.present.slice() });
  }
  return [...merged.values()];
}

function fillFrom(into: Column, from: Column): void {
  for (let step = 0; step < from.present.length; step++) {
    if (from.present[step] === 0) continue;
    if (into.present[step] === 1) throw sameLabelset();
    into.present[step] = 1;
    into.values[step] = from.values[step] as number;
  }
}

/** Takes away the names that were kept for the time of the evaluation. */
export const withoutDroppedNames = (series: Column[]): Column[] =>
  mergeSameLabels(
    series.map((column) =>
      column.dropName ? { ...column, labels: withoutMetadata(column.labels), dropName: false } : column,
    ),
  );
