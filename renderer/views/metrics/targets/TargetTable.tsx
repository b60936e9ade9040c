import { useMemo } from 'react';
import type { ScrapeTarget } from '../../../../shared/contract/scrape.ts';
import { type Column, VirtualTable } from '../../../components/VirtualTable.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { type Room, targetColumns } from './target-columns.tsx';
import type { GroupRow, Row, TargetRow } from './target-rows.ts';
import css from './targets.module.css';

interface TargetTableProps {
  rows: Row[];
  /** Key of the target that is open beside the table. */
  open: string;
  room: Room;
  onOpen(key: string): void;
}

const LEAST_PX: Record<Room, number> = { wide: 1040, narrow: 640, little: 400 };

/** Targets below the heads of their jobs; the row of the keyboard is the one that is open. */
export function TargetTable({ rows, open, room, onOpen }: TargetTableProps) {
  const columns = useMemo(() => asRowColumns(targetColumns(room)), [room]);
  const active = rows.findIndex(({ kind, key }) => kind === 'target' && key === open);
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
        label="Targets"
        rows={rows}
        columns={columns}
        rowKey={({ key }) => key}
        minWidth={LEAST_PX[room]}
        active={active}
        selected={({ key }) => key === open}
        rowClass={({ kind }) => (kind === 'group' ? (css.group ?? '') : '')}
        full={(row) => (row.kind === 'group' ? <GroupHead group={row} /> : null)}
        onRowClick={(row) => row.kind === 'target' && onOpen(row.key === open ? '' : row.key)}
      />
    </div>
  );
}

const asRowColumns = (columns: Column<ScrapeTarget>[]): Column<Row>[] =>
  columns.map((column) => ({ ...column, cell: (row, hot) => column.cell((row as TargetRow).target, hot) }));

function GroupHead({ group: { job, origin, up, down, total, problems } }: { group: GroupRow }) {
  return (
    <div role="cell" className={css.groupLabel} style={{ gridColumn: '1 / -1' }}>
      <b className="cut">{job}</b>
      <span className={down > 0 ? 'warn' : ''}>{total === 0 ? 'no targets' : `${up} of ${total} up`}</span>
      <span className="t3 cut">{origin === job ? 'found by their labels' : origin}</span>
      {problems.length > 0 && (
        <span className="warn cut" title={problems.join('\n')}>
          {problems.join('; ')}
        </span>
      )}
    </div>
  );
}
