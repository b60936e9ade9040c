import type { EChartsCoreOption } from 'echarts/core';
import type { TimeWindow } from '../time/time-range.ts';
import type { Margins } from './scale.ts';
import type { ColourResolver } from './time-chart-option.ts';

export interface Dots {
  timesMs: Float64Array;
  /** Nanoseconds. */
  durations: Float64Array;
  /** More than 0 is drawn as an error. */
  errors: Uint32Array;
}

/** Durations over time on a logarithmic axis: a dot each, a cross for one with errors. */
export function dotsOption(
  { timesMs, durations, errors }: Dots,
  window: TimeWindow,
  margins: Margins,
  colour: string,
  format: (nanos: number) => string,
  resolve: ColourResolver,
): EChartsCoreOption {
  const { min, max } = decades(durations);
  const good: [number, number][] = [];
  const bad: [number, number][] = [];
  timesMs.forEach((timeMs, i) => {
    const point: [number, number] = [timeMs, Math.max(durations[i] ?? 1, 1)];
    if ((errors[i] ?? 0) > 0) bad.push(point);
    else good.push(point);
  });
  return {
    animation: false,
    textStyle: { fontFamily: resolve('var(--font-ui)') },
    grid: { ...margins, outerBoundsMode: 'none' },
    xAxis: { type: 'value', min: window.startMs, max: window.endMs, show: false },
    yAxis: {
      type: 'log',
      min,
      max,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: resolve('var(--chart-text)'),
        fontSize: 11,
        formatter: format,
        margin: 6,
        customValues: [min, max],
      },
      splitLine: { show: true, lineStyle: { color: resolve('var(--chart-grid)') } },
    },
    series: [
      {
        type: 'scatter',
        data: good,
        symbolSize: 3,
        silent: true,
        itemStyle: { color: resolve(colour), opacity: 0.7 },
      },
      {
        type: 'scatter',
        data: bad,
        symbol: 'path://M0 1L1 0L5 4L9 0L10 1L6 5L10 9L9 10L5 6L1 10L0 9L4 5Z',
        symbolSize: 6,
        silent: true,
        itemStyle: { color: resolve('var(--err)') },
      },
    ],
  };
}

/** From a whole decade to one, two or five of the next, around the values; a millisecond to a second when there are none. */
export function decades(values: Float64Array): { min: number; max: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of values) {
    if (value > 0 && value < low) low = value;
    if (value > high) high = value;
  }
  if (high === 0) return { min: 1e6, max: 1e9 };
  const min = 10 ** Math.floor(Math.log10(low) + 1e-9);
  const size = 10 ** Math.floor(Math.log10(high) + 1e-9);
  const max = size * ([1, 2, 5].find((factor) => factor * size >= high) ?? 10);
  return { min, max: max > min ? max : min * 10 };
}
