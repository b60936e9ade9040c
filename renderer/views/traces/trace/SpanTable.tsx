import { useMemo, useState } from 'react';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { duration } from '../../../../shared/model/format.ts';
import { spanKindNames } from '../../../../shared/model/span.ts';
import { STATUS_ERROR, type TraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { type Column, type Sort, VirtualTable } from '../../../components/VirtualTable.tsx';
import { offsetText } from './time-axis.ts';
import css from './trace.module.css';

interface SpanTableProps {
  detail: TraceDetail;
  tree: TraceTree;
  selected: number | null;
  onSelect(span: number): void;
}

/** Every span as a row, to sort by what took longest. */
export function SpanTable({ detail, tree, selected, onSelect }: SpanTableProps) {
  const [sort, setSort] = useState<Sort>({ key: 'self', descending: true });
  const columns = useMemo(() => spanColumns(detail, tree), [detail, tree]);
  const rows = useMemo(() => sortedSpans(detail, tree, sort), [detail, tree, sort]);
  return (
    <VirtualTable
      label="Spans"
      columns={columns}
      rows={rows}
      rowKey={String}
      rowHeight={24}
      sort={sort}
      onSort={setSort}
      selected={(span) => span === selected}
      onRowClick={onSelect}
    />
  );
}

const sortValue: Record<string, (detail: TraceDetail, tree: TraceTree, span: number) => number | string> = {
  service: (detail, _tree, span) => detail.services[detail.service[span]!] ?? '',
  operation: (detail, _tree, span) => detail.names[detail.name[span]!] ?? '',
  start: (detail, _tree, span) => detail.startNano[span]!,
  duration: (detail, _tree, span) => detail.durationNano[span]!,
  self: (_detail, tree, span) => tree.selfNano[span]!,
};

function sortedSpans(detail: TraceDetail, tree: TraceTree, { key, descending }: Sort): number[] {
  const value = sortValue[key] ?? sortValue.start!;
  const spans = Array.from({ length: tree.count }, (_, span) => span);
  const compare = (a: number, b: number) => {
    const [x, y] = [value(detail, tree, a), value(detail, tree, b)];
    return x < y ? -1 : x > y ? 1 : a - b;
  };
  return spans.sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
}

function spanColumns(detail: TraceDetail, tree: TraceTree): Column<number>[] {
  const nanos = (title: string, key: string, value: (span: number) => number): Column<number> => ({
    key,
    title,
    width: '88px',
    align: 'right',
    sortable: true,
    cell: (span) => <Quantity of={duration(value(span))} exact={`${value(span)} ns`} />,
  });
  return [
    {
      key: 'service',
      title: 'Service',
      width: 'minmax(100px, 160px)',
      sortable: true,
      cell: (span) => <Name name={detail.services[detail.service[span]!] ?? ''} />,
    },
    {
      key: 'operation',
      title: 'Operation',
      width: 'minmax(160px, 1fr)',
      sortable: true,
      cell: (span) => (
        <span className={detail.status[span] === STATUS_ERROR ? css.error : ''}>
          {detail.status[span] === STATUS_ERROR ? '! ' : ''}
          {detail.names[detail.name[span]!]}
        </span>
      ),
    },
    { key: 'kind', title: 'Kind', width: '88px', cell: (span) => spanKindNames[detail.kind[span]!] ?? '' },
    {
      key: 'start',
      title: 'Start',
      width: '88px',
      align: 'right',
      sortable: true,
      cell: (span) => <Quantity of={offsetText(detail.startNano[span]!)} />,
    },
    nanos('Duration', 'duration', (span) => detail.durationNano[span]!),
    nanos('Self', 'self', (span) => tree.selfNano[span]!),
  ];
}
