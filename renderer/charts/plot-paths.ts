import type { TimeWindow } from '../time/time-range.ts';
import type { Margins } from './scale.ts';
import { shareOf, type ValueScale } from './value-scale.ts';

/** Where a chart draws: its size, the plot inside it, and what its two axes cover. */
export interface Plot {
  window: TimeWindow;
  scale: ValueScale;
  margins: Margins;
  widthPx: number;
  heightPx: number;
}

/** What a canvas context and ECharts' path have in common. */
export interface PathPen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  closePath(): void;
}

/** x and y of every value, one after the other, in px; NaN where there is none. */
export type PlotPoints = Float32Array;

export const plotWidth = ({ widthPx, margins }: Plot): number => widthPx - margins.left - margins.right;
export const plotHeight = ({ heightPx, margins }: Plot): number => heightPx - margins.top - margins.bottom;
export const yOf = (plot: Plot, value: number): number =>
  plot.margins.top + (1 - shareOf(plot.scale, value)) * plotHeight(plot);

export function plotPoints(timesMs: Float64Array, values: Float64Array, plot: Plot): PlotPoints {
  const { window, margins } = plot;
  const perMs = plotWidth(plot) / (window.endMs - window.startMs);
  const points = new Float32Array(timesMs.length * 2);
  for (let i = 0; i < timesMs.length; i++) {
    const value = values[i] as number;
    points[i * 2] = margins.left + ((timesMs[i] as number) - window.startMs) * perMs;
    points[i * 2 + 1] = Number.isNaN(value) ? Number.NaN : yOf(plot, value);
  }
  return points;
}

/** A line that breaks at gaps; a value alone between two gaps is a short stroke, seen as a dot. */
export function penLine(pen: PathPen, points: PlotPoints): void {
  let open = false;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] as number;
    const y = points[i + 1] as number;
    if (Number.isNaN(y)) {
      open = false;
      continue;
    }
    if (open) pen.lineTo(x, y);
    else {
      pen.moveTo(x, y);
      if (Number.isNaN(points[i + 3] ?? Number.NaN)) pen.lineTo(x + 1, y);
    }
    open = true;
  }
}

/** The area between two lines over the same times, in one piece for each run without a gap. */
export function penArea(pen: PathPen, upper: PlotPoints, lower: PlotPoints): void {
  let from = -1;
  for (let i = 0; i <= upper.length; i += 2) {
    const gap = i === upper.length || Number.isNaN(upper[i + 1] as number);
    if (!gap && from < 0) from = i;
    if (gap && from >= 0) {
      penRun(pen, upper, lower, from, i);
      from = -1;
    }
  }
}

function penRun(pen: PathPen, upper: PlotPoints, lower: PlotPoints, from: number, to: number): void {
  pen.moveTo(upper[from] as number, upper[from + 1] as number);
  for (let i = from + 2; i < to; i += 2) pen.lineTo(upper[i] as number, upper[i + 1] as number);
  for (let i = to - 2; i >= from; i -= 2) pen.lineTo(lower[i] as number, lower[i + 1] as number);
  pen.closePath();
}

/** A bar over each time, ended by it: the step at t covers what came before t. */
export function penBars(pen: PathPen, upper: PlotPoints, lower: PlotPoints, stepPx: number): void {
  const gap = stepPx > 3 ? 1 : 0;
  const width = Math.max(1, stepPx - gap);
  for (let i = 0; i < upper.length; i += 2) {
    const y = upper[i + 1] as number;
    if (Number.isNaN(y)) continue;
    const base = lower[i + 1] as number;
    pen.rect((upper[i] as number) - stepPx + gap, Math.min(y, base), width, Math.abs(base - y));
  }
}

/** Rectangles: x, y, width and height of each. */
export function penCells(pen: PathPen, cells: Float32Array): void {
  for (let i = 0; i < cells.length; i += 4) {
    pen.rect(cells[i] as number, cells[i + 1] as number, cells[i + 2] as number, cells[i + 3] as number);
  }
}

/** The same line as an SVG path, for the one that is highlighted. */
export function svgPath(points: PlotPoints): string {
  const parts: string[] = [];
  const pair = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const pen = {
    moveTo: (x: number, y: number) => parts.push(`M${pair(x, y)}`),
    lineTo: (x: number, y: number) => parts.push(`L${pair(x, y)}`),
  } as unknown as PathPen;
  penLine(pen, points);
  return parts.join('');
}
