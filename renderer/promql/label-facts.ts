import { type Labels, METRIC_NAME } from '../../shared/model/series.ts';

/** One label of a metric, with its values and how many series have each; the commonest first. */
export interface LabelFacts {
  name: string;
  values: { value: string; series: number }[];
}

/** The labels of series, those that split them into fewest parts first and those with one value last. */
export function labelFacts(series: readonly Labels[]): LabelFacts[] {
  const labels = new Map<string, Map<string, number>>();
  for (const each of series) {
    for (const [name, value] of each) {
      if (name === METRIC_NAME) continue;
      let values = labels.get(name);
      if (!values) {
        values = new Map();
        labels.set(name, values);
      }
      values.set(value, (values.get(value) ?? 0) + 1);
    }
  }
  return [...labels]
    .map(([name, values]) => ({
      name,
      values: [...values]
        .map(([value, count]) => ({ value, series: count }))
        .sort((a, b) => b.series - a.series || (a.value < b.value ? -1 : 1)),
    }))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** A copied container label says what a shorter one says as well. */
const COPIED = 1_000_000;
const rank = ({ name, values }: LabelFacts): number => {
  if (values.length <= 1) return Number.MAX_SAFE_INTEGER;
  return values.length + (name.startsWith('container_label_') ? COPIED : 0);
};
