import type { EChartsCoreOption } from 'echarts/core';
import type { Zone } from '../time/clock-text.ts';
import type { TimeWindow } from '../time/time-range.ts';
import { type ChartSeries, topOf } from './chart-series.ts';
import { type Margins, timeTicks, valueTicks } from './scale.ts';

export interface TimeChartSpec {
  window: TimeWindow;
  series: ChartSeries[];
  kind: 'line' | 'bars';
  margins: Margins;
  widthPx: number;
  heightPx: number;
  zone: Zone;
  /** The value axis' labels. */
  format(value: number): string;
  /** Steps of the value axis in powers of two, for bytes. */
  base?: 10 | 2;
  /** The axis reaches at least this far. */
  leastMax?: number;
  /** Dashed red across the plot. */
  limit?: number | null;
  /** Without labels under the plot, where another chart below has them. */
  timeLabels?: boolean;
}

/** Resolves `var(--name)` for canvas. */
export type ColourResolver = (colour: string) => string;

const LEAST_TICK_PX = 26;

/** The value axis: its top and its step. A limit is always in sight. */
export function valueAxis(spec: TimeChartSpec): { max: number; step: number } {
  const { margins, heightPx } = spec;
  const top = Math.max(topOf(spec.series, spec.kind === 'bars'), spec.leastMax ?? 0, spec.limit ?? 0);
  const room = heightPx - margins.top - margins.bottom;
  return valueTicks(top, Math.max(1, Math.min(4, Math.floor(room / LEAST_TICK_PX))), spec.base ?? 10);
}

/** ECharts' option for values over time: thin lines, light grid, gaps as gaps, no motion, no legend, no tooltip. */
export function timeChartOption(spec: TimeChartSpec, resolve: ColourResolver): EChartsCoreOption {
  const { window, margins, widthPx, zone } = spec;
  const ticks = timeTicks(window, widthPx - margins.left - margins.right, zone);
  const texts = new Map(ticks.map(({ timeMs, text }) => [timeMs, text]));
  const { max, step } = valueAxis(spec);
  const grid = { show: true, lineStyle: { color: resolve('var(--chart-grid)'), width: 1 } };
  const label = { color: resolve('var(--chart-text)'), fontSize: 11, hideOverlap: true };
  return {
    animation: false,
    textStyle: { fontFamily: resolve('var(--font-ui)') },
    grid: { ...margins, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: window.startMs,
      max: window.endMs,
      axisLine: { show: spec.timeLabels !== false, lineStyle: { color: resolve('var(--chart-axis)') } },
      axisTick: { show: false, customValues: ticks.map(({ timeMs }) => timeMs) },
      axisLabel: {
        ...label,
        show: spec.timeLabels !== false,
        customValues: ticks.map(({ timeMs }) => timeMs),
        formatter: (timeMs: number) => texts.get(timeMs) ?? '',
        margin: 6,
      },
      splitLine: grid,
    },
    yAxis: {
      type: 'value',
      min: 0,
      max,
      interval: step,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        ...label,
        formatter: (value: number) => axisText(spec.format(value)),
        margin: 6,
        showMaxLabel: true,
      },
      splitLine: grid,
    },
    series: [
      ...spec.series.map((series) =>
        spec.kind === 'bars' ? bars(series, spec, resolve) : line(series, resolve),
      ),
      ...(spec.limit ? [limitLine(spec.limit, window, resolve)] : []),
    ],
  };
}

/** An axis stands at round values: 80 %, not 80.0 %; 30k, not 30,000; and a bare 0. */
export function axisText(text: string): string {
  if (/^0( |$)/.test(text)) return '0';
  const short = text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
  return short.replace(/^(\d+),000,000(?=\D|$)/, '$1M').replace(/^([\d,]+),000(?=\D|$)/, '$1k');
}

const pairs = ({ timesMs, values }: ChartSeries): [number, number | null][] =>
  Array.from(timesMs, (timeMs, i) => {
    const value = values[i] ?? Number.NaN;
    return [timeMs, Number.isNaN(value) ? null : value];
  });

function line(series: ChartSeries, resolve: ColourResolver) {
  const colour = resolve(series.colour);
  return {
    type: 'line',
    name: series.name,
    data: pairs(series),
    // A value alone between two gaps is drawn as a dot, or it would not be seen.
    showSymbol: isSparse(series),
    symbol: 'circle',
    symbolSize: 3,
    connectNulls: false,
    silent: true,
    lineStyle: { color: colour, width: 1.4, type: series.dashed ? 'dashed' : 'solid' },
    itemStyle: { color: colour },
    ...(series.area ? { areaStyle: { color: colour, opacity: 0.14 } } : {}),
  };
}

function isSparse({ values }: ChartSeries): boolean {
  const known = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  return known > 0 && known < 3;
}

function bars(series: ChartSeries, { window, margins, widthPx }: TimeChartSpec, resolve: ColourResolver) {
  const step = (series.timesMs[1] ?? window.endMs) - (series.timesMs[0] ?? window.startMs);
  const px = ((widthPx - margins.left - margins.right) * step) / (window.endMs - window.startMs);
  return {
    type: 'bar',
    name: series.name,
    stack: 'all',
    // A bar stands over the middle of its step.
    data: pairs(series).map(([timeMs, value]) => [timeMs + step / 2, value]),
    barWidth: Math.max(1, px - (px > 3 ? 1 : 0)),
    silent: true,
    itemStyle: { color: resolve(series.colour) },
  };
}

function limitLine(limit: number, window: TimeWindow, resolve: ColourResolver) {
  return {
    type: 'line',
    data: [
      [window.startMs, limit],
      [window.endMs, limit],
    ],
    showSymbol: false,
    silent: true,
    lineStyle: { color: resolve('var(--err)'), width: 1, type: [5, 3] },
  };
}
