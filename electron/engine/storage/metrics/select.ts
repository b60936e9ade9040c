import { ENTITY_LABEL, type Label, type LabelMatcher, METRIC_NAME } from '../../../../shared/model/series.ts';
import type { StatementCache } from '../session.ts';

export interface SelectedSeries {
  id: number;
  entity: string | null;
  /** Sorted, with `__name__`, and `__entity__` where the series is an entity's. */
  labels: Label[];
}

interface SeriesRow {
  id: number;
  labels: string;
  entity: string | null;
}

/** A missing label is an empty one, as Prometheus has it. */
function matches(labels: ReadonlyMap<string, string>, { name, op, values }: LabelMatcher): boolean {
  const value = labels.get(name) ?? '';
  return op === '!=' ? !values.includes(value) : values.includes(value);
}

/**
 * The series of a metric that every matcher takes, oldest first. Matchers of `__entity__` with = or in go through the
 * index; the others look at each series of the metric, of which there are at most as many as the limit allows.
 */
export function selectSeries(
  session: StatementCache,
  metric: string,
  matchers: LabelMatcher[],
): SelectedSeries[] {
  const indexed = matchers.find(({ name, op }) => name === ENTITY_LABEL && op !== '!=');
  const rows = indexed
    ? session
        .prepare<unknown[], SeriesRow>(
          `SELECT id, labels, entity FROM series
            WHERE entity IN (SELECT value FROM json_each(?)) AND name = ? ORDER BY id`,
        )
        .all(JSON.stringify(indexed.values), metric)
    : session
        .prepare<unknown[], SeriesRow>('SELECT id, labels, entity FROM series WHERE name = ? ORDER BY id')
        .all(metric);
  return rows
    .map(({ id, labels, entity }) => {
      const own: Label[] = [[METRIC_NAME, metric], ...JSON.parse(labels)];
      return { id, entity, labels: entity === null ? own : ([[ENTITY_LABEL, entity], ...own] as Label[]) };
    })
    .filter(({ labels }) => {
      const map = new Map(labels);
      return matchers.every((matcher) => matches(map, matcher));
    });
}
