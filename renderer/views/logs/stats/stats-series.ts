import type { LogFieldStats } from '../../../../shared/contract/logs.ts';
import type { ChartSeries } from '../../../charts/chart-series.ts';

/** p50, p95 and the largest value over time; a step without a value is a gap. */
export function statsSeries({ startMs, stepMs, series }: LogFieldStats): ChartSeries[] {
  const timesMs = Float64Array.from(series.count, (_, i) => startMs + i * stepMs);
  return [
    { name: 'max', colour: 'var(--chart-neutral)', timesMs, values: series.max, dashed: true },
    { name: 'p95', colour: 'var(--c4)', timesMs, values: series.p95 },
    { name: 'p50', colour: 'var(--c1)', timesMs, values: series.p50 },
  ];
}
