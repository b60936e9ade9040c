import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { TracePoints } from '../../../shared/contract/traces.ts';
import { count, duration, quantityText } from '../../../shared/model/format.ts';
import { crossesCharts, type EventMark, markColour, mergeNear } from '../../charts/event-marks.ts';
import { timeTicks } from '../../charts/scale.ts';
import { resolveColour } from '../../components/colours.ts';
import { Name } from '../../components/Name.tsx';
import { useSize } from '../../components/use-size.ts';
import { milliText, type Zone } from '../../time/clock-text.ts';
import { useZone } from '../../time/preferences.ts';
import {
  fromShare,
  type LogScale,
  logTicks,
  nearestPoint,
  type Selection,
  selectedPoints,
  toShare,
} from './scatter-scale.ts';
import css from './traces.module.css';

export interface TraceScatterProps {
  points: TracePoints;
  window: { startMs: number; endMs: number };
  scale: LogScale;
  selection: Selection | null;
  marks: EventMark[];
  theme: string;
  onSelect(selection: Selection | null): void;
  onOpen(traceId: string): void;
}

const LEFT = 64;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 20;
/** Marks nearer than this become one, the worst. */
const MARK_PX = 8;

interface Place {
  x: number;
  y: number;
}

/** Duration over time, one dot a trace, failing ones as crosses; drag for a selection, click opens a trace. */
export function TraceScatter(props: TraceScatterProps) {
  const { points, window, scale, selection, marks, theme, onSelect, onOpen } = props;
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(holder);
  const [drag, setDrag] = useState<{ from: Place; to: Place } | null>(null);
  const [hover, setHover] = useState(-1);
  const zone = useZone();

  const frame = useMemo(
    () => plotFrame(window, scale, width, height, zone),
    [window, scale, width, height, zone],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the variables resolve to
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context && width > 0) drawPoints(context, points, frame, selection, width, height);
  }, [points, frame, selection, theme, width, height]);

  const at = (event: PointerEvent): Place => {
    const box = holder.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const move = (event: PointerEvent) => {
    if (drag) setDrag({ ...drag, to: at(event) });
    else setHover(nearestPoint(points, frame.x, frame.y, at(event)));
  };
  const finish = (event: PointerEvent) => {
    if (!drag) return;
    const moved = Math.abs(drag.to.x - drag.from.x) > 4 || Math.abs(drag.to.y - drag.from.y) > 4;
    setDrag(null);
    if (moved) onSelect(frame.box(drag.from, drag.to));
    else {
      const nearest = nearestPoint(points, frame.x, frame.y, at(event));
      if (nearest >= 0) onOpen(points.traceIds[nearest]!);
      else if (selection) onSelect(null);
    }
  };
  const box = drag ? frame.box(drag.from, drag.to) : selection;
  return (
    <div
      ref={holder}
      className={css.scatter}
      data-pointer={hover >= 0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: at(event), to: at(event) });
      }}
      onPointerMove={move}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => setHover(-1)}
    >
      <canvas
        ref={canvas}
        width={width * devicePixelRatio}
        height={height * devicePixelRatio}
        style={{ width, height }}
      />
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`Duration over time of ${count(points.traceIds.length)} traces`}
      >
        {logTicks(scale, height - TOP - BOTTOM).map(({ nano, label }) => (
          <text key={nano} x={LEFT - 8} y={frame.y(nano) + 4} textAnchor="end">
            {label}
          </text>
        ))}
        {timeTicks(window, frame.innerWidth, zone).map(({ timeMs: ms, text: label }) => (
          <text
            key={ms}
            x={frame.x(ms)}
            y={height - 5}
            textAnchor={frame.x(ms) < LEFT + 20 ? 'start' : 'middle'}
          >
            {label}
          </text>
        ))}
        <MarkLines marks={marks} window={window} frame={frame} height={height} />
        {box && <SelectionBox box={box} frame={frame} />}
      </svg>
      {hover >= 0 && !drag && (
        <Tooltip
          points={points}
          index={hover}
          x={frame.x(points.startMs[hover]!)}
          y={frame.y(points.durationNano[hover]!)}
          width={width}
          time={milliText(points.startMs[hover]!, zone)}
        />
      )}
    </div>
  );
}

interface PlotFrame {
  innerWidth: number;
  x(ms: number): number;
  y(nano: number): number;
  box(a: Place, b: Place): Selection;
  gridX: number[];
  gridY: number[];
}

function plotFrame(
  window: { startMs: number; endMs: number },
  scale: LogScale,
  width: number,
  height: number,
  zone: Zone,
): PlotFrame {
  const innerWidth = Math.max(1, width - LEFT - RIGHT);
  const innerHeight = Math.max(1, height - TOP - BOTTOM);
  const length = window.endMs - window.startMs;
  const x = (ms: number) => LEFT + ((ms - window.startMs) / length) * innerWidth;
  const y = (nano: number) => TOP + (1 - toShare(scale, nano)) * innerHeight;
  const ms = (place: number) =>
    window.startMs + (Math.min(innerWidth, Math.max(0, place - LEFT)) / innerWidth) * length;
  const nano = (place: number) =>
    fromShare(scale, 1 - Math.min(innerHeight, Math.max(0, place - TOP)) / innerHeight);
  return {
    innerWidth,
    x,
    y,
    box: (a, b) => ({
      startMs: ms(Math.min(a.x, b.x)),
      endMs: ms(Math.max(a.x, b.x)),
      minNano: nano(Math.max(a.y, b.y)),
      maxNano: nano(Math.min(a.y, b.y)),
    }),
    gridX: timeTicks(window, innerWidth, zone).map((tick) => x(tick.timeMs)),
    gridY: logTicks(scale, innerHeight).map((tick) => y(tick.nano)),
  };
}

