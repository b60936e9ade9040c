import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { TracePoints } from '../../../../shared/contract/traces.ts';
import { count } from '../../../../shared/model/format.ts';
import { crossesCharts, type EventMark, markColour, mergeNear } from '../../../charts/event-marks.ts';
import { timeTicks } from '../../../charts/scale.ts';
import { useThemeKey } from '../../../charts/use-theme-key.ts';
import { Name } from '../../../components/Name.tsx';
import { useSize } from '../../../components/use-size.ts';
import { milliText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { durationText } from '../figures.ts';
import { drawPoints } from './draw-points.ts';
import { type Box, PLOT, type Place, type PlotFrame, plotFrame } from './plot-frame.ts';
import { type LogScale, logTicks, nearestPoint } from './scatter-scale.ts';
import css from './search.module.css';
import type { Selection } from './selection.ts';

export interface TraceScatterProps {
  points: TracePoints;
  window: TimeWindow;
  scale: LogScale;
  selection: Selection | null;
  /** 1 at the place of each point inside the selection. */
  selected: Uint8Array;
  marks: EventMark[];
  onSelect(selection: Selection | null): void;
  onOpen(traceId: string): void;
}

/** Marks nearer than this become one, the worst. */
const MARK_PX = 8;
const CLICK_PX = 4;

/** Duration over time, one dot a trace, failing ones as crosses; drag for a selection, click opens a trace. */
export function TraceScatter(props: TraceScatterProps) {
  const { points, window, scale, selection, selected, marks, onSelect, onOpen } = props;
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(holder);
  const [drag, setDrag] = useState<{ from: Place; to: Place } | null>(null);
  const [hover, setHover] = useState(-1);
  const zone = useZone();
  const theme = useThemeKey();
  const frame = useMemo(
    () => plotFrame(window, scale, width, height, zone),
    [window, scale, width, height, zone],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what the variables resolve to
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context && width > 0) drawPoints(context, points, frame, selected);
  }, [points, frame, selected, theme]);

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
    setDrag(null);
    const to = at(event);
    if (Math.abs(to.x - drag.from.x) > CLICK_PX || Math.abs(to.y - drag.from.y) > CLICK_PX) {
      onSelect({ ...frame.box(drag.from, to), errorsOnly: false });
      return;
    }
    const nearest = nearestPoint(points, frame.x, frame.y, to);
    if (nearest >= 0) onOpen(points.traceIds[nearest]!);
    else if (selection) onSelect(null);
  };
  const box = drag ? frame.box(drag.from, drag.to) : selection && boxOf(selection, window, scale);
  return (
    <div
      ref={holder}
      className={css.scatter}
      data-pointer={hover >= 0}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
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
        <Labels frame={frame} window={window} scale={scale} />
        <MarkLines marks={marks} window={window} frame={frame} />
        {box && <SelectionBox box={box} frame={frame} />}
      </svg>
      {hover >= 0 && !drag && <Tooltip points={points} index={hover} frame={frame} />}
    </div>
  );
}

/** Sides without a bound reach to the edge of the plot; null when no side has one. */
function boxOf(selection: Selection, window: TimeWindow, scale: LogScale): Box | null {
  const { startMs, endMs, minNano, maxNano } = selection;
  if (startMs === null && endMs === null && minNano === null && maxNano === null) return null;
  return {
    startMs: Math.max(window.startMs, startMs ?? window.startMs),
    endMs: Math.min(window.endMs, endMs ?? window.endMs),
    minNano: minNano ?? scale.minNano,
    maxNano: maxNano ?? scale.maxNano,
  };
}

function Labels({ frame, window, scale }: { frame: PlotFrame; window: TimeWindow; scale: LogScale }) {
  const zone = useZone();
  return (
    <>
      {logTicks(scale, frame.height - PLOT.top - PLOT.bottom).map(({ nano, label }) => (
        <text key={nano} x={PLOT.left - 8} y={frame.y(nano) + 4} textAnchor="end">
          {label}
        </text>
      ))}
      {timeTicks(window, frame.innerWidth, zone).map(({ timeMs, text }) => (
        <text
          key={timeMs}
          x={frame.x(timeMs)}
          y={frame.height - 5}
          textAnchor={frame.x(timeMs) < PLOT.left + 20 ? 'start' : 'middle'}
        >
          {text}
        </text>
      ))}
    </>
  );
}

interface MarkLinesProps {
  marks: EventMark[];
  window: TimeWindow;
  frame: PlotFrame;
}

/** Room for a mark's name beside its line. */
const NAME_PX = 96;

/** Deploys, OOM kills and deaths of containers, through the whole height, named where there is room. */
function MarkLines({ marks, window, frame }: MarkLinesProps) {
  const crossing = marks.filter(
    ({ kind, timeMs }) => crossesCharts(kind) && timeMs >= window.startMs && timeMs <= window.endMs,
  );
  const lines = mergeNear(crossing, frame.x, MARK_PX);
  return lines.map((mark, i) => {
    const x = Math.round(frame.x(mark.timeMs)) + 0.5;
    const next = lines[i + 1];
    const room = (next ? frame.x(next.timeMs) : frame.width - PLOT.right) - x;
    return (
      <g key={`${mark.entity} ${mark.timeMs}`}>
        <title>{`${mark.name} ${mark.text}`}</title>
        <line
          x1={x}
          x2={x}
          y1={PLOT.top}
          y2={frame.height - PLOT.bottom}
          stroke={markColour[mark.kind]}
          strokeDasharray={mark.kind === 'deploy' ? '2 2' : undefined}
        />
        {room > NAME_PX && (
          <text x={x + 5} y={PLOT.top + 9} style={{ fill: markColour[mark.kind] }}>
            {cut(`${mark.name} ${mark.text}`, Math.floor((room - 8) / 6.5))}
          </text>
        )}
      </g>
    );
  });
}

const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;

function SelectionBox({ box, frame }: { box: Box; frame: PlotFrame }) {
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

interface TooltipProps {
  points: TracePoints;
  index: number;
  frame: PlotFrame;
}

function Tooltip({ points, index, frame }: TooltipProps) {
  const zone = useZone();
  const root = points.roots[points.root[index]!];
  const errors = points.errorCounts[index]!;
  const [x, y] = [frame.x(points.startMs[index]!), frame.y(points.durationNano[index]!)];
  const side = x > frame.width - 220 ? { right: frame.width - x + 12 } : { left: x + 12 };
  return (
    <div className={css.tooltip} style={{ top: Math.max(4, y - 20), ...side }} role="status">
      <div className={css.tooltipHead}>
        <span>{milliText(points.startMs[index]!, zone)}</span>
        <span className="mono">{points.traceIds[index]!.slice(0, 8)}</span>
      </div>
      <div className={css.tooltipHead}>
        <Name name={root?.service ?? ''} />
        <span className="cut">{root?.name}</span>
        <b>{durationText(points.durationNano[index]!)}</b>
      </div>
      {errors > 0 && (
        <div className="err">
          {errors} {errors === 1 ? 'error' : 'errors'}
        </div>
      )}
    </div>
  );
}
