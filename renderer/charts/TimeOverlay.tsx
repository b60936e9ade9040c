import { type PointerEvent, type ReactNode, useState } from 'react';
import type { TimeWindow } from '../time/time-range.ts';
import { ChartTooltip } from './ChartTooltip.tsx';
import classes from './chart.module.css';
import type { ChartSeries } from './chart-series.ts';
import type { ChartSpan } from './chart-spans.ts';
import { useCursor } from './cursor.ts';
import { crossingMarks, type EventMark, markColour } from './event-marks.ts';
import { SpanShades } from './SpanShades.tsx';
import { type Margins, timeAt, xAt } from './scale.ts';

interface TimeOverlayProps {
  window: TimeWindow;
  width: number;
  height: number;
  margins: Margins;
  series: ChartSeries[];
  format(value: number): string;
  marks?: EventMark[];
  /** When alerts were pending or firing. */
  spans?: ChartSpan[];
  note?(timeMs: number): string | null;
  onBrush?(aMs: number, bMs: number): void;
  /** Where the pointer is in the chart, null when it has left. */
  onPointer?(at: { x: number; y: number } | null): void;
  /** Drawn with the event lines. */
  children?: ReactNode;
  /** Name of the series that the tooltip tells first. */
  near?: string | null;
  /** Instead of the series' values. */
  tooltip?(pointer: ChartPointer): ReactNode;
}

/** In the chart's own px, and in the window's. */
export interface ChartPointer {
  x: number;
  y: number;
  clientX: number;
  clientY: number;
}

const LEAST_BRUSH_PX = 4;

/** What lies over a plot: event lines, the crosshair, the brush, the tooltip. Drawn by the browser, not the chart. */
export function TimeOverlay(props: TimeOverlayProps) {
  const { window, width, height, margins, marks = [], onBrush } = props;
  const setCursor = useCursor(({ set }) => set);
  const [pointer, setPointer] = useState<ChartPointer | null>(null);
  const [brushFrom, setBrushFrom] = useState<number | null>(null);
  const at = (timeMs: number) => xAt(timeMs, window, width, margins);
  const inside = (x: number) => Math.min(Math.max(x, margins.left), width - margins.right);

  function locate(event: PointerEvent<HTMLDivElement>): number {
    const box = event.currentTarget.getBoundingClientRect();
    const x = inside(event.clientX - box.left);
    const y = event.clientY - box.top;
    setPointer({ x, y, clientX: event.clientX, clientY: event.clientY });
    props.onPointer?.({ x, y });
    setCursor(timeAt(x, window, width, margins));
    return x;
  }
  function release(event: PointerEvent<HTMLDivElement>): void {
    const x = locate(event);
    if (brushFrom !== null && Math.abs(x - brushFrom) >= LEAST_BRUSH_PX) {
      onBrush?.(timeAt(brushFrom, window, width, margins), timeAt(x, window, width, margins));
    }
    setBrushFrom(null);
  }
  return (
    <div
      className={classes.overlay}
      onPointerMove={locate}
      onPointerDown={(event) => {
        if (event.button !== 0 || !onBrush) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setBrushFrom(locate(event));
      }}
      onPointerUp={release}
      onPointerLeave={() => {
        setPointer(null);
        setCursor(null);
        props.onPointer?.(null);
      }}
    >
      <svg width={width} height={height} aria-hidden="true">
        {props.spans ? (
          <SpanShades spans={props.spans} window={window} width={width} height={height} margins={margins} />
        ) : null}
        {crossingMarks(marks, window, at).map((mark) => {
          const x = Math.round(at(mark.timeMs)) + 0.5;
          return (
            <line
              key={`${mark.entity} ${mark.timeMs}`}
              x1={x}
              x2={x}
              y1={margins.top}
              y2={height - margins.bottom}
              stroke={markColour[mark.kind]}
              strokeDasharray={mark.kind === 'deploy' ? '2 2' : undefined}
            />
          );
        })}
        {props.children}
        {pointer && brushFrom !== null ? (
          <rect
            className={classes.brush}
            x={Math.min(brushFrom, pointer.x)}
            width={Math.abs(pointer.x - brushFrom)}
            y={margins.top}
            height={height - margins.top - margins.bottom}
          />
        ) : null}
        <Crosshair window={window} width={width} height={height} margins={margins} />
      </svg>
      {pointer && brushFrom === null
        ? (props.tooltip?.(pointer) ?? <ChartTooltip {...props} pointer={pointer} />)
        : null}
    </div>
  );
}

function Crosshair({
  window,
  width,
  height,
  margins,
}: Pick<TimeOverlayProps, 'window' | 'width' | 'height' | 'margins'>) {
  const timeMs = useCursor((cursor) => cursor.timeMs);
  if (timeMs === null || timeMs < window.startMs || timeMs > window.endMs) return null;
  const x = Math.round(xAt(timeMs, window, width, margins)) + 0.5;
  return (
    <line
      x1={x}
      x2={x}
      y1={margins.top}
      y2={height - margins.bottom}
      stroke="var(--chart-cross)"
      strokeDasharray="3 3"
    />
  );
}
