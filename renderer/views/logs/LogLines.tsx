import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { severityLevel } from '../../../shared/model/log-record.ts';
import { KeyHint } from '../../components/KeyHint.tsx';
import { useKeys } from '../../shell/keys.ts';
import { useZone } from '../../time/preferences.ts';
import { LogLine } from './LogLine.tsx';
import css from './logs.module.css';
import type { LogList } from './use-log-list.ts';

const ROW_HEIGHT = 24;
const OVERSCAN = 20;
/** This near to the newest line counts as being there. */
const AT_END_PX = 30;
/** This near to the oldest line, the ones before it are asked for. */
const NEAR_TOP_PX = 600;

interface LogLinesProps {
  list: LogList;
  query: string;
  wrap: boolean;
  live: boolean;
  showContainer: boolean;
  selected: string | null;
  onSelect(row: LogRow | null): void;
}

/** The virtual list; it follows the newest line until the reader scrolls away, and then holds still. */
export function LogLines({ list, query, wrap, live, showContainer, selected, onSelect }: LogLinesProps) {
  const { state, hold, follow, loadOlder } = list;
  const { rows, following } = state;
  const zone = useZone();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]!.id,
  });
  useKeepPlace(rows, following, scroller, virtual.scrollToIndex);
  const selectedIndex = selected === null ? -1 : rows.findIndex(({ id }) => id === selected);
  const move = (step: number) => {
    const next =
      rows[
        selectedIndex < 0 ? rows.length - 1 : Math.min(rows.length - 1, Math.max(0, selectedIndex + step))
      ];
    if (!next) return;
    hold();
    onSelect(next);
    virtual.scrollToIndex(rows.indexOf(next), { align: 'auto' });
  };
  const [next, previous, last] = [() => move(1), () => move(-1), () => follow()];
  useKeys({ j: next, k: previous, ArrowDown: next, ArrowUp: previous, G: last });

  const scrolled = () => {
    const element = scroller.current;
    if (!element) return;
    const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (fromEnd > AT_END_PX) hold();
    else if (!following && state.waiting.length === 0) follow();
    if (element.scrollTop < NEAR_TOP_PX) loadOlder();
  };
  return (
    <div className={css.linesHolder}>
      <div
        ref={scroller}
        className={css.lines}
        onScroll={scrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label="Log lines"
        aria-live="off"
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]!;
            return (
              <div
                key={item.key}
                ref={wrap ? virtual.measureElement : undefined}
                data-index={item.index}
                data-level={severityLevel(row.severityNumber)}
                data-wrap={wrap}
                aria-current={row.id === selected}
                className={css.line}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  hold();
                  onSelect(row);
                }}
                onKeyDown={(event) => event.key === 'Enter' && onSelect(row)}
              >
                <LogLine row={row} query={query} zone={zone} showContainer={showContainer} />
              </div>
            );
          })}
        </div>
      </div>
      {live && !following && (
        <Holding waiting={state.waiting.length} skipped={state.skipped} onFollow={follow} />
      )}
    </div>
  );
}

/** Following sticks to the newest line; lines put before the first one do not move what is read. */
function useKeepPlace(
  rows: LogRow[],
  following: boolean,
  scroller: React.RefObject<HTMLDivElement | null>,
  scrollToIndex: (index: number, options: { align: 'end' }) => void,
): void {
  const first = useRef<{ id: string; count: number } | null>(null);
  useLayoutEffect(() => {
    const before = first.current;
    first.current = rows[0] ? { id: rows[0].id, count: rows.length } : null;
    if (following || !before || rows[0]?.id === before.id || !scroller.current) return;
    const added = rows.findIndex(({ id }) => id === before.id);
    if (added > 0) scroller.current.scrollTop += added * ROW_HEIGHT;
  }, [rows, following, scroller]);
  useEffect(() => {
    if (following && rows.length > 0) scrollToIndex(rows.length - 1, { align: 'end' });
  }, [rows, following, scrollToIndex]);
}

function Holding({ waiting, skipped, onFollow }: { waiting: number; skipped: number; onFollow(): void }) {
  return (
    <div className={css.holding} role="status">
      <b>Holding still while you read.</b>
      <span>
        {waiting.toLocaleString('en-US')} {waiting === 1 ? 'line' : 'lines'} waiting
        {skipped > 0 ? `, ${skipped.toLocaleString('en-US')} more in the store` : ''}
      </span>
      <span className="grow" />
      <button type="button" className="btn small" onClick={onFollow}>
        Follow <KeyHint keys="G" />
      </button>
    </div>
  );
}
