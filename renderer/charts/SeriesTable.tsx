import { type CSSProperties, useMemo, useState } from 'react';
import { unitQuantity } from '../../shared/dashboards/units.ts';
import { Quantity } from '../components/Quantity.tsx';
import { type Column, type Sort, VirtualTable } from '../components/VirtualTable.tsx';
import classes from './chart.module.css';
import type { QuerySeries } from './query-chart-option.ts';
import { type SeriesStats, seriesStats, sortRows } from './series-stats.ts';

type Stat = keyof SeriesStats;

export interface SeriesTableProps {
  label: string;
  series: QuerySeries[];
  /** The unit of a series' values. */
  unitOf(series: QuerySeries): string;
  stats?: Stat[];
  /** Keys of the only ones shown; empty for all. */
  isolated?: ReadonlySet<string>;
  highlighted?: string | null;
  onHighlight?(key: string | null): void;
  /** With Ctrl, Cmd or Shift the series is shown beside those chosen already. */
  onIsolate?(series: QuerySeries, together: boolean): void;
  onContext?(series: QuerySeries, event: React.MouseEvent): void;
}

interface Row extends SeriesStats {
  series: QuerySeries;
}

const ALL: Stat[] = ['last', 'min', 'max', 'mean'];
const TITLES: Record<Stat, string> = { last: 'Last', min: 'Min', max: 'Max', mean: 'Avg' };

/** The legend as a table: each series with what it comes to; a click shows it alone. */
export function SeriesTable(props: SeriesTableProps) {
  const { series, unitOf, stats = ALL, isolated, onIsolate, onContext } = props;
  const [sort, setSort] = useState<Sort>({ key: 'last', descending: true });
  const rows = useMemo(
    () =>
      series
        .filter(({ dashed }) => !dashed)
        .map((each): Row => ({ series: each, ...seriesStats(each.values) })),
    [series],
  );
  const sorted = useMemo(() => sortRows(rows, sort), [rows, sort]);
  const columns = useMemo(() => columnsOf(stats, unitOf), [stats, unitOf]);
  const chosen = isolated && isolated.size > 0 ? isolated : null;
  return (
    <div className={classes.legend} onPointerLeave={() => props.onHighlight?.(null)}>
      <VirtualTable
        label={props.label}
        columns={columns}
        rows={sorted}
        rowKey={({ series: { key } }) => key}
        rowHeight={24}
        rowClass={({ series: { key } }) => (chosen && !chosen.has(key) ? (classes.left ?? '') : '')}
        sort={sort}
        onSort={setSort}
        minWidth={220 + stats.length * 88}
        onRowEnter={({ series: { key } }) => props.onHighlight?.(key)}
        active={sorted.findIndex(({ series: { key } }) => key === props.highlighted)}
        follow={false}
        onRowClick={(row, event) => onIsolate?.(row.series, event.ctrlKey || event.metaKey || event.shiftKey)}
        onRowContext={(row, event) => onContext?.(row.series, event)}
      />
    </div>
  );
}

function columnsOf(stats: Stat[], unitOf: (series: QuerySeries) => string): Column<Row>[] {
  return [
    {
      key: 'name',
      title: 'Series',
      width: 'minmax(140px, 1fr)',
      sortable: true,
      cell: ({ series: { name, title, colour } }) => (
        <span className="named" style={{ '--c': colour } as CSSProperties} title={title ?? name}>
          <span>{name}</span>
        </span>
      ),
    },
    ...stats.map(
      (stat): Column<Row> => ({
        key: stat,
        title: TITLES[stat],
        width: '88px',
        align: 'right',
        sortable: true,
        cell: (row) => (
          <Quantity of={unitQuantity(row[stat], unitOf(row.series))} exact={String(row[stat] ?? '')} />
        ),
      }),
    ),
  ];
}
