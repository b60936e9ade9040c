import type { Sort } from '../components/VirtualTable.tsx';

/** What a line comes to; null where it has no value at all. */
export interface SeriesStats {
  last: number | null;
  min: number | null;
  max: number | null;
  mean: number | null;
}

/** Gaps do not count; `last` is the newest value there is, infinities included. */
export function seriesStats(values: Float64Array): SeriesStats {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  let last: number | null = null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count++;
    last = value;
  }
  return count === 0 ? { last, min: null, max: null, mean: null } : { last, min, max, mean: sum / count };
}

/** In the order of one figure or of the names, numbers in names counted as such. */
export function sortRows<R extends SeriesStats & { series: { name: string } }>(rows: R[], sort: Sort): R[] {
  const by = sort.key as keyof SeriesStats | 'name';
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (by === 'name') return sign * a.series.name.localeCompare(b.series.name, 'en', { numeric: true });
    const [x, y] = [a[by], b[by]];
    // Those without a value come last, whichever way.
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    return sign * (x - y);
  });
}
