import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { VirtualTable } from '../../components/VirtualTable.tsx';
import { useKeys } from '../../shell/keys.ts';
import type { TableColumn } from './columns.tsx';
import type { ContainerRow, GroupRow, Row } from './container-rows.ts';
import classes from './containers.module.css';
import { useContainersView } from './view-state.ts';

interface ContainersTableProps {
  rows: Row[];
  columns: TableColumn[];
  /** Names. */
  selected: Set<string>;
  active: number;
  onActive(index: number): void;
  onSelect(names: Set<string>): void;
  onOpen(container: ContainerSummary): void;
}

/** Rows of containers under the heads of their groups; click selects, with Ctrl several, double click opens. */
export function ContainersTable(props: ContainersTableProps) {
  const { rows, columns, selected, active, onActive, onSelect, onOpen } = props;
  const { sort, setSort, toggleGroup } = useContainersView();
  const current = rows[active];
  const move = (by: number) => onActive(Math.min(Math.max(active + by, 0), rows.length - 1));

  function toggle(names: string[], add: boolean): void {
    const next = add ? new Set(selected) : new Set<string>();
    const every = names.every((name) => selected.has(name)) && (add || selected.size === names.length);
    for (const name of names) {
      if (every) next.delete(name);
      else next.add(name);
    }
    onSelect(next);
  }
  function click(row: Row, event: React.MouseEvent): void {
    onActive(rows.indexOf(row));
    if (row.kind === 'group') toggleGroup(row.label);
    else toggle([row.container.name], event.ctrlKey || event.metaKey || event.shiftKey);
  }
  function openCurrent(): void {
    if (current?.kind === 'group') toggleGroup(current.label);
    else if (current) onOpen(current.container);
  }
  const next = () => move(1);
  const previous = () => move(-1);
  const clear = () => onSelect(new Set());
  useKeys({
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    Enter: openCurrent,
    Escape: clear,
    x: () => {
      if (current?.kind === 'container') toggle([current.container.name], true);
    },
  });
  return (
    <div className={classes.table}>
      <VirtualTable<Row>
        label="Containers"
        rows={rows}
        columns={columns.map((column) => ({
          ...column,
          cell: (row, hot) => column.cell(row as ContainerRow, hot),
        }))}
        rowKey={({ key }) => key}
        minWidth={1080}
        sort={sort}
        onSort={setSort}
        active={active}
        selected={(row) => row.kind === 'container' && selected.has(row.container.name)}
        rowClass={(row) => (row.kind === 'group' ? (classes.group ?? '') : '')}
        full={(row) => (row.kind === 'group' ? <GroupCells row={row} columns={columns} /> : null)}
        onRowClick={click}
        onRowOpen={(row) => {
          if (row.kind === 'container') onOpen(row.container);
        }}
      />
    </div>
  );
}

/** The group's name over the first columns, its totals under the others. */
function GroupCells({ row, columns }: { row: GroupRow; columns: TableColumn[] }) {
  const spanned = columns.findIndex(({ total }) => total !== undefined);
  const Chevron = row.collapsed ? IconChevronRight : IconChevronDown;
  const span = spanned === -1 ? columns.length : spanned;
  return (
    <>
      <div role="cell" className={classes.groupLabel} style={{ gridColumn: `span ${Math.max(1, span)}` }}>
        <Chevron size={12} />
        <b className="cut">{row.label}</b>
        <span>{row.counts}</span>
      </div>
      {columns.slice(Math.max(1, span)).map((column) => (
        <div role="cell" key={column.key} style={{ textAlign: 'right' }}>
          {column.total?.(row.totals)}
        </div>
      ))}
    </>
  );
}
