import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { markShape } from '../../../charts/event-marks.ts';
import { LevelText } from '../../../components/log/LevelText.tsx';
import { LogMessage } from '../../../components/log/LogMessage.tsx';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { milliText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import classes from './page.module.css';
import type { TimelineEntry } from './timeline-log.ts';

const LINE_PX = 20;

interface LogListProps {
  entries: TimelineEntry[];
  /** Kept in sight. */
  current: number;
  /** Shows which one is current. */
  mark: boolean;
}

/** Lines and events, oldest first. Text only, with the colours that the program gave it. */
export function LogList({ entries, current, mark }: LogListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 10,
  });
  const newest = entries[current];
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when the current entry changes, not when the virtualizer does
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: mark ? 'center' : 'end' });
  }, [newest?.timeMs, current, mark]);
  return (
    <div
      ref={scroller}
      className={classes.log}
      role="log"
      aria-live="off"
      aria-label="Log lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const entry = entries[index] as TimelineEntry;
          return (
            <div
              key={index}
              className={classes.entry}
              data-kind={entry.kind === 'event' ? entry.mark.kind : 'line'}
              data-current={(mark && index === current) || undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className={classes.time}>{milliText(entry.timeMs, zone)}</span>
              <Entry entry={entry} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  if (entry.kind === 'event') {
    return (
      <>
        <span className={classes.level}>
          <StateIcon shape={markShape[entry.mark.kind]} />
        </span>
        <span className={classes.event}>
          <span className="semi">{entry.mark.text}</span>
        </span>
      </>
    );
  }
  return (
    <>
      <span className={classes.level}>
        <LevelText row={entry.row} />
      </span>
      <span className="cut">
        <LogMessage row={entry.row} />
      </span>
    </>
  );
}
