import { useMemo, useState } from 'react';
import { unitQuantity } from '../../../../shared/dashboards/units.ts';
import { METRIC_NAME } from '../../../../shared/model/series.ts';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { type Column, type Sort, VirtualTable } from '../../../components/VirtualTable.tsx';
import { unitOf } from '../../../promql/answer-series.ts';
import { useInstantQueries } from '../../../promql/use-range-queries.ts';
import css from '../metrics.module.css';
import { withMatcher } from '../query/explore-state.ts';
import type { Explore } from '../use-explore.ts';
import { type InstantRow, instantTable, sortInstant } from './instant-rows.ts';
import { askable } from './use-answers.ts';

const MOST_COLUMNS = 8;
const LABEL_PX = 132;

/** What the queries say at the end of the range: a row a series, a column a label; a click narrows to a value. */
export function InstantTable({ explore, stopped }: { explore: Explore; stopped: boolean }) {
  const { queries, grid, described, state, change } = explore;
  const exprs = askable(queries).map((expr) => (stopped ? null : expr));
  const runs = useInstantQueries(exprs, grid.endMs);
  const [sort, setSort] = useState<Sort>({ key: 'value', descending: true });
  const answers = runs.map(({ answer }) => answer);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers are what the table is made of
  const table = useMemo(
    () =>
      instantTable(
        runs.flatMap(({ answer, expr }, i) =>
          answer ? [{ letter: queries[i]?.letter ?? '', answer, unit: unitOf(expr, described) }] : [],
        ),
      ),
    [JSON.stringify(exprs), described, ...Array.from({ length: 26 }, (_, i) => answers[i] ?? null)],
  );
  const rows = useMemo(() => sortInstant(table.rows, sort), [table, sort]);
  const onFilter =
    state.queries === null
      ? (name: string, value: string) => change({ where: withMatcher(state.where, { name, op: '=', value }) })
      : null;
  const columns = columnsOf(table.columns.slice(0, MOST_COLUMNS), queries.length > 1, onFilter);
  if (!answers.some(Boolean)) return runs.some(({ busy }) => busy) ? <Skeleton rows={8} /> : null;
  return (
    <div className={css.instant}>
      <LoadingBar active={runs.some(({ busy }) => busy)} />
      {table.shared.length > 0 ? (
        <p className={css.shared}>
          <span className="t3">all with</span>{' '}
          {table.shared.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}
          {table.columns.length > MOST_COLUMNS ? (
            <span className="t3">; {table.columns.length - MOST_COLUMNS} labels more than have room</span>
          ) : null}
        </p>
      ) : null}
      <VirtualTable
        label="Values"
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
        rowHeight={24}
        sort={sort}
        onSort={setSort}
        minWidth={160 + columns.length * LABEL_PX}
      />
    </div>
  );
}

function columnsOf(
  labels: string[],
  several: boolean,
  onFilter: ((name: string, value: string) => void) | null,
): Column<InstantRow>[] {
  return [
    ...(several
      ? [{ key: 'letter', title: '', width: '40px', cell: ({ letter }: InstantRow) => <b>{letter}</b> }]
      : []),
    {
      key: 'value',
      title: 'Value',
      width: '128px',
      align: 'right',
      sortable: true,
      cell: ({ value, text, unit }) =>
        value === null ? (
          <span title={text}>{text}</span>
        ) : (
          <Quantity of={unitQuantity(value, unit)} exact={`${value}${text === '' ? '' : `, ${text}`}`} />
        ),
    },
    ...labels.map(
      (name): Column<InstantRow> => ({
        key: name,
        title: name === METRIC_NAME ? 'metric' : name,
        width: `minmax(${LABEL_PX}px, 1fr)`,
        sortable: true,
        cell: ({ labels: own }) => {
          const value = own.get(name);
          if (value === undefined) return <span className="t3">—</span>;
          if (!onFilter || name === METRIC_NAME) return <span title={value}>{value}</span>;
          return (
            <button
              type="button"
              className={css.cell}
              title={`Only ${name}="${value}"`}
              onClick={() => onFilter(name, value)}
            >
              {value}
            </button>
          );
        },
      }),
    ),
    ...(labels.length === 0
      ? [{ key: 'series', title: '', width: '1fr', cell: () => <span className="t3">no labels</span> }]
      : []),
  ];
}
