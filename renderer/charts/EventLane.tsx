import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { StateIcon } from '../components/StateIcon.tsx';
import { exactText } from '../time/clock-text.ts';
import { useZone } from '../time/preferences.ts';
import type { TimeWindow } from '../time/time-range.ts';
import classes from './chart.module.css';
import { useCursor } from './cursor.ts';
import { laneRows } from './event-lane.ts';
import { type EventMark, markColour, markShape } from './event-marks.ts';
import { type Margins, timeAt, timeTicks, xAt } from './scale.ts';

interface EventLaneProps {
  window: TimeWindow;
  marks: EventMark[];
  rows: number;
  margins: Margins;
  height: number;
  labels?: boolean;
  onPick?(mark: EventMark): void;
}

/** What happened, as marks on the time axis; one row each for those in most trouble. */
export function EventLane({
  window,
  marks,
  rows: most,
  margins,
  height,
  labels = true,
  onPick,
}: EventLaneProps) {
  const { ref, width } = useElementSize();
  const zone = useZone();
  const cursor = useCursor(({ timeMs }) => timeMs);
  const setCursor = useCursor(({ set }) => set);
  const inside = marks.filter(({ timeMs }) => timeMs >= window.startMs && timeMs <= window.endMs);
  const x = (timeMs: number) => xAt(timeMs, window, width, margins);
  const rows = laneRows(inside, x, { left: margins.left, right: width - margins.right }, most);
  const ticks = useMemo(
    () => timeTicks(window, width - margins.left - margins.right, zone),
    [window, width, margins, zone],
  );
  const rowHeight = (height - margins.top - margins.bottom) / Math.max(1, most);
  const bottom = height - margins.bottom;
  return (
    <div
      ref={ref}
      className={classes.lane}
      style={{ height }}
      onPointerMove={(event) => {
        const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
        setCursor(at < margins.left ? null : timeAt(at, window, width, margins));
      }}
      onPointerLeave={() => setCursor(null)}
    >
      <svg width={width} height={height} role="img" aria-label={`${inside.length} events`}>
        {ticks.map(({ timeMs, text }) => (
          <g key={timeMs}>
            <line
              x1={round(x(timeMs))}
              x2={round(x(timeMs))}
              y1={margins.top}
              y2={bottom}
              stroke="var(--chart-grid)"
            />
            {margins.bottom > 0 ? (
              <text
                x={Math.min(x(timeMs), width - 18)}
                y={height - 6}
                textAnchor="middle"
                fill="var(--chart-text)"
              >
                {text}
              </text>
            ) : null}
          </g>
        ))}
        {margins.bottom > 0 ? (
          <line
            x1={margins.left}
            x2={width - margins.right}
            y1={bottom + 0.5}
            y2={bottom + 0.5}
            stroke="var(--chart-axis)"
          />
        ) : null}
        {inside
          .filter(({ kind }) => kind === 'oom' || kind === 'die')
          .map((mark) => (
            <line
              key={`${mark.entity} ${mark.timeMs}`}
              x1={round(x(mark.timeMs))}
              x2={round(x(mark.timeMs))}
              y1={margins.top}
              y2={bottom}
              stroke="var(--err)"
              strokeOpacity={0.4}
            />
          ))}
        {cursor !== null && cursor >= window.startMs && cursor <= window.endMs ? (
          <line
            x1={round(x(cursor))}
            x2={round(x(cursor))}
            y1={margins.top}
            y2={bottom}
            stroke="var(--chart-cross)"
            strokeDasharray="3 3"
          />
        ) : null}
      </svg>
      {rows.map((row, i) => (
        <div
          key={row.label}
          className={classes.laneRow}
          style={{ top: margins.top + i * rowHeight, height: rowHeight }}
        >
          {labels ? (
            <span className={classes.laneLabel} style={{ width: margins.left - 16 }}>
              {row.label}
            </span>
          ) : null}
          {row.marks.map(({ mark, x: at, side }) => (
            <button
              key={`${mark.entity} ${mark.timeMs} ${mark.kind}`}
              type="button"
              className={classes.mark}
              data-side={side}
              style={{ left: at - 6, color: markColour[mark.kind] }}
              title={`${mark.name}: ${mark.text}, ${exactText(mark.timeMs, zone)}`}
              aria-label={`${mark.name}: ${mark.text}, ${exactText(mark.timeMs, zone)}`}
              onClick={() => onPick?.(mark)}
            >
              <StateIcon shape={markShape[mark.kind]} />
              {side === 'none' ? null : <span>{mark.text}</span>}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

const round = (x: number) => Math.round(x) + 0.5;
