import { type CSSProperties, useMemo, useState } from 'react';
import { displayName, shownValue, styleOf } from '../../../../shared/dashboards/field-style.ts';
import { type Cell, type Field, rowCount } from '../../../../shared/dashboards/frames.ts';
import type { FieldStyle, Panel } from '../../../../shared/dashboards/model.ts';
import { compared } from '../../../../shared/dashboards/transform.ts';
import { quantityText } from '../../../../shared/model/format.ts';
import { type Column, type Sort, VirtualTable } from '../../../components/VirtualTable.tsx';
import { milliText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { cssColour, softColour } from '../data/colour.ts';
import { panelFrame } from '../data/panel-lines.ts';
import type { PanelProps } from './PanelProps.ts';

interface StyledColumn {
  field: Field;
  style: FieldStyle;
  title: string;
  most: number;
}

const NUMBER_WIDTH = 110;

/** Rows and columns of an answer; a click on a head sorts. */
export function TablePanel({ panel, data }: PanelProps) {
  const zone = useZone();
  const [sort, setSort] = useState<Sort | null>(null);
  const { columns, rows } = useMemo(() => styledTable(panel, data.lines), [panel, data.lines]);
  const sorted = useMemo(() => {
    const by = sort && columns.find(({ title }) => title === sort.key);
    if (!by) return rows;
    const { values } = by.field;
    return [...rows].sort((a, b) => compared(values[a] ?? null, values[b] ?? null, sort.descending));
  }, [rows, columns, sort]);
  const shown = useMemo(
    () =>
      columns.map(
        (column): Column<number> => ({
          key: column.title,
          title: <span title={column.title}>{column.title}</span>,
          width: widthOf(column),
          sortable: true,
          align: isRight(column) ? 'right' : 'left',
          cell: (row) => <TableCell column={column} value={column.field.values[row] ?? null} zone={zone} />,
        }),
      ),
    [columns, zone],
  );
  return (
    <VirtualTable
      label={panel.title || 'Table'}
      columns={shown}
      rows={sorted}
      rowKey={String}
      rowHeight={26}
      minWidth={columns.length * 90}
      {...(sort ? { sort } : {})}
      onSort={setSort}
    />
  );
}

function styledTable(panel: Panel, lines: PanelProps['data']['lines']) {
  const frame = panelFrame(panel, lines);
  const columns = frame.fields.flatMap((field): StyledColumn[] => {
    const numbers = field.values.map((value) => (typeof value === 'number' ? value : null));
    const styled = { ...field, values: numbers };
    const style = styleOf(panel, styled);
    if (style.hidden) return [];
    const most = numbers.reduce<number>((top, value) => Math.max(top, Math.abs(value ?? 0)), 0);
    return [{ field, style, title: displayName(style, styled), most }];
  });
  return { columns, rows: Array.from({ length: rowCount(frame) }, (_, row) => row) };
}

const isRight = ({ field, style }: StyledColumn): boolean =>
  style.align === 'right' || (style.align === 'auto' && field.kind === 'number');

function widthOf({ style, field, title }: StyledColumn): string {
  if (style.width) return `${style.width}px`;
  if (field.kind === 'string') return 'minmax(90px, 1.4fr)';
  return field.kind === 'time'
    ? '170px'
    : `minmax(${Math.max(NUMBER_WIDTH, Math.min(title.length * 7 + 24, 200))}px, 1fr)`;
}

function TableCell({
  column,
  value,
  zone,
}: {
  column: StyledColumn;
  value: Cell;
  zone: Parameters<typeof milliText>[1];
}) {
  const { field, style, most } = column;
  if (field.kind === 'time')
    return <span className="t2">{typeof value === 'number' ? milliText(value, zone) : '—'}</span>;
  const shown = shownValue(value, style);
  const colour = cssColour(shown.colour);
  const text = quantityText(shown);
  const look: CSSProperties =
    colour && style.cell === 'colour'
      ? { color: colour }
      : colour && style.cell === 'background'
        ? { background: softColour(colour), color: colour, padding: '1px 6px', borderRadius: 3 }
        : {};
  if (style.cell === 'bar' && typeof value === 'number') {
    const share = Math.min(1, Math.abs(value) / (style.max ?? (most || 1)));
    return (
      <span
        style={{
          display: 'inline-flex',
          alignItems: 'center',
          gap: 8,
          width: '100%',
          justifyContent: 'flex-end',
        }}
      >
        <span className="bar" style={{ flex: '1 1 0', minWidth: 20 }}>
          <i style={{ width: `${share * 100}%`, background: colour ?? 'var(--accent)' }} />
        </span>
        {text}
      </span>
    );
  }
  return (
    <span className="cut" style={look} title={value === null ? undefined : String(value)}>
      {text}
    </span>
  );
}
