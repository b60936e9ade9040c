import { useMemo, useRef, useState } from 'react';
import type { LogPattern } from '../../../../shared/contract/logs.ts';
import { type MenuItem, useContextMenu } from '../../../components/ContextMenu.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { VirtualTable } from '../../../components/VirtualTable.tsx';
import { PatternExample } from './PatternExample.tsx';
import { patternColumns } from './pattern-columns.tsx';
import type { ComparedPattern } from './pattern-order.ts';
import css from './patterns.module.css';

/** Rows that a key moves by. */
const STEPS: Record<string, number | undefined> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

const copy = (text: string) => void navigator.clipboard.writeText(text);

interface PatternTableProps {
  rows: ComparedPattern[];
  total: number;
  onKeep(id: number): void;
  onHide(id: number): void;
}

function menuOf(
  { id, template, example }: LogPattern,
  { onKeep, onHide }: Pick<PatternTableProps, 'onKeep' | 'onHide'>,
): (MenuItem | null)[] {
  return [
    { label: 'Only its lines', onClick: () => onKeep(id) },
    { label: 'Without its lines', onClick: () => onHide(id) },
    null,
    { label: 'Copy the template', onClick: () => copy(template) },
    { label: 'Copy the example', onClick: () => copy(example) },
  ];
}

/** The table, and beside it an example of the pattern that was opened. */
export function PatternTable({ rows, total, onKeep, onHide }: PatternTableProps) {
  const [active, setActive] = useState(-1);
  const [opened, setOpened] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  const hands = useRef({ onKeep, onHide });
  hands.current = { onKeep, onHide };
  const columns = useMemo(
    () =>
      patternColumns(total, {
        onKeep: ({ id }) => hands.current.onKeep(id),
        onHide: ({ id }) => hands.current.onHide(id),
      }),
    [total],
  );
  const toggle = ({ id }: LogPattern) => setOpened(opened === id ? null : id);
  const press = (event: React.KeyboardEvent) => {
    const row = rows[active];
    const to = STEPS[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (to !== undefined) setActive(Math.min(Math.max(active + to, 0), rows.length - 1));
    else if (!row) return;
    else if (event.key === 'k') onKeep(row.id);
    else if (event.key === 'h') onHide(row.id);
    else if (event.key === 'Enter') toggle(row);
    else return;
    // The list of lines has the same keys.
    event.preventDefault();
  };
  const { menu, openMenu } = useContextMenu();
  const example = rows.find(({ id }) => id === opened);
  return (
    <SplitPane
      name="logs-pattern-example"
      direction="row"
      sized="second"
      initial={420}
      least={200}
      first={
        <div className={css.table}>
          <VirtualTable
            label="Patterns of the result"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => String(id)}
            rowHeight={26}
            minWidth={720}
            active={focused ? active : -1}
            selected={({ id }) => id === opened}
            onRowClick={(row) => {
              setActive(rows.indexOf(row));
              toggle(row);
            }}
            onRowContext={(row, event) => openMenu(event, menuOf(row, { onKeep, onHide }))}
            keyboard={{
              onKey: press,
              onFocus() {
                setFocused(true);
                if (active < 0) setActive(0);
              },
              onBlur: () => setFocused(false),
            }}
          />
          {menu}
        </div>
      }
      second={example ? <PatternExample pattern={example} onClose={() => setOpened(null)} /> : null}
    />
  );
}
