import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import type { Marker } from '../../../components/log/marks.ts';
import { useKeys } from '../../../shell/keys.ts';
import { useZone } from '../../../time/preferences.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { EventRow } from './EventRow.tsx';
import { LogRowView } from './LogRowView.tsx';
import css from './list.module.css';
import { isMark, type ListEntry, listEntries } from './list-entries.ts';
import { ROW_PX, type RowLook } from './row-look.ts';
import { useKeptPlace } from './use-kept-place.ts';
import type { LogList } from './use-log-list.ts';

const OVERSCAN = 12;
/** This near to the newest line counts as being there. */
const AT_END_PX = 30;
/** This near to the oldest line, the ones before it are asked for. */
const NEAR_TOP_PX = 600;

interface LogLinesProps {
  list: LogList;
  marks: readonly EventMark[];
  marker: Marker;
  look: RowLook;
  selected: string | null;
  onSelect(row: LogRow): void;
  onMenu(row: LogRow, event: React.MouseEvent): void;
}

/** The virtual list; it follows the newest line until the reader scrolls away, and then holds still. */
export function LogLines({ list, marks, marker, look, selected, onSelect, onMenu }: LogLinesProps) {
  const { state, hold, follow, loadOlder } = list;
  const { rows, following } = state;
  const entries = useMemo(() => listEntries(rows, marks), [rows, marks]);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const zone = useZone();
  const href = useViewHref();
  const scroller = useRef<HTMLDivElement>(null);
  const measured = look.wrap || opened.size > 0;
  // The same function while nothing needs another: a new one makes the virtualizer measure every row again.
  const keyed = measured ? entries : null;
  const keyOf = useCallback((index: number) => keyOfEntry(keyed?.[index], index), [keyed]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getItemKey: keyOf,
  });
  useKeptPlace({
    rows,
    following,
    measured,
    scroller,
    toEnd: () => virtual.scrollToIndex(entries.length - 1, { align: 'end' }),
  });
  const slot = useSlots(virtual.getVirtualItems().length);
  const toggle = (row: LogRow) => {
    hold();
    setOpened((before) => toggled(before, row.id));
  };
  const choose = useShownLine({
    rows,
    selected,
    onSelect,
    show: (row) => {
      hold();
      virtual.scrollToIndex(entries.indexOf(row), { align: 'center' });
    },
  });
  useListKeys({
    rows,
    selected,
    onSelect: choose,
    toggle,
    hold,
    follow,
    show: (row) => virtual.scrollToIndex(entries.indexOf(row), { align: 'auto' }),
  });
  const away = useRef(false);
  const scrolled = () => {
    const element = scroller.current;
    if (!element) return;
    const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    const wasAway = away.current;
    away.current = fromEnd > AT_END_PX;
    if (away.current) hold();
    // Only who comes back to the end follows again: a list held at its end still hears of its own last step there.
    else if (wasAway && !following && state.waiting.length === 0) follow();
    if (element.scrollTop < NEAR_TOP_PX) loadOlder();
  };
  return (
    <div
      ref={scroller}
      className={css.lines}
      onScroll={scrolled}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      role="log"
      aria-label="Log lines"
      aria-live="off"
      data-wrap={look.wrap}
    >
      {/* Held from the press on: what runs away under the pointer is neither clicked nor marked. */}
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} onPointerDown={hold}>
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index]!;
          const key = measured ? item.key : slot(item.index);
          const measure = measured ? virtual.measureElement : null;
          const place = { index: item.index, top: item.start, measure, zone };
          if (isMark(entry)) return <EventRow key={`event ${key}`} mark={entry} {...place} />;
          return (
            <LogRowView
              key={key}
              {...place}
              row={entry}
              marker={marker}
              look={look}
              href={href}
              selected={entry.id === selected}
              open={opened.has(entry.id)}
              onToggle={toggle}
              onSelect={choose}
              onMenu={onMenu}
            />
          );
        })}
      </div>
    </div>
  );
}

const keyOfEntry = (entry: ListEntry | undefined, index: number): string | number =>
  entry === undefined ? index : isMark(entry) ? `${entry.timeMs} ${entry.entity} ${entry.kind}` : entry.id;

const toggled = (ids: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
};

/**
 * Rows of one height are drawn into elements that stay: at thousands of lines a second, making new ones for every
 * line is what a browser cannot keep up with.
 */
function useSlots(inSight: number): (index: number) => number {
  const slots = useRef(64);
  while (slots.current < inSight) slots.current *= 2;
  return (index) => index % slots.current;
}

interface ShownLine {
  rows: LogRow[];
  selected: string | null;
  onSelect(row: LogRow): void;
  show(row: LogRow): void;
}

/**
 * A line that is chosen elsewhere, by a link to it say, is brought into sight once it is loaded.
 *
 * @returns what chooses one here, where it is in sight already
 */
function useShownLine({ rows, selected, onSelect, show }: ShownLine): (row: LogRow) => void {
  const inSight = useRef<string | null>(null);
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    if (selected === null || selected === inSight.current) return;
    const row = rows.find(({ id }) => id === selected);
    if (!row) return;
    inSight.current = selected;
    latest.current(row);
  }, [rows, selected]);
  return useCallback(
    (row) => {
      inSight.current = row.id;
      onSelect(row);
    },
    [onSelect],
  );
}

interface ListKeys {
  rows: LogRow[];
  selected: string | null;
  onSelect(row: LogRow): void;
  toggle(row: LogRow): void;
  hold(): void;
  follow(): void;
  show(row: LogRow): void;
}

function useListKeys({ rows, selected, onSelect, toggle, hold, follow, show }: ListKeys): void {
  const indexOf = () => (selected === null ? -1 : rows.findIndex(({ id }) => id === selected));
  const move = (step: number) => () => {
    const at = indexOf();
    const index = at < 0 ? rows.length - 1 : Math.min(rows.length - 1, Math.max(0, at + step));
    const next = rows[index];
    if (!next) return;
    hold();
    onSelect(next);
    show(next);
  };
  const expand = () => {
    const row = rows[indexOf()];
    if (row) toggle(row);
  };
  useKeys({
    j: move(1),
    k: move(-1),
    ArrowDown: move(1),
    ArrowUp: move(-1),
    PageDown: move(20),
    PageUp: move(-20),
    o: expand,
    G: follow,
  });
}
