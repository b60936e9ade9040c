import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import type { MetricFamily } from '../../../../shared/contract/promql.ts';
import { count } from '../../../../shared/model/format.ts';
import { type Column, VirtualTable } from '../../../components/VirtualTable.tsx';
import { useKeys } from '../../../shell/keys.ts';
import css from '../metrics.module.css';
import { type ListOrder, type ListRow, listRows, matchingFamilies } from './metric-rows.ts';
import { TypeTag } from './TypeTag.tsx';

interface MetricListProps {
  families: MetricFamily[];
  chosen: string;
  search: RefObject<HTMLInputElement | null>;
  onChoose(metric: string): void;
}

const keyOf = (row: ListRow): string => (row.kind === 'group' ? `group ${row.prefix}` : row.family.name);

/** Every metric with its type and how many series it has; typing narrows it by name and help. */
export function MetricList({ families, chosen, search, onChoose }: MetricListProps) {
  const [text, setText] = useState('');
  const [order, setOrder] = useState<ListOrder>('name');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const found = useMemo(() => matchingFamilies(families, text), [families, text]);
  const rows = useMemo(() => listRows(found, order, closed, text !== ''), [found, order, closed, text]);
  const [active, setActive] = useState(-1);
  useEffect(() => {
    setActive(rows.findIndex((row) => row.kind === 'metric' && row.family.name === chosen));
  }, [rows, chosen]);

  const take = (row: ListRow | undefined) => {
    if (!row) return;
    if (row.kind === 'metric') onChoose(row.family.name);
    else setClosed(toggled(closed, row.prefix));
  };
  const move = (by: number) => setActive((at) => Math.min(rows.length - 1, Math.max(0, at + by)));
  const next = () => move(1);
  const previous = () => move(-1);
  const open = () => take(rows[active]);
  useKeys({
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    Enter: open,
    '/': () => search.current?.select(),
  });
  return (
    <div className={css.list}>
      <div className={css.search}>
        <div className="field">
          <input
            ref={search}
            type="search"
            aria-label="Search metrics"
            placeholder={`Search ${count(families.length)} metrics`}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') next();
              else if (event.key === 'ArrowUp') previous();
              else if (event.key === 'Enter')
                take(rows[active] ?? rows.find(({ kind }) => kind === 'metric'));
              else if (event.key === 'Escape' && text === '') event.currentTarget.blur();
              else if (event.key === 'Escape') setText('');
              else return;
              event.preventDefault();
            }}
          />
        </div>
      </div>
      {rows.length === 0 ? (
        <p className={css.nothing} role="status">
          No metric has “{text}” in its name or help.
        </p>
      ) : (
        <VirtualTable<ListRow>
          label="Metrics"
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          rowHeight={26}
          active={active}
          selected={(row) => row.kind === 'metric' && row.family.name === chosen}
          rowClass={() => css.metric ?? ''}
          full={(row) => (row.kind === 'group' ? <GroupHead row={row} /> : null)}
          sort={{ key: order, descending: order === 'series' }}
          onSort={({ key }) => setOrder(key as ListOrder)}
          onRowClick={(row) => take(row)}
        />
      )}
    </div>
  );
}

function toggled(set: ReadonlySet<string>, value: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

function GroupHead({ row }: { row: Extract<ListRow, { kind: 'group' }> }) {
  const Icon = row.open ? IconChevronDown : IconChevronRight;
  return (
    <div role="cell" className={css.group}>
      <Icon size={12} />
      <span className="semi">{row.prefix}</span>
      <span className="t3">{count(row.metrics)}</span>
      <span className="grow" />
      <span className="t3">{count(row.series)}</span>
    </div>
  );
}

const columns: Column<ListRow>[] = [
  {
    key: 'name',
    title: 'Metric',
    width: 'minmax(0, 1fr)',
    sortable: true,
    cell: (row) =>
      row.kind === 'metric' ? (
        <span
          className={row.grouped ? css.grouped : ''}
          title={[row.family.name, row.family.help].filter(Boolean).join('\n')}
        >
          {row.family.name}
        </span>
      ) : null,
  },
  {
    key: 'type',
    title: <span className="visually-hidden">Type</span>,
    width: '34px',
    cell: (row) => (row.kind === 'metric' ? <TypeTag type={row.family.type} short /> : null),
  },
  {
    key: 'series',
    title: 'Series',
    width: '60px',
    align: 'right',
    sortable: true,
    cell: (row) => (row.kind === 'metric' ? <span className="t2">{count(row.family.series)}</span> : null),
  },
];
