import { timeTicks } from '../../../charts/scale.ts';
import type { Zone } from '../../../time/clock-text.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { fromShare, type LogScale, logTicks, toShare } from './scatter-scale.ts';

export const PLOT = { left: 64, right: 12, top: 8, bottom: 20 };

export interface Place {
  x: number;
  y: number;
}

export interface Box {
  startMs: number;
  endMs: number;
  minNano: number;
  maxNano: number;
}

/** Where times and durations stand in a plot of so many px, and back. */
export interface PlotFrame {
  innerWidth: number;
  width: number;
  height: number;
  x(ms: number): number;
  y(nano: number): number;
  nano(y: number): number;
  /** Times and durations between two places. */
  box(a: Place, b: Place): Box;
  gridX: number[];
  gridY: number[];
}

export function plotFrame(
  window: TimeWindow,
  scale: LogScale,
  width: number,
  height: number,
  zone: Zone,
): PlotFrame {
  const innerWidth = Math.max(1, width - PLOT.left - PLOT.right);
  const innerHeight = Math.max(1, height - PLOT.top - PLOT.bottom);
  const length = window.endMs - window.startMs;
  const x = (ms: number) => PLOT.left + ((ms - window.startMs) / length) * innerWidth;
  const y = (nano: number) => PLOT.top + (1 - toShare(scale, nano)) * innerHeight;
  const ms = (place: number) =>
    window.startMs + (Math.min(innerWidth, Math.max(0, place - PLOT.left)) / innerWidth) * length;
  const nano = (place: number) =>
    fromShare(scale, 1 - Math.min(innerHeight, Math.max(0, place - PLOT.top)) / innerHeight);
  return {
    innerWidth,
    width,
    height,
    x,
    y,
    nano,
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
