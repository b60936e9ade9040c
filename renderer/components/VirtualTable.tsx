/** biome-ignore-all lint/a11y/useSemanticElements: rows are placed by the virtualizer, which table elements do not allow */
/** biome-ignore-all lint/a11y/useFocusableInteractive: the list's own keys (j, k, Enter, x) move an active row; rows are no tab stops */
/** biome-ignore-all lint/a11y/useKeyWithClickEvents: as above */
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import classes from './virtual-table.module.css';

export interface Column<Row> {
  key: string;
  title: ReactNode;
  /** A CSS grid track: `88px`, `minmax(120px, 2fr)`. */
  width: string;
  align?: 'left' | 'right';
  /** Given, the head can be clicked to sort. */
  sortable?: boolean;
  /** `hot`: the pointer or the keyboard is on the row, so that it may show what it can do. */
  cell(row: Row, hot: boolean): ReactNode;
}

export interface Sort {
  key: string;
  descending: boolean;
}

interface VirtualTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row): string;
  rowHeight?: number;
  /** Drawn instead of the cells, a group's head say; null for an ordinary row. */
  full?(row: Row): ReactNode | null;
  rowClass?(row: Row): string;
  selected?(row: Row): boolean;
  /** The row the keyboard is on. */
  active?: number;
  sort?: Sort;
  onSort?(sort: Sort): void;
  onRowClick?(row: Row, event: React.MouseEvent): void;
  onRowOpen?(row: Row): void;
  onRowContext?(row: Row, event: React.MouseEvent): void;
  onRowEnter?(row: Row): void;
  /** False: the active row is not brought into sight, for the pointer moves it. */
  follow?: boolean;
  /** Given, the table takes the focus as a grid does and hears of keys; `active` is then the row they are about. */
  keyboard?: {
    onKey(event: React.KeyboardEvent): void;
    onFocus(): void;
    onBlur(): void;
  };
  /** Told the last row in sight, so that more can be loaded in time. */
  onLastRow?(index: number): void;
  /** Least width in px; below it the table scrolls sideways. */
  minWidth?: number;
}

/** As virtual-table.module.css has it. */
const HEAD_PX = 24;

/** A dense table that draws only the rows in sight. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { columns, rows, rowHeight = 28, active = -1, minWidth, follow = true, keyboard } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    // The head stays in sight and pushes the rows down by as much: only at the lower end is room lost.
    scrollPaddingEnd: HEAD_PX,
    getItemKey: (index) => props.rowKey(rows[index] as Row),
  });
  useEffect(() => {
    if (follow && active >= 0) virtual.scrollToIndex(active, { align: 'auto' });
  }, [follow, active, virtual]);
  const last = virtual.getVirtualItems().at(-1)?.index ?? -1;
  const { onLastRow } = props;
  useEffect(() => {
    onLastRow?.(last);
  }, [onLastRow, last]);
  const id = useId();
  const grid = { '--columns': columns.map(({ width }) => width).join(' ') } as CSSProperties;
  return (
    <div ref={scroller} className={classes.scroller} style={grid}>
      <div {...roleProps(props, active < 0 ? undefined : rowId(id, active))} style={{ minWidth }}>
        <Head {...props} />
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
          {virtual.getVirtualItems().map((item) => (
            <TableRow
              key={item.key}
              table={props}
              id={keyboard ? rowId(id, item.index) : undefined}
              row={rows[item.index] as Row}
              index={item.index}
              top={item.start}
              height={rowHeight}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

const rowId = (table: string, index: number): string => `${table}-${index}`;

/** A grid has the focus itself and names the row the keys are about, for that row may be scrolled out of the page. */
function roleProps<Row>({ label, rows, keyboard }: VirtualTableProps<Row>, activeId: string | undefined) {
  const named = { 'aria-label': label, 'aria-rowcount': rows.length + 1 };
  if (!keyboard) return { role: 'table', ...named };
  const own = (event: React.SyntheticEvent) => event.target === event.currentTarget;
  return {
    role: 'grid',
    ...named,
    tabIndex: 0,
    'aria-multiselectable': true,
    'aria-activedescendant': activeId,
    onKeyDown: (event: React.KeyboardEvent) => own(event) && keyboard.onKey(event),
    onFocus: (event: React.FocusEvent) => own(event) && keyboard.onFocus(),
    onBlur: (event: React.FocusEvent) => own(event) && keyboard.onBlur(),
  };
}

function Head<Row>({ columns, sort, onSort }: VirtualTableProps<Row>) {
  return (
    <div className={classes.head} role="row">
      {columns.map(({ key, title, align, sortable }) => {
        const sorted = sort?.key === key;
        const order = sorted ? (sort.descending ? 'descending' : 'ascending') : undefined;
        return (
          <div
            key={key}
            role="columnheader"
            aria-sort={order}
            className={align === 'right' ? classes.right : ''}
          >
            {sortable && onSort ? (
              <button
                type="button"
                onClick={() => onSort({ key, descending: sorted ? !sort.descending : false })}
              >
                {title}
                {sorted ? (
                  sort.descending ? (
                    <IconChevronDown size={12} />
                  ) : (
                    <IconChevronUp size={12} />
                  )
                ) : null}
              </button>
            ) : (
              title
            )}
          </div>
        );
      })}
    </div>
  );
}

interface TableRowProps<Row> {
  table: VirtualTableProps<Row>;
  row: Row;
  id: string | undefined;
  index: number;
  top: number;
  height: number;
}

function TableRow<Row>({ table, row, id, index, top, height }: TableRowProps<Row>) {
  const full = table.full?.(row) ?? null;
  const selected = table.selected?.(row) ?? false;
  const [hovered, setHovered] = useState(false);
  const hot = hovered || table.active === index;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={table.selected ? selected : undefined}
      data-active={table.active === index || undefined}
      data-selected={selected || undefined}
      className={`${classes.row} ${table.rowClass?.(row) ?? ''}`}
      style={{ top, height }}
      onPointerEnter={() => {
        setHovered(true);
        table.onRowEnter?.(row);
      }}
      onPointerLeave={() => setHovered(false)}
      onClick={(event) => table.onRowClick?.(row, event)}
      onDoubleClick={() => table.onRowOpen?.(row)}
      onContextMenu={(event) => table.onRowContext?.(row, event)}
    >
      {full ??
        table.columns.map(({ key, align, cell }) => (
          <div
            key={key}
            role={table.keyboard ? 'gridcell' : 'cell'}
            className={align === 'right' ? classes.right : ''}
          >
            {cell(row, hot)}
          </div>
        ))}
    </div>
  );
}
