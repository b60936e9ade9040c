import type { TracePoints } from '../../../../shared/contract/traces.ts';

export interface DurationBin {
  /** Nanoseconds; the upper end is exclusive. */
  from: number;
  to: number;
  ok: number;
  errors: number;
  /** Of those that did not fail, the ones inside the selection. */
  selected: number;
}

const BINS_PER_DECADE = 20;

/**
 * Durations in bins of a twentieth of a decade, from the shortest to the longest; empty bins in between are kept.
 * `selected` are places of points.
 */
export function durationHistogram(
  { durationNano, errorCounts }: Pick<TracePoints, 'durationNano' | 'errorCounts'>,
  selected: number[] = [],
): DurationBin[] {
  const binOf = (nanos: number) => Math.floor(Math.log10(Math.max(nanos, 1)) * BINS_PER_DECADE + 1e-9);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const nanos of durationNano) {
    const bin = binOf(nanos);
    first = Math.min(first, bin);
    last = Math.max(last, bin);
  }
  if (last < first) return [];
  const bins = Array.from({ length: last - first + 1 }, (_, i) => ({
    from: 10 ** ((first + i) / BINS_PER_DECADE),
    to: 10 ** ((first + i + 1) / BINS_PER_DECADE),
    ok: 0,
    errors: 0,
    selected: 0,
  }));
  for (let i = 0; i < durationNano.length; i++) {
    const bin = bins[binOf(durationNano[i]!) - first]!;
    if (errorCounts[i]! > 0) bin.errors++;
    else bin.ok++;
  }
  for (const i of selected) if (errorCounts[i] === 0) bins[binOf(durationNano[i]!) - first]!.selected++;
  return bins;
}

/** The value below which the share lies (nearest rank), or null for none. */
export function quantile(values: Float64Array, share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!;
}
