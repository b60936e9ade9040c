import { useMemo } from 'react';
import { count, duration, percent, quantityText } from '../../../../../shared/model/format.ts';
import { CopyButton } from '../../../../components/CopyButton.tsx';
import { Name } from '../../../../components/Name.tsx';
import { Quantity } from '../../../../components/Quantity.tsx';
import { Segments } from '../../../../components/Segments.tsx';
import { type Column, VirtualTable } from '../../../../components/VirtualTable.tsx';
import { useUrlParam } from '../../../../time/url-state.ts';
import type { TraceModel } from '../model/trace-model.ts';
import {
  type OperationStats,
  operationStats,
  type StatsGrouping,
  type StatsSort,
  sortedStats,
} from './operation-stats.ts';
import css from './stats.module.css';

interface TraceStatsProps {
  model: TraceModel;
  text: string;
  onPick(span: number): void;
}

/** Where the time went, by operation or by service; a click goes to the slowest span of the row. */
export function TraceStats({ model, text, onPick }: TraceStatsProps) {
  const [by, setBy] = useUrlParam('by', { replace: true });
  const [sort, setSort] = useUrlParam('sort', { replace: true });
  const grouping: StatsGrouping = by === 'service' ? 'service' : 'operation';
  const [key = 'selfNano', order = 'down'] = (sort || 'selfNano.down').split('.');
  const stats = useMemo(() => operationStats(model, grouping), [model, grouping]);
  const rows = useMemo(() => {
    const needle = text.toLowerCase();
    const found = stats.filter((row) =>
      `${row.service} ${row.operation ?? ''}`.toLowerCase().includes(needle),
    );
    return sortedStats(found, key as StatsSort, order === 'down');
  }, [stats, text, key, order]);
  return (
    <div className={css.stats}>
      <div className={css.head}>
        <Segments
          label="Group by"
          options={[
            ['operation', 'By operation'],
            ['service', 'By service'],
          ]}
          value={grouping}
          onChange={(next) => setBy(next === 'service' ? next : '')}
        />
        <span className="t3">
          {count(rows.length)} {rows.length === 1 ? 'row' : 'rows'}
        </span>
        <span className={css.grow} />
        <CopyButton text={() => statsText(rows)} label="Copy the table as text" />
      </div>
      <VirtualTable
        label="Operations of this trace"
        columns={statsColumns(grouping)}
        rows={rows}
        rowKey={({ service, operation }) => `${service}\n${operation}`}
        rowHeight={24}
        minWidth={880}
        sort={{ key, descending: order === 'down' }}
        onSort={(next) => setSort(`${next.key}.${next.key === key && !next.descending ? 'up' : 'down'}`)}
        onRowClick={({ slowest }) => onPick(slowest)}
      />
    </div>
  );
}

function statsColumns(grouping: StatsGrouping): Column<OperationStats>[] {
  const nanos = (title: string, key: StatsSort): Column<OperationStats> => ({
    key,
    title,
    width: '84px',
    align: 'right',
    sortable: true,
    cell: (row) => <Quantity of={duration(row[key] as number)} exact={`${row[key]} ns`} />,
  });
  const operation: Column<OperationStats> = {
    key: 'operation',
    title: 'Operation',
    width: 'minmax(160px, 1fr)',
    sortable: true,
    cell: (row) => <span title={row.operation ?? ''}>{row.operation}</span>,
  };
  return [
    {
      key: 'service',
      title: 'Service',
      width: grouping === 'service' ? 'minmax(140px, 1fr)' : 'minmax(100px, 160px)',
      sortable: true,
      cell: (row) => <Name name={row.service} />,
    },
    ...(grouping === 'operation' ? [operation] : []),
    {
      key: 'count',
      title: 'Count',
      width: '72px',
      align: 'right',
      sortable: true,
      cell: (row) => count(row.count),
    },
    {
      key: 'errors',
      title: 'Errors',
      width: '64px',
      align: 'right',
      sortable: true,
      cell: (row) => <span className={row.errors > 0 ? css.error : 't3'}>{count(row.errors)}</span>,
    },
    nanos('Self', 'selfNano'),
    {
      key: 'share',
      title: 'Share',
      width: '112px',
      align: 'right',
      sortable: true,
      cell: (row) => (
        <span className={css.share}>
          <i style={{ width: `${row.share * 48}px` }} />
          <span>{quantityText(percent(row.share * 100))}</span>
        </span>
      ),
    },
    nanos('Total', 'totalNano'),
    nanos('Critical', 'criticalNano'),
    nanos('Mean', 'meanNano'),
    nanos('p95', 'p95Nano'),
    nanos('Max', 'maxNano'),
  ];
}

/** Tab-separated, times in nanoseconds: it pastes into a sheet. */
function statsText(rows: readonly OperationStats[]): string {
  const keys = [
    'service',
    'operation',
    'count',
    'errors',
    'selfNano',
    'share',
    'totalNano',
    'criticalNano',
  ] as const;
  const more = ['meanNano', 'p95Nano', 'maxNano'] as const;
  const columns = [...keys, ...more];
  const cell = (value: string | number | null) => {
    const plain = String(value ?? '').replace(/[\t\r\n]/g, ' ');
    // A sheet would take these for the beginning of a formula.
    return typeof value === 'string' && /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
  };
  return [columns.join('\t'), ...rows.map((row) => columns.map((key) => cell(row[key])).join('\t'))].join(
    '\n',
  );
}
