import { type Label, type Labels, METRIC_NAME } from '../../../../shared/model/series.ts';
import type { StatementCache } from '../session.ts';

/** Series of a metric that are looked at; with so many the label that explodes is plain. */
const MOST_LOOKED_AT = 10_000;

/** The label of a metric with the most different values, among its stored series and the given ones. */
export function explodingLabel(
  session: StatementCache,
  metric: string,
  more: readonly Labels[],
): { label: string; values: number } {
  const values = new Map<string, Set<string>>();
  const add = (labels: Iterable<Label>) => {
    for (const [name, value] of labels) {
      if (name === METRIC_NAME) continue;
      const seen = values.get(name);
      if (seen) seen.add(value);
      else values.set(name, new Set([value]));
    }
  };
  const stored = session
    .prepare<[string, number], string>('SELECT labels FROM series WHERE name = ? LIMIT ?')
    .pluck();
  for (const json of stored.iterate(metric, MOST_LOOKED_AT)) add(JSON.parse(json) as Label[]);
  for (const labels of more) add(labels);
  let most = { label: '', values: 0 };
  for (const [label, { size }] of values) if (size > most.values) most = { label, values: size };
  return most;
}
