import { useElementSize } from '@mantine/hooks';
import { milliText } from '../time/clock-text.ts';
import { useZone } from '../time/preferences.ts';
import type { TimeWindow } from '../time/time-range.ts';
import classes from './chart.module.css';
import { useCursor } from './cursor.ts';
import { type Margins, timeTicks, xAt } from './scale.ts';

/** The common axis under stacked charts, with the time at the cursor. */
export function TimeAxis({ window, margins }: { window: TimeWindow; margins: Margins }) {
  const { ref, width } = useElementSize();
  const zone = useZone();
  const cursor = useCursor(({ timeMs }) => timeMs);
  const x = (timeMs: number) => xAt(timeMs, window, width, margins);
  const inside = cursor !== null && cursor >= window.startMs && cursor <= window.endMs;
  return (
    <div ref={ref} className={classes.axis}>
      {timeTicks(window, width - margins.left - margins.right, zone).map(({ timeMs, text }) => (
        <span key={timeMs} style={{ left: Math.min(x(timeMs), width - 18) }}>
          {text}
        </span>
      ))}
      {inside ? (
        <b style={{ left: Math.min(Math.max(x(cursor), 40), width - 40) }}>{milliText(cursor, zone)}</b>
      ) : null}
    </div>
  );
}
