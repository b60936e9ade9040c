import type { EChartsCoreOption } from 'echarts/core';
import type { Zone } from '../time/clock-text.ts';
import type { TimeWindow } from '../time/time-range.ts';
import type { ChartSeries } from './chart-series.ts';
import { shapeHandle } from './plot-handles.ts';
import { type Plot, type PlotPoints, plotHeight, plotPoints, plotWidth } from './plot-paths.ts';
import { type Margins, timeTicks } from './scale.ts';
import { extent, type Layer, stackLayers } from './stacking.ts';
import { axisText, type ColourResolver } from './time-chart-option.ts';
import { shareOf, type ValueScale, valueScale } from './value-scale.ts';

/** A line of a query's answer. All series of one chart that are not dashed share their times. */
export interface QuerySeries extends ChartSeries {
  /** Tells it from all others of its chart; names may repeat. */
  key: string;
  /** Every label, where the name leaves some out. */
  title?: string;
}

export type QueryChartKind = 'line' | 'stacked' | 'bars';

export interface Threshold {
  value: number;
  /** A CSS colour. */
  colour: string;
}

export interface QueryChartSpec {
  window: TimeWindow;
  series: QuerySeries[];
  kind: QueryChartKind;
  margins: Margins;
  widthPx: number;
  heightPx: number;
  zone: Zone;
  format(value: number): string;
  base?: 10 | 2;
  /** Fixed ends of the value axis. */
  min?: number | null;
  max?: number | null;
  log?: boolean;
  thresholds?: Threshold[];
  /** 0 to 1: how strongly lines are filled down to zero. */
  fill?: number;
  lineWidth?: number;
  timeLabels?: boolean;
}

const LEAST_TICK_PX = 30;
const MOST_STEPS = 6;
const MANY = 100;

/** The layers that are stacked, in the order of the series; null where lines are drawn. Dashed ones never stack. */
export const layersOf = ({ kind, series }: Pick<QueryChartSpec, 'kind' | 'series'>): Layer[] | null =>
  kind === 'line' ? null : stackLayers(series.filter(({ dashed }) => !dashed));

export function plotOf(spec: QueryChartSpec, layers: Layer[] | null): Plot {
  const { window, margins, widthPx, heightPx } = spec;
  return { window, margins, widthPx, heightPx, scale: scaleOf(spec, layers) };
}

function scaleOf(spec: QueryChartSpec, layers: Layer[] | null): ValueScale {
  const drawn = spec.series.filter(({ dashed }) => dashed || !layers).map(({ values }) => values);
  const stacked = layers?.flatMap(({ upper }) => [upper]) ?? [];
  const thresholds = (spec.thresholds ?? []).map(({ value }) => value);
  const { low, high } = extent([...drawn, ...stacked, Float64Array.from(thresholds)]);
  const room = spec.heightPx - spec.margins.top - spec.margins.bottom;
  return valueScale({
    low,
    high,
    min: spec.min ?? null,
    max: spec.max ?? null,
    log: spec.log ?? false,
    base: spec.base ?? 10,
    fromZero: layers !== null || (spec.fill ?? 0) > 0,
    steps: Math.max(1, Math.min(MOST_STEPS, Math.floor(room / LEAST_TICK_PX))),
  });
}

/** Something drawn as one path: see plot-shape.ts, which knows how. */
export interface PlotShape {
  draw: 'line' | 'area' | 'bars' | 'cells';
  /** Of cells: x, y, width and height of each. */
  upper: PlotPoints;
  lower: PlotPoints | null;
  stepPx: number;
}

export interface DrawnPath {
  shape: PlotShape;
  style: Record<string, unknown>;
}

/**
 * ECharts' option for a query's answer. Each series is one path whose points are worked out here, for ECharts' own
 * lines cost an object a point, which 500 of them would make felt.
 */
export function queryChartOption(
  spec: QueryChartSpec,
  plot: Plot,
  layers: Layer[] | null,
  resolve: ColourResolver,
): EChartsCoreOption {
  const paths = [
    ...(layers ? layerPaths(spec, plot, layers, resolve) : []),
    ...spec.series
      .filter(({ dashed }) => dashed || !layers)
      .flatMap((series) => linePaths(series, spec, plot, resolve)),
    ...(spec.thresholds ?? []).map((threshold) => thresholdPath(threshold, plot, resolve)),
  ];
  return {
    animation: false,
    textStyle: { fontFamily: resolve('var(--font-ui)') },
    grid: { ...spec.margins, outerBoundsMode: 'none' },
    xAxis: timeAxis(spec, plot, resolve),
    yAxis: valueAxis(spec, plot.scale, resolve),
    series: [pathSeries(paths, plot)],
  };
}

/** One series of paths that know their places; ECharts is only told that there are so many. */
export function pathSeries(paths: DrawnPath[], { window }: Plot): object {
  return {
    type: 'custom',
    coordinateSystem: 'cartesian2d',
    clip: true,
    silent: true,
    // On a canvas of its own, which can be made faint without its axes.
    zlevel: 1,
    data: paths.map((_, i) => [window.startMs, 0, i]),
    renderItem: ({ dataIndex }: { dataIndex: number }) => {
      const path = paths[dataIndex];
      return path
        ? { type: 'plotPath', silent: true, style: path.style, shape: { handle: shapeHandle(path.shape) } }
        : null;
    },
  };
}