interface MarkLinesProps {
  marks: EventMark[];
  window: { startMs: number; endMs: number };
  frame: PlotFrame;
  height: number;
}

/** Deploys, OOM kills and deaths of containers, through the whole height. */
function MarkLines({ marks, window, frame, height }: MarkLinesProps) {
  const crossing = marks.filter(
    ({ kind, timeMs }) => crossesCharts(kind) && timeMs >= window.startMs && timeMs <= window.endMs,
  );
  return mergeNear(crossing, frame.x, MARK_PX).map((mark) => {
    const x = Math.round(frame.x(mark.timeMs)) + 0.5;
    return (
      <line
        key={`${mark.entity} ${mark.timeMs}`}
        x1={x}
        x2={x}
        y1={TOP}
        y2={height - BOTTOM}
        stroke={markColour[mark.kind]}
        strokeDasharray={mark.kind === 'deploy' ? '2 2' : undefined}
      >
        <title>{`${mark.name} ${mark.text}`}</title>
      </line>
    );
  });
}

function SelectionBox({ box, frame }: { box: Selection; frame: PlotFrame }) {
  const [x, y] = [frame.x(box.startMs), frame.y(box.maxNano)];
  return (
    <rect
      className={css.selection}
      x={x}
      y={y}
      width={Math.max(1, frame.x(box.endMs) - x)}
      height={Math.max(1, frame.y(box.minNano) - y)}
    />
  );
}

function drawPoints(
  context: CanvasRenderingContext2D,
  points: TracePoints,
  frame: PlotFrame,
  selection: Selection | null,
  width: number,
  height: number,
): void {
  const scale = devicePixelRatio;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.strokeStyle = resolveColour('var(--chart-grid)');
  context.lineWidth = 1;
  context.beginPath();
  for (const x of frame.gridX) {
    context.moveTo(Math.round(x) + 0.5, TOP);
    context.lineTo(Math.round(x) + 0.5, height - BOTTOM);
  }
  for (const y of frame.gridY) {
    context.moveTo(LEFT, Math.round(y) + 0.5);
    context.lineTo(width - RIGHT, Math.round(y) + 0.5);
  }
  context.stroke();
  const selected = new Set(selection ? selectedPoints(points, selection) : []);
  const [ok, error, accent] = ['var(--chart-neutral)', 'var(--err)', 'var(--accent)'].map(resolveColour);
  context.globalAlpha = points.traceIds.length > 3000 ? 0.55 : 0.8;
  // Failing and selected ones last, so that they are never hidden.
  for (const pass of [0, 1]) {
    for (let i = points.traceIds.length - 1; i >= 0; i--) {
      const failed = points.errorCounts[i]! > 0;
      const chosen = selected.has(i);
      if ((failed || chosen ? 1 : 0) !== pass) continue;
      const [x, y] = [frame.x(points.startMs[i]!), frame.y(points.durationNano[i]!)];
      if (failed) cross(context, x, y, error!);
      else dot(context, x, y, chosen ? accent! : ok!);
    }
  }
  context.globalAlpha = 1;
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, 2, 0, 2 * Math.PI);
  context.fill();
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 1.4;
  context.beginPath();
  context.moveTo(x - 2.5, y - 2.5);
  context.lineTo(x + 2.5, y + 2.5);
  context.moveTo(x + 2.5, y - 2.5);
  context.lineTo(x - 2.5, y + 2.5);
  context.stroke();
}

interface TooltipProps {
  points: TracePoints;
  index: number;
  x: number;
  y: number;
  width: number;
  time: string;
}

function Tooltip({ points, index, x, y, width, time }: TooltipProps) {
  const root = points.roots[points.root[index]!];
  const errors = points.errorCounts[index]!;
  const side = x > width - 220 ? { right: width - x + 12 } : { left: x + 12 };
  return (
    <div className={css.tooltip} style={{ top: Math.max(4, y - 20), ...side }} role="status">
      <div className={css.tooltipHead}>
        <span>{time}</span>
        <span className="mono">{points.traceIds[index]!.slice(0, 8)}</span>
      </div>
      <div className={css.tooltipHead}>
        <Name name={root?.service ?? ''} />
        <span className="cut">{root?.name}</span>
        <b>{quantityText(duration(points.durationNano[index]!))}</b>
      </div>
      {errors > 0 && (
        <div className="err">
          {errors} {errors === 1 ? 'error' : 'errors'}
        </div>
      )}
    </div>
  );
}
