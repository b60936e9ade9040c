import { METRIC_NAME } from '../../../../shared/model/series.ts';
import type { MenuItem } from '../../../components/ContextMenu.tsx';
import type { AnswerSeries } from '../../../promql/answer-series.ts';
import { withMatcher } from '../query/explore-state.ts';
import type { Explore } from '../use-explore.ts';

const MOST_FILTERS = 8;

/** What can be done with one series. */
export function seriesMenu(
  series: AnswerSeries,
  { state, change }: Pick<Explore, 'state' | 'change'>,
  isolate: (key: string, together: boolean) => void,
): (MenuItem | null)[] {
  const labels = series.labels.filter(([name]) => name !== METRIC_NAME && name !== 'le');
  const filters =
    state.queries === null
      ? labels.slice(0, MOST_FILTERS).map(([name, value]) => ({
          label: `Only ${name}=${JSON.stringify(value)}`,
          onClick: () => change({ where: withMatcher(state.where, { name, op: '=', value }), only: [] }),
        }))
      : [];
  return [
    { label: 'Show it alone', onClick: () => isolate(series.key, false) },
    { label: 'Show it with the others chosen', onClick: () => isolate(series.key, true) },
    ...(filters.length > 0 ? [null, ...filters] : []),
    null,
    {
      label: 'Copy the series',
      onClick: () => void navigator.clipboard.writeText(series.title ?? series.name),
    },
    {
      label: 'Copy its values',
      onClick: () => void navigator.clipboard.writeText(valuesText(series)),
    },
  ];
}

/** Time and value a line, as a spreadsheet takes them. */
export const valuesText = ({ timesMs, values }: Pick<AnswerSeries, 'timesMs' | 'values'>): string =>
  Array.from(timesMs, (timeMs, i) => [new Date(timeMs).toISOString(), values[i] as number] as const)
    .filter(([, value]) => !Number.isNaN(value))
    .map(([time, value]) => `${time}\t${value}`)
    .join('\n');
