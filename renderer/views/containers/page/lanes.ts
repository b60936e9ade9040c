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

/** The newest limit in the window: it may have been changed while the container ran. */
export function lastKnown(values: Float64Array | undefined): number | null {
  const last = values?.findLast((value) => !Number.isNaN(value));
  return last === undefined ? null : last;
}
