import type { ChartSeries } from '../../../charts/chart-series.ts';
import type { NamedSeries } from '../../../charts/container-series.ts';

/** One lane of the timeline with what its gutter says. */
export interface Lane {
  key: string;
  title: string;
  unit: string;
  height: number;
  series: ChartSeries[];
  base: 10 | 2;
  leastMax: number;
  limit: number | null;
  format(value: number): string;
}

/** A container's line out of several, with the name that the gutter gives it. */
export function lineOf(
  from: NamedSeries | null,
  container: string,
  name: string,
  colour: string,
  options: { area?: boolean } = {},
): ChartSeries[] {
  const values = from?.byName.get(container);
  return from && values ? [{ name, colour, timesMs: from.timesMs, values, ...options }] : [];
}
