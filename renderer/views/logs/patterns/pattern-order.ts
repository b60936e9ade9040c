import type { LogPattern, LogPatterns } from '../../../../shared/contract/logs.ts';

export const patternOrders = ['new', 'lines', 'growth', 'seen'] as const;
export type PatternOrder = (typeof patternOrders)[number];

export const orderNames: Record<PatternOrder, string> = {
  new: 'new first',
  lines: 'most lines',
  growth: 'grown most',
  seen: 'latest first seen',
};

/** A few lines more are nobody's news. */
const LEAST_MORE = 3;
const LEAST_FACTOR = 1.5;

/** A pattern with what its lines are compared with. */
export interface ComparedPattern extends LogPattern {
  after: number;
  /** As many as there would be if it had gone on as before; not whole where the stretches are of different length. */
  until: number;
}

/**
 * Compares the range with the one before it; or, when a moment in the range is given, what came since that moment with
 * what came until then, by the steps of the trend.
 */
export function comparedPatterns(
  { patterns, startMs, stepMs }: LogPatterns,
  sinceMs: number | null,
): ComparedPattern[] {
  return patterns.map((pattern) => {
    const steps = pattern.trend.length;
    const at = sinceMs === null ? 0 : Math.round((sinceMs - startMs) / stepMs);
    if (at <= 0 || at >= steps) return { ...pattern, after: pattern.count, until: pattern.before };
    const sum = (values: Float64Array) => values.reduce((total, lines) => total + lines, 0);
    const until = (sum(pattern.trend.subarray(0, at)) * (steps - at)) / at;
    return { ...pattern, after: sum(pattern.trend.subarray(at)), until };
  });
}

/** How many times as many as before; Infinity where there were none. */
export const growthOf = ({ after, until }: ComparedPattern): number =>
  until === 0 ? Number.POSITIVE_INFINITY : after / until;

/** Clearly more than before. */
export const hasGrown = (pattern: ComparedPattern): boolean =>
  pattern.after - pattern.until >= LEAST_MORE && growthOf(pattern) >= LEAST_FACTOR;

const compare: Record<PatternOrder, (a: ComparedPattern, b: ComparedPattern) => number> = {
  new: (a, b) => Number(b.isNew) - Number(a.isNew) || gravity(b) - gravity(a) || b.count - a.count,
  lines: (a, b) => b.count - a.count,
  // Between those that were not there before, the difference of infinities is no number.
  growth: (a, b) => growthOf(b) - growthOf(a) || b.after - a.after,
  seen: (a, b) => b.firstSeenMs - a.firstSeenMs,
};

/** Among the new ones errors and warnings come before the rest. */
const gravity = ({ isNew, level }: LogPattern): number =>
  !isNew ? 0 : level === 'fatal' || level === 'error' ? 2 : level === 'warn' ? 1 : 0;

/** In the order asked for; of equal ones the older number first. */
export function orderedPatterns(
  patterns: readonly ComparedPattern[],
  order: PatternOrder,
  onlyGrown: boolean,
): ComparedPattern[] {
  const shown = onlyGrown ? patterns.filter(hasGrown) : [...patterns];
  return shown.sort((a, b) => compare[order](a, b) || a.id - b.id);
}
