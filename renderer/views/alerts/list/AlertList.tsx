import { IconFilter } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { KeyHint } from '../../../components/KeyHint.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { AlertRow } from './AlertRow.tsx';
import { type AlertListRow, rowKey, type SectionKey } from './alert-rows.ts';
import css from './list.module.css';
import { RuleRow } from './RuleRow.tsx';
import { SectionRow } from './SectionRow.tsx';

interface AlertListProps {
  rows: AlertListRow[];
  /** Key of the row whose page is shown. */
  chosen: string;
  filter: string;
  onFilter(filter: string): void;
  onFold(section: SectionKey, folded: boolean): void;
  onChoose(row: AlertListRow): void;
}

const HEIGHTS = { section: 28, alert: 46, rule: 28 } as const;
const PAGE = 10;

/** Alerts and rules by state; only what is in sight is drawn. */
export function AlertList({ rows, chosen, filter, onFilter, onFold, onChoose }: AlertListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => HEIGHTS[rows[index]?.kind ?? 'rule'],
    getItemKey: (index) => rowKey(rows[index] as AlertListRow),
    overscan: 8,
  });
  const kinds = rows.map(({ kind }) => kind[0]).join('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured holds for rows that have moved on
  useEffect(() => virtual.measure(), [virtual, kinds]);
  const active = rows.findIndex((row) => rowKey(row) === (activeKey ?? chosen));
  const move = (by: number) => {
    const next = Math.min(Math.max(active + by, 0), rows.length - 1);
    const row = rows[next];
    if (!row) return;
    setActiveKey(rowKey(row));
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  const open = (row: AlertListRow | undefined) => {
    if (!row) return;
    setActiveKey(rowKey(row));
    if (row.kind === 'section') onFold(row.key, !row.folded);
    else onChoose(row);
  };
  const next = () => move(1);
  const previous = () => move(-1);
  const pageOn = () => move(PAGE);
  const pageBack = () => move(-PAGE);
  const openActive = () => open(rows[active]);
  useKeys({
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    PageDown: pageOn,
    PageUp: pageBack,
    Enter: openActive,
  });
  return (
    <>
      <FilterField filter={filter} onFilter={onFilter} />
      <div ref={scroller} className={css.scroller}>
        <ul aria-label="Alerts and rules" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index] as AlertListRow;
            const shown = { active: item.index === active, chosen: rowKey(row) === chosen };
            return (
              <li
                key={item.key}
                className={css.item}
                style={{ top: item.start, height: item.size }}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
              >
                {row.kind === 'section' ? (
                  <SectionRow row={row} {...shown} onFold={() => open(row)} />
                ) : row.kind === 'alert' ? (
                  <AlertRow row={row} {...shown} onChoose={() => open(row)} />
                ) : (
                  <RuleRow row={row} {...shown} onChoose={() => open(row)} />
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

function FilterField({ filter, onFilter }: Pick<AlertListProps, 'filter' | 'onFilter'>) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.focus() });
  return (
    <label className={`field ${css.filter}`}>
      <IconFilter size={14} />
      <input
        ref={input}
        aria-label="Filter alerts and rules"
        placeholder="Filter by name, label, receiver"
        value={filter}
        onChange={(event) => onFilter(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && filter !== '') onFilter('');
          else if (event.key === 'Escape' || event.key === 'Enter') input.current?.blur();
        }}
      />
      {filter === '' ? <KeyHint keys="/" /> : null}
    </label>
  );
}
