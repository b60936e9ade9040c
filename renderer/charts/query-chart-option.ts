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

/** What is usual for a line: drawn behind it, as an area with its middle; NaN where nothing can be said. */
export interface ChartBand {
  /** Of the line that it belongs to. */
  key: string;
  colour: string;
  timesMs: Float64Array;
  median: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
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
  bands?: readonly ChartBand[];
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
  const usual = layers
    ? []
    : (spec.bands ?? []).flatMap(({ median, lower, upper }) => [median, lower, upper]);
  const { low, high } = extent([...drawn, ...stacked, ...usual, Float64Array.from(thresholds)]);
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

export interface PathStyle {
  fill?: string | null;
  stroke?: string | null;
  lineWidth?: number;
  lineJoin?: 'round' | 'bevel';
  lineCap?: 'round' | 'butt';
  lineDash?: number[];
  opacity?: number;
}

export interface DrawnPath {
  shape: PlotShape;
  style: PathStyle;
}

/**
 * What a query's answer is drawn of, the first below. Points are worked out as the paths are taken, so that who draws
 * 500 of them can stop between two.
 */
export function* queryPaths(
  spec: QueryChartSpec,
  plot: Plot,
  layers: Layer[] | null,
  resolve: ColourResolver,
): Generator<DrawnPath> {
  const colour = remembered(resolve);
  if (layers) yield* layerPaths(spec, plot, layers, colour);
  else for (const band of spec.bands ?? []) yield* bandPaths(band, plot, colour);
  for (const series of spec.series) {
    if (series.dashed || !layers) yield* linePaths(series, spec, plot, colour);
  }
  for (const threshold of spec.thresholds ?? []) yield thresholdPath(threshold, plot, colour);
}

/** Looking a colour up makes the browser work out styles; hundreds of lines share a dozen. */
function remembered(resolve: ColourResolver): ColourResolver {
  const known = new Map<string, string>();
  return (colour) => {
    const found = known.get(colour) ?? resolve(colour);
    known.set(colour, found);
    return found;
  };
}

/** ECharts' option for the axes; the lines are no series of it, for it draws all of them in one go. */
export function queryChartOption(
  spec: QueryChartSpec,
  plot: Plot,
  resolve: ColourResolver,
): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: resolve('var(--font-ui)') },
    grid: { ...spec.margins, outerBoundsMode: 'none' },
    xAxis: timeAxis(spec, plot, resolve),
    yAxis: valueAxis(spec, plot.scale, resolve),
  };
}

/** One series of paths that know their places; ECharts is only told that there are so many. */
export function pathSeries(paths: DrawnPath[], { window }: Plot): object {
  return {
    type: 'custom',
    coordinateSystem: 'cartesian2d',
    clip: true,
    silent: true,
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
const strokeOf = ({ series, lineWidth = 1.4 }: QueryChartSpec): PathStyle =>
  series.length > MANY
    ? { lineWidth: Math.min(lineWidth, 1), lineJoin: 'bevel', lineCap: 'butt' }
    : { lineWidth, lineJoin: 'round', lineCap: 'round' };

function* layerPaths(
  spec: QueryChartSpec,
  plot: Plot,
  layers: Layer[],
  resolve: ColourResolver,
): Generator<DrawnPath> {
  const solid = spec.series.filter(({ dashed }) => !dashed);
  for (const [i, { upper: tops, lower: bottoms }] of layers.entries()) {
    const { timesMs, colour } = solid[i] as QuerySeries;
    const fill = resolve(colour);
    const upper = plotPoints(timesMs, tops, plot);
    const lower = plotPoints(timesMs, bottoms, plot);
    if (spec.kind === 'bars') {
      const stepPx = Math.max(1, (upper[2] ?? 0) - (upper[0] ?? 0) || plotWidth(plot));
      yield { shape: { draw: 'bars', upper, lower, stepPx }, style: { fill, opacity: 0.9 } };
      continue;
    }
    // Among hundreds a layer is hardly higher than its edge: edges alone would be seen.
    const many = layers.length > MANY;
    yield { shape: { draw: 'area', upper, lower, stepPx: 0 }, style: { fill, opacity: many ? 0.8 : 0.55 } };
    if (many) continue;
    const edge: PathStyle = { stroke: fill, lineWidth: 1, lineCap: 'round' };
    yield { shape: { draw: 'line', upper, lower: null, stepPx: 0 }, style: edge };
  }
}

function* bandPaths(
  { timesMs, median, lower, upper, colour }: ChartBand,
  plot: Plot,
  resolve: ColourResolver,
): Generator<DrawnPath> {
  const own = resolve(colour);
  const [top, bottom] = [plotPoints(timesMs, upper, plot), plotPoints(timesMs, lower, plot)];
  yield {
    shape: { draw: 'area', upper: top, lower: bottom, stepPx: 0 },
    style: { fill: own, opacity: 0.16 },
  };
  yield {
    shape: { draw: 'line', upper: plotPoints(timesMs, median, plot), lower: null, stepPx: 0 },
    style: { stroke: own, fill: null, lineWidth: 1, lineDash: [1, 3], opacity: 0.8 },
  };
}

function thresholdPath({ value, colour }: Threshold, plot: Plot, resolve: ColourResolver): DrawnPath {
  const { startMs, endMs } = plot.window;
  const upper = plotPoints(Float64Array.of(startMs, endMs), Float64Array.of(value, value), plot);
  return {
    shape: { draw: 'line', upper, lower: null, stepPx: 0 },
    style: { stroke: resolve(colour), fill: null, lineWidth: 1, lineDash: [5, 3] },
  };
}
