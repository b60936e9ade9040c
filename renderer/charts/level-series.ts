import type { LogVolume } from '../../shared/contract/logs.ts';
import type { SeverityLevel } from '../../shared/model/log-record.ts';
import type { ChartSeries } from './chart-series.ts';

export const levelColour: Record<SeverityLevel, string> = {
  unknown: 'var(--chart-neutral)',
  trace: 'var(--chart-neutral-2)',
  debug: 'var(--chart-neutral-2)',
  info: 'var(--chart-neutral)',
  warn: 'var(--warn-fill)',
  error: 'var(--err-fill)',
  fatal: 'var(--err)',
};

/** A stack of levels, the first at the bottom; levels without a line are left out. */
export function levelSeries(
  { startMs, stepMs, counts }: LogVolume,
  levels: readonly SeverityLevel[],
): ChartSeries[] {
  return levels.flatMap((level) => {
    const values = counts.find(([name]) => name === level)?.[1];
    if (!values?.some((value) => value > 0)) return [];
    return [
      {
        name: level,
        colour: levelColour[level],
        timesMs: Float64Array.from(values, (_, i) => startMs + i * stepMs),
        values,
      },
    ];
  });
}
