import { type PointerEvent, useMemo, useRef, useState } from 'react';
import type { LogVolume } from '../../../shared/contract/logs.ts';
import { count } from '../../../shared/model/format.ts';
import { useSize } from '../../components/use-size.ts';
import { secondText } from '../../time/clock-text.ts';
import { useZone } from '../../time/preferences.ts';
import { timeTicks } from '../../time/time-ticks.ts';
import css from './logs.module.css';
import { axisTop, type VolumeBar, volumeBars } from './volume-bars.ts';

interface LogVolumeChartProps {
  volume: LogVolume;
  range: { startMs: number; endMs: number };
  onBrush(startMs: number, endMs: number): void;
}

const LEFT = 48;
const RIGHT = 12;
const TOP = 6;
const BOTTOM = 18;

/** Lines per step by level; drag to zoom into a stretch of time. */
export function LogVolumeChart({ volume, range, onBrush }: LogVolumeChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(holder);
  const zone = useZone();
  const bars = useMemo(() => volumeBars(volume), [volume]);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const inner = Math.max(1, width - LEFT - RIGHT);
  const plot = Math.max(1, height - TOP - BOTTOM);
  const length = range.endMs - range.startMs;
  const x = (ms: number) => LEFT + ((ms - range.startMs) / length) * inner;
  const top = axisTop(bars);
  const msAt = (event: PointerEvent) => {
    const left = holder.current?.getBoundingClientRect().left ?? 0;
    return range.startMs + Math.min(1, Math.max(0, (event.clientX - left - LEFT) / inner)) * length;
  };
  const finish = () => {
    if (drag && Math.abs(x(drag.to) - x(drag.from)) > 4)
      onBrush(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
    setDrag(null);
  };
  const under =
    hover === null || drag ? undefined : bars.find(({ startMs, endMs }) => hover >= startMs && hover < endMs);
  return (
    <div
      ref={holder}
      className={css.volume}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: msAt(event), to: msAt(event) });
      }}
      onPointerMove={(event) => (drag ? setDrag({ ...drag, to: msAt(event) }) : setHover(msAt(event)))}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => setHover(null)}
    >
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`Volume by level, ${count(volume.total)} lines`}
      >
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line
              className={css.gridLine}
              x1={LEFT}
              x2={width - RIGHT}
              y1={TOP + plot - (value / top) * plot}
              y2={TOP + plot - (value / top) * plot}
            />
            <text x={LEFT - 6} y={TOP + plot - (value / top) * plot + 4} textAnchor="end">
              {Number.isInteger(value) ? count(value) : ''}
            </text>
          </g>
        ))}
        {bars.map((bar) => (
          <Bar key={bar.startMs} bar={bar} x={x} plot={plot} top={top} />
        ))}
        {timeTicks(range, inner, zone).map(({ ms, label }) => (
          <text
            key={ms}
            x={x(ms)}
            y={height - 4}
            textAnchor={x(ms) < LEFT + 20 ? 'start' : x(ms) > width - 30 ? 'end' : 'middle'}
          >
            {label}
          </text>
        ))}
        {drag && (
          <rect
            className={css.brush}
            x={Math.min(x(drag.from), x(drag.to))}
            width={Math.abs(x(drag.to) - x(drag.from))}
            y={TOP}
            height={plot}
          />
        )}
        {under && (
          <line
            className={css.cross}
            x1={x((under.startMs + under.endMs) / 2)}
            x2={x((under.startMs + under.endMs) / 2)}
            y1={TOP}
            y2={TOP + plot}
          />
        )}
      </svg>
      {under && (
        <Tooltip
          bar={under}
          x={x(under.endMs)}
          width={width}
          text={`${secondText(under.startMs, zone)} to ${secondText(under.endMs, zone)}`}
        />
      )}
    </div>
  );
}

function Bar({ bar, x, plot, top }: { bar: VolumeBar; x(ms: number): number; plot: number; top: number }) {
  const left = x(bar.startMs);
  const width = Math.max(1, x(bar.endMs) - left - 1);
  let under = 0;
  return (
    <g>
      {bar.segments.map(({ level, count: lines }) => {
        const height = (lines / top) * plot;
        under += height;
        return (
          <rect
            key={level}
            data-level={level}
            x={left}
            width={width}
            y={TOP + plot - under}
            height={height}
          />
        );
      })}
    </g>
  );
}

function Tooltip({ bar, x, width, text }: { bar: VolumeBar; x: number; width: number; text: string }) {
  return (
    <div className={css.tooltip} style={x > width - 200 ? { right: width - x + 12 } : { left: x + 8 }}>
      <div className="t2">{text}</div>
      {bar.segments
        .toSorted((a, b) => b.count - a.count)
        .map(({ level, count: lines }) => (
          <div key={level} className={css.tooltipRow}>
            <span className={css.level} data-level={level}>
              {level}
            </span>
            <span>{count(lines)}</span>
          </div>
        ))}
    </div>
  );
}
