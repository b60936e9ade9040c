import type { RangeResult } from '../../shared/contract/metrics.ts';

export interface NamedSeries {
  timesMs: Float64Array;
  byName: Map<string, Float64Array>;
}

/**
 * A range's series by container name. Series of the same name (one per network interface, or per run) are added
 * up; a step where none has a value stays a gap.
 */
export function byContainerName(result: RangeResult, scale: number): NamedSeries {
  const byName = new Map<string, Float64Array>();
  for (const { labels, values } of result.series) {
    const name = labels.find(([label]) => label === 'name')?.[1];
    if (name === undefined) continue;
    const sum = byName.get(name);
    if (!sum)
      byName.set(
        name,
        values.map((value) => value * scale),
      );
    else addInto(sum, values, scale);
  }
  return { timesMs: result.timesMs, byName };
}

function addInto(sum: Float64Array, values: Float64Array, scale: number): void {
  for (let i = 0; i < sum.length; i++) {
    const value = (values[i] ?? Number.NaN) * scale;
    const before = sum[i] as number;
    if (!Number.isNaN(value)) sum[i] = Number.isNaN(before) ? value : before + value;
  }
}

/** The mean of the values that there are; NaN for none. */
export function mean(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}

/** The line with the newest reading at its end, which the stored steps do not have yet; as it was without one. */
export function withLatest(values: Float64Array, latest: number | null | undefined): Float64Array {
  if (latest === null || latest === undefined) return values;
  const longer = new Float64Array(values.length + 1);
  longer.set(values);
  longer[values.length] = latest;
  return longer;
}
