import { Portal } from '@mantine/core';
import type { CSSProperties, ReactNode } from 'react';
import { durationWords } from '../../shared/model/format.ts';
import { secondText } from '../time/clock-text.ts';
import { useZone } from '../time/preferences.ts';
import type { TimeWindow } from '../time/time-range.ts';
import classes from './chart.module.css';
import { type ChartSeries, type Reading, readingsAt } from './chart-series.ts';
import { type ChartSpan, spanTextAt } from './chart-spans.ts';
import { crossesCharts, type EventMark } from './event-marks.ts';
import { type Margins, timeAt } from './scale.ts';

interface ChartTooltipProps {
  window: TimeWindow;
  width: number;
  margins: Margins;
  series: ChartSeries[];
  marks?: EventMark[];
  spans?: ChartSpan[];
  format(value: number): string;
  note?(timeMs: number): string | null;
  pointer: { x: number; clientX: number; clientY: number };
  near?: string | null;
}

const MOST = 12;
const ASIDE_PX = 14;
/** A mark this near to the cursor, as a share of the window, is worth a line. */
const NEAR = 1 / 60;

/** Time and values at the cursor, largest first. Plain text elements: names come from telemetry. */
export function ChartTooltip({
  window,
  width,
  margins,
  series,
  marks = [],
  spans = [],
  format,
  note,
  pointer,
  near: nearName = null,
}: ChartTooltipProps) {
  const zone = useZone();
  const timeMs = timeAt(pointer.x, window, width, margins);
  const readings = nearFirst(readingsAt(series, timeMs), nearName);
  const near = nearMark(marks, timeMs, (window.endMs - window.startMs) * NEAR);
  const extra = note?.(timeMs) ?? null;
  const alerting = spanTextAt(spans, timeMs);
  if (readings.length === 0 && !near && !extra && !alerting) return null;
  return (
    <TooltipBox
      pointer={pointer}
      rows={Math.min(readings.length, MOST)}
      head={
        <>
          <span>{secondText(timeMs, zone)}</span>
          {near ? <span>{nearText(near, timeMs)}</span> : null}
        </>
      }
    >
      {readings.slice(0, MOST).map(({ name, colour, value }, i) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and the rows hold no state
          key={`${i} ${name}`}
          className={classes.reading}
          data-near={name === nearName || undefined}
          style={{ '--c': colour } as CSSProperties}
        >
          <span className="cut">{name}</span>
          <b>{format(value)}</b>
        </div>
      ))}
      {readings.length > MOST ? <div className="t3">{readings.length - MOST} more</div> : null}
      {extra ? <div className="t2">{extra}</div> : null}
      {alerting ? <div className={`err cut ${classes.alerting}`}>{alerting}</div> : null}
    </TooltipBox>
  );
}

interface TooltipBoxProps {
  pointer: { clientX: number; clientY: number };
  /** About so many lines, so that it stays on the screen. */
  rows: number;
  head: ReactNode;
  children: ReactNode;
}

/** What floats beside the pointer, on the side where there is room. */
export function TooltipBox({ pointer, rows, head, children }: TooltipBoxProps) {
  const { clientWidth, clientHeight } = document.documentElement;
  const style: CSSProperties = {
    top: Math.max(8, Math.min(pointer.clientY + ASIDE_PX, clientHeight - 60 - 16 * rows)),
    ...(pointer.clientX < clientWidth - 360
      ? { left: pointer.clientX + ASIDE_PX }
      : { right: clientWidth - pointer.clientX + ASIDE_PX }),
  };
  return (
    <Portal>
      <div className={classes.tooltip} style={style} role="tooltip">
        <div className={classes.tooltipHead}>{head}</div>
        {children}
      </div>
    </Portal>
  );
}

/** The line under the pointer on top, or among many it would not be told at all. */
function nearFirst(readings: Reading[], name: string | null): Reading[] {
  const at = name === null ? -1 : readings.findIndex((reading) => reading.name === name);
  if (at < MOST) return readings;
  return [readings[at] as Reading, ...readings.slice(0, at), ...readings.slice(at + 1)];
}

function nearMark(marks: EventMark[], timeMs: number, withinMs: number): EventMark | null {
  let best: EventMark | null = null;
  for (const mark of marks) {
    const distance = Math.abs(mark.timeMs - timeMs);
    if (!crossesCharts(mark.kind) || distance > withinMs) continue;
    if (!best || distance < Math.abs(best.timeMs - timeMs)) best = mark;
  }
  return best;
}

function nearText({ timeMs: at, text, name }: EventMark, timeMs: number): string {
  return `${durationWords(Math.abs(timeMs - at))} ${timeMs < at ? 'before' : 'after'} ${text} of ${name}`;
}
