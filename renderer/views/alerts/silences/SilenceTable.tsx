import { useMemo } from 'react';
import { type Column, VirtualTable } from '../../../components/VirtualTable.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { silenceColumns } from './silence-columns.tsx';
import type { Row, SilenceRow } from './silence-rows.ts';
import css from './silences.module.css';

interface SilenceTableProps {
  rows: Row[];
  /** Id of the silence that is open beside the table. */
  open: string;
  room: 'wide' | 'little';
  onOpen(id: string): void;
}

const asRowColumns = (columns: Column<SilenceRow>[]): Column<Row>[] =>
  columns.map((column) => ({ ...column, cell: (row, hot) => column.cell(row as SilenceRow, hot) }));

/** Silences below the heads of their states; the row of the keyboard is the one that is open. */
export function SilenceTable({ rows, open, room, onOpen }: SilenceTableProps) {
  const columns = useMemo(() => asRowColumns(silenceColumns(room)), [room]);
  const active = rows.findIndex(({ kind, key }) => kind === 'silence' && key === open);
  function move(by: number): void {
    let at = active === -1 && by < 0 ? rows.length : active;
    do at += by;
    while (rows[at]?.kind === 'group');
    const next = rows[at];
    if (next) onOpen(next.key);
  }
  const next = () => move(1);
  const previous = () => move(-1);
  const close = () => onOpen('');
  useKeys({ j: next, ArrowDown: next, k: previous, ArrowUp: previous, Escape: close });
  return (
    <div className={css.table}>
      <VirtualTable<Row>
        label="Silences"
        rows={rows}
        columns={columns}
        rowKey={({ key }) => key}
        minWidth={room === 'wide' ? 640 : 380}
        active={active}
        selected={({ key }) => key === open}
        rowClass={({ kind }) => (kind === 'group' ? (css.group ?? '') : '')}
        full={(row) =>
          row.kind === 'group' ? (
            <div role="cell" className={css.groupLabel}>
              {row.title}
            </div>
          ) : null
        }
        onRowClick={(row) => row.kind === 'silence' && onOpen(row.key === open ? '' : row.key)}
      />
    </div>
  );
}
