import type { ContainerSummary } from '../../../shared/model/container.ts';
import type { ChartSeries } from '../../charts/chart-series.ts';
import { mean, type NamedSeries } from '../../charts/container-series.ts';
import { colourName, colourOf } from '../../components/colours.ts';

/** The containers' lines, those with the largest mean first, at most so many. */
export function chartSeries(
  containers: ContainerSummary[],
  { timesMs, byName }: NamedSeries,
  most: number,
): ChartSeries[] {
  return containers
    .flatMap((container) => {
      const values = byName.get(container.name);
      const size = values ? mean(values) : Number.NaN;
      return values && !Number.isNaN(size) ? [{ container, values, size }] : [];
    })
    .sort((a, b) => b.size - a.size)
    .slice(0, most)
    .map(({ container, values }) => ({
      name: container.name,
      colour: colourOf(colourName(container)),
      timesMs,
      values,
    }));
}

/** Memory as percent of each container's own limit; containers without one are left out. */
export function limitShares(containers: ContainerSummary[], { timesMs, byName }: NamedSeries): NamedSeries {
  const shares = new Map<string, Float64Array>();
  for (const { name, memoryLimited, stats } of containers) {
    const limit = memoryLimited ? stats?.memoryLimitBytes : null;
    const values = byName.get(name);
    if (limit && values)
      shares.set(
        name,
        values.map((value) => (value / limit) * 100),
      );
  }
  return { timesMs, byName: shares };
}
