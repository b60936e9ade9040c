import { type CSSProperties, useMemo, useRef, useState } from 'react';
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
  /** Escape, while only some are shown. */
  onShowAll?(): void;
  onContext?(series: QuerySeries, event: React.MouseEvent): void;
}

interface Row extends SeriesStats {
  series: QuerySeries;
}

const ALL: Stat[] = ['last', 'min', 'max', 'mean'];
const TITLES: Record<Stat, string> = { last: 'Last', min: 'Min', max: 'Max', mean: 'Avg' };

/**
 * The legend as a table: each series with what it comes to. A click or Enter shows it alone, Escape all again; arrows,
 * j and k walk.
 */
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
  const active = sorted.findIndex(({ series: { key } }) => key === props.highlighted);
  const walk = useWalk(props, sorted, active);
  return (
    <div
      className={classes.legend}
      onPointerMove={walk.onPointerMove}
      onPointerLeave={() => props.onHighlight?.(null)}
    >
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
        selected={({ series: { key } }) => chosen?.has(key) ?? false}
        onRowEnter={({ series: { key } }) => walk.walking || props.onHighlight?.(key)}
        active={active}
        follow={walk.walking}
        keyboard={walk.keyboard}
        onRowClick={(row, event) => onIsolate?.(row.series, event.ctrlKey || event.metaKey || event.shiftKey)}
        onRowContext={(row, event) => onContext?.(row.series, event)}
      />
    </div>
  );
}

/** The keys of the legend. The row they are on is the highlighted one, so that its line stands out in the chart. */
function useWalk(
  { isolated, onHighlight, onIsolate, onShowAll }: SeriesTableProps,
  rows: Row[],
  active: number,
) {
  // A table that scrolls under a pointer at rest brings other rows under it, which must not take over.
  const [walking, setWalking] = useState(false);
  const left = useRef<string | null>(null);
  const go = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (!row) return;
    left.current = row.series.key;
    setWalking(true);
    onHighlight?.(row.series.key);
  };
  const isolate = (event: React.KeyboardEvent) => {
    const row = rows[active];
    if (row) onIsolate?.(row.series, event.ctrlKey || event.metaKey || event.shiftKey);
  };
  const resume = () => go(rows.findIndex(({ series: { key } }) => key === left.current));
  const next = () => (active < 0 ? resume() : go(active + 1));
  const previous = () => (active < 0 ? resume() : go(active - 1));
  const first = () => go(0);
  const last = () => go(rows.length - 1);
  const keys: Record<string, (event: React.KeyboardEvent) => void> = {
    ArrowDown: next,
    j: next,
    ArrowUp: previous,
    k: previous,
    Home: first,
    End: last,
    Enter: isolate,
    ' ': isolate,
    ...(isolated && isolated.size > 0 && onShowAll ? { Escape: onShowAll } : {}),
  };
  return {
    walking,
    onPointerMove: ({ movementX, movementY }: React.PointerEvent) =>
      (movementX !== 0 || movementY !== 0) && setWalking(false),
    keyboard: {
      onKey(event: React.KeyboardEvent) {
        const act = event.altKey ? undefined : keys[event.key];
        if (!act) return;
        // What is handled here is no command of the view.
        event.preventDefault();
        act(event);
      },
      // A click brings the pointer's row with it.
      onFocus: () => active < 0 && resume(),
      onBlur() {
        setWalking(false);
        if (walking) onHighlight?.(null);
      },
    },
  };
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
