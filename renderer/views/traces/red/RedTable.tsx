import { IconListDetails } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { RedRow } from '../../../../shared/contract/trace-answers.ts';
import { duration, percent } from '../../../../shared/model/format.ts';
import { useContextMenu } from '../../../components/ContextMenu.tsx';
import { colourOf } from '../../../components/colours.ts';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { Sparkline } from '../../../components/Sparkline.tsx';
import { type Column, type Sort, VirtualTable } from '../../../components/VirtualTable.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { ALARMING_PERCENT, errorShare, rate } from '../figures.ts';
import css from './red.module.css';
import { redKey } from './red-rows.ts';

interface RedTableProps {
  rows: RedRow[];
  byOperation: boolean;
  windowMs: number;
  /** Key of the chosen row. */
  selected: string;
  sort: Sort;
  onSort(sort: Sort): void;
  onSelect(row: RedRow): void;
  onFilter(row: RedRow): void;
}

/** One row a service or operation, each figure with its course over the range. */
export function RedTable(props: RedTableProps) {
  const { rows, byOperation, windowMs, selected, sort, onSort, onSelect, onFilter } = props;
  const columns = useMemo(
    () => redColumns(byOperation, windowMs, onFilter),
    [byOperation, windowMs, onFilter],
  );
  const { menu, openMenu } = useContextMenu();
  const active = rows.findIndex((row) => redKey(row) === selected);
  const move = (by: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, active + by))];
    if (next) onSelect(next);
  };
  const next = () => move(1);
  const previous = () => move(-1);
  const open = () => rows[active] && onFilter(rows[active]);
  useKeys({ j: next, k: previous, ArrowDown: next, ArrowUp: previous, Enter: open });
  return (
    <>
      <VirtualTable
        label={byOperation ? 'Operations' : 'Services'}
        columns={columns}
        rows={rows}
        rowKey={redKey}
        active={active}
        selected={(row) => redKey(row) === selected}
        sort={sort}
        onSort={onSort}
        onRowClick={onSelect}
        onRowOpen={onFilter}
        onRowContext={(row, event) => {
          onSelect(row);
          openMenu(event, [
            { label: 'Its traces', onClick: () => onFilter(row) },
            {
              label: 'Copy the name',
              onClick: () => void navigator.clipboard.writeText(row.operation ?? row.service),
            },
          ]);
        }}
        minWidth={byOperation ? 940 : 780}
      />
      {menu}
    </>
  );
}

const SPARK = { width: 72, height: 18 };

function redColumns(
  byOperation: boolean,
  windowMs: number,
  onFilter: (row: RedRow) => void,
): Column<RedRow>[] {
  const time = (key: 'p50' | 'p95' | 'p99'): Column<RedRow> => ({
    key,
    title: key,
    width: '84px',
    align: 'right',
    sortable: true,
    cell: (row) => <Quantity of={duration(row[`${key}Nano`])} exact={`${row[`${key}Nano`] ?? 0} ns`} />,
  });
  return [
    {
      key: 'name',
      title: 'Service',
      width: byOperation ? 'minmax(110px, 0.6fr)' : 'minmax(140px, 1fr)',
      sortable: true,
      cell: ({ service }) => <Name name={service} className="med" />,
    },
    ...(byOperation
      ? [
          {
            key: 'operation',
            title: 'Operation',
            width: 'minmax(160px, 1fr)',
            cell: ({ operation }: RedRow) => <span title={operation ?? ''}>{operation}</span>,
          },
        ]
      : []),
    {
      key: 'rate',
      title: 'Rate',
      width: '84px',
      align: 'right',
      sortable: true,
      cell: ({ calls }) => <Quantity of={rate(calls, windowMs)} exact={`${calls} calls`} />,
    },
    spark('rate-spark', (row) => ({ values: row.callsByStep, colour: colourOf(row.service), area: true })),
    {
      key: 'errors',
      title: 'Errors',
      width: '84px',
      align: 'right',
      sortable: true,
      cell: ({ errors, calls }) => (
        <span className={(errorShare(errors, calls) ?? 0) >= ALARMING_PERCENT ? 'err' : ''}>
          <Quantity of={percent(errorShare(errors, calls))} exact={`${errors} of ${calls} calls`} />
        </span>
      ),
    },
    spark('errors-spark', (row) =>
      row.errors === 0 ? null : { values: row.errorsByStep, colour: 'var(--err)', area: true },
    ),
    time('p50'),
    time('p95'),
    spark('p95-spark', (row) => ({
      values: row.p95ByStep.map((nano) => nano / 1e6),
      colour: colourOf(row.service),
      least: 0.001,
    })),
    time('p99'),
    {
      key: 'traces',
      title: '',
      width: '36px',
      cell: (row, hot) =>
        hot && (
          <button
            type="button"
            className={css.filterButton}
            aria-label={`Traces of ${row.operation ?? row.service}`}
            title={`Traces of ${row.operation ?? row.service}`}
            onClick={(event) => {
              event.stopPropagation();
              onFilter(row);
            }}
          >
            <IconListDetails size={14} />
          </button>
        ),
    },
  ];
}

interface Spark {
  values: ArrayLike<number>;
  colour: string;
  area?: boolean;
  least?: number;
}

/** Nothing where there is nothing to draw. */
const spark = (key: string, of: (row: RedRow) => Spark | null): Column<RedRow> => ({
  key,
  title: '',
  width: '88px',
  cell: (row) => {
    const line = of(row);
    return line && <Sparkline {...SPARK} {...line} />;
  },
});
