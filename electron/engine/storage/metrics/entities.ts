import type { RangeSeries } from '../../../../shared/contract/metrics.ts';
import type { GridKind } from './grid.ts';
import type { SelectedSeries } from './select.ts';

export interface GriddedSeries extends SelectedSeries {
  values: Float64Array;
}

/**
 * One line an entity. Within one run of it (one container id) the parts, such as its network interfaces, are summed.
 * Of several runs, at each step: for `last` the newest run that has a value, for `max` the largest, for `rate` the
 * sum. Series without an entity stay as they are.
 */
export function combineByEntity(series: readonly GriddedSeries[], kind: GridKind): RangeSeries[] {
  const byEntity = Map.groupBy(series, ({ entity, id }) => entity ?? id);
  return [...byEntity.values()].map((group) => {
    const runs = [...Map.groupBy(group, runOf).values()].map((parts) => combine(parts.map(valuesOf), sum));
    const labels = group.at(-1)?.labels ?? [];
    return { labels, values: combine(runs, kind === 'last' ? newest : kind === 'max' ? most : sum) };
  });
}

const valuesOf = ({ values }: GriddedSeries): Float64Array => values;
const runOf = ({ labels }: GriddedSeries): string => labels.find(([name]) => name === 'id')?.[1] ?? '';

const sum = (older: number, newer: number): number => older + newer;
const newest = (_older: number, newer: number): number => newer;
const most = (older: number, newer: number): number => Math.max(older, newer);

/** Oldest first; where one has nothing the other counts alone. */
function combine(lines: Float64Array[], pick: (older: number, newer: number) => number): Float64Array {
  return lines.reduce((older, newer) =>
    newer.map((value, i) => {
      const before = older[i] as number;
      if (Number.isNaN(value)) return before;
      return Number.isNaN(before) ? value : pick(before, value);
    }),
  );
}