export function timeAxis(
  { zone, timeLabels }: Pick<QueryChartSpec, 'zone' | 'timeLabels'>,
  plot: Plot,
  resolve: ColourResolver,
): object {
  const ticks = timeTicks(plot.window, plotWidth(plot), zone);
  const texts = new Map(ticks.map(({ timeMs, text }) => [timeMs, text]));
  const customValues = ticks.map(({ timeMs }) => timeMs);
  return {
    type: 'value',
    min: plot.window.startMs,
    max: plot.window.endMs,
    axisLine: { show: timeLabels !== false, lineStyle: { color: resolve('var(--chart-axis)') } },
    axisTick: { show: false, customValues },
    axisLabel: {
      color: resolve('var(--chart-text)'),
      fontSize: 11,
      hideOverlap: true,
      show: timeLabels !== false,
      customValues,
      formatter: (timeMs: number) => texts.get(timeMs) ?? '',
      margin: 6,
    },
    splitLine: { show: true, lineStyle: { color: resolve('var(--chart-grid)'), width: 1 } },
  };
}

/** Drawn from 0 to 1, so that a logarithmic axis needs nothing of its own. */
function valueAxis({ format }: QueryChartSpec, scale: ValueScale, resolve: ColourResolver): object {
  const at = new Map(scale.ticks.map((tick) => [shareOf(scale, tick), axisText(format(tick))]));
  const customValues = [...at.keys()];
  return {
    type: 'value',
    min: 0,
    max: 1,
    axisLine: { show: false },
    axisTick: { show: false, customValues },
    axisLabel: {
      color: resolve('var(--chart-text)'),
      fontSize: 11,
      customValues,
      formatter: (share: number) => at.get(share) ?? '',
      margin: 6,
      showMaxLabel: true,
    },
    splitLine: { show: true, lineStyle: { color: resolve('var(--chart-grid)'), width: 1 } },
  };
}

const flat = (points: PlotPoints, y: number): PlotPoints =>
  points.map((value, i) => (i % 2 === 0 ? value : y));

function linePaths(
  series: QuerySeries,
  spec: QueryChartSpec,
  plot: Plot,
  resolve: ColourResolver,
): DrawnPath[] {
  const colour = resolve(series.colour);
  const upper = plotPoints(series.timesMs, series.values, plot);
  const fill = series.dashed ? 0 : (spec.fill ?? (series.area ? 0.14 : 0));
  const line: DrawnPath = {
    shape: { draw: 'line', upper, lower: null, stepPx: 0 },
    style: {
      stroke: colour,
      fill: null,
      ...strokeOf(spec),
      ...(series.dashed ? { lineDash: [4, 4], opacity: 0.7 } : {}),
    },
  };
  if (fill === 0) return [line];
  // Filled to zero where that is in sight, so that what goes below it hangs from it.
  const zero = Math.min(Math.max(shareOf(plot.scale, 0), 0), 1);
  const lower = flat(upper, plot.margins.top + plotHeight(plot) * (1 - zero));
  return [{ shape: { draw: 'area', upper, lower, stepPx: 0 }, style: { fill: colour, opacity: fill } }, line];
}

/** Round ends cost most of the drawing where there are hundreds of lines, and are not seen among them. */
const strokeOf = ({ series, lineWidth = 1.4 }: QueryChartSpec): object =>
  series.length > MANY
    ? { lineWidth: Math.min(lineWidth, 1), lineJoin: 'bevel', lineCap: 'butt' }
    : { lineWidth, lineJoin: 'round', lineCap: 'round' };

function layerPaths(spec: QueryChartSpec, plot: Plot, layers: Layer[], resolve: ColourResolver): DrawnPath[] {
  const solid = spec.series.filter(({ dashed }) => !dashed);
  return layers.flatMap(({ upper: tops, lower: bottoms }, i): DrawnPath[] => {
    const series = solid[i] as QuerySeries;
    const fill = resolve(series.colour);
    const upper = plotPoints(series.timesMs, tops, plot);
    const lower = plotPoints(series.timesMs, bottoms, plot);
    if (spec.kind === 'bars') {
      const stepPx = Math.max(1, (upper[2] ?? 0) - (upper[0] ?? 0) || plotWidth(plot));
      return [
        {
          shape: { draw: 'bars', upper, lower, stepPx },
          style: { fill, opacity: 0.9 },
        },
      ];
    }
    return [
      {
        shape: { draw: 'area', upper, lower, stepPx: 0 },
        style: { fill, opacity: 0.55 },
      },
      {
        shape: { draw: 'line', upper, lower: null, stepPx: 0 },
        style: { stroke: fill, fill: null, lineWidth: 1, lineCap: 'round' },
      },
    ];
  });
}

function thresholdPath({ value, colour }: Threshold, plot: Plot, resolve: ColourResolver): DrawnPath {
  const { startMs, endMs } = plot.window;
  const upper = plotPoints(Float64Array.of(startMs, endMs), Float64Array.of(value, value), plot);
  return {
    shape: { draw: 'line', upper, lower: null, stepPx: 0 },
    style: { stroke: resolve(colour), fill: null, lineWidth: 1, lineDash: [5, 3] },
  };
}
