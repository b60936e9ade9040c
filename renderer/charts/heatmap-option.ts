import type { EChartsCoreOption } from 'echarts/core';
import type { Zone } from '../time/clock-text.ts';
import { type CellFrame, cellLevels, type HeatmapData, mixed } from './heatmap-cells.ts';
import { type Plot, plotHeight, plotWidth } from './plot-paths.ts';
import { type DrawnPath, pathSeries, timeAxis } from './query-chart-option.ts';
import { axisText, type ColourResolver } from './time-chart-option.ts';

const LABEL_PX = 14;
/** Even the emptiest cell that is not empty stands out from the ground. */
const LEAST_DEPTH = 0.14;

/** A heatmap's frame as a plot: the value axis counts rows from below. */
export function heatmapPlot(data: HeatmapData, size: Omit<Plot, 'scale'>): Plot {
  return { ...size, scale: { min: 0, max: Math.max(1, data.rows.length), ticks: [], log: false } };
}

export const cellFrame = (plot: Plot): CellFrame => ({
  left: plot.margins.left,
  top: plot.margins.top,
  width: plotWidth(plot),
  height: plotHeight(plot),
  startMs: plot.window.startMs,
  endMs: plot.window.endMs,
});

/** ECharts' option for buckets over time, deeper where more fell into one. */
export function heatmapOption(
  data: HeatmapData,
  plot: Plot,
  zone: Zone,
  format: (value: number) => string,
  resolve: ColourResolver,
): EChartsCoreOption {
  const [ground, full] = [resolve('var(--chart-bg)'), resolve('var(--accent)')];
  const paths = cellLevels(data, cellFrame(plot)).map(
    ({ depth, cells }): DrawnPath => ({
      shape: { draw: 'cells', upper: cells, lower: null, stepPx: 0 },
      style: { fill: mixed(ground, full, LEAST_DEPTH + depth * (1 - LEAST_DEPTH)) },
    }),
  );
  return {
    animation: false,
    textStyle: { fontFamily: resolve('var(--font-ui)') },
    grid: { ...plot.margins, outerBoundsMode: 'none' },
    xAxis: timeAxis({ zone }, plot, resolve),
    yAxis: boundAxis(data, plot, format, resolve),
    series: [pathSeries(paths, plot)],
  };
}

/** The rows' upper bounds, at the lines between rows; so many that their texts do not touch. */
function boundAxis(
  data: HeatmapData,
  plot: Plot,
  format: (value: number) => string,
  resolve: ColourResolver,
) {
  const count = data.rows.length;
  const every = Math.max(1, Math.ceil((count * LABEL_PX) / Math.max(1, plotHeight(plot))));
  const customValues = data.rows.flatMap((_, i) => ((i + 1) % every === 0 || every === 1 ? [i + 1] : []));
  return {
    type: 'value',
    min: 0,
    max: plot.scale.max,
    axisLine: { show: false },
    axisTick: { show: false, customValues },
    axisLabel: {
      color: resolve('var(--chart-text)'),
      fontSize: 11,
      customValues,
      formatter: (row: number) => boundText(data.rows[row - 1]?.to ?? Number.NaN, format),
      margin: 6,
      showMaxLabel: true,
    },
    splitLine: { show: false },
  };
}

const boundText = (value: number, format: (value: number) => string): string =>
  Number.isFinite(value) ? axisText(format(value)) : '∞';
