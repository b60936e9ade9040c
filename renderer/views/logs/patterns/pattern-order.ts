import type { LogPattern } from '../../../../shared/contract/logs.ts';

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

/** How many times the lines of the range before; Infinity where there were none. */
export const growthOf = ({ count, before }: LogPattern): number =>
  before === 0 ? Number.POSITIVE_INFINITY : count / before;

/** Clearly more than in the range before. */
export const hasGrown = (pattern: LogPattern): boolean =>
  pattern.count - pattern.before >= LEAST_MORE && growthOf(pattern) >= LEAST_FACTOR;

const compare: Record<PatternOrder, (a: LogPattern, b: LogPattern) => number> = {
  new: (a, b) => Number(b.isNew) - Number(a.isNew) || gravity(b) - gravity(a) || b.count - a.count,
  lines: (a, b) => b.count - a.count,
  // Between those that were not there before, the difference of infinities is no number.
  growth: (a, b) => growthOf(b) - growthOf(a) || b.count - a.count,
  seen: (a, b) => b.firstSeenMs - a.firstSeenMs,
};

/** Among the new ones errors and warnings come before the rest. */
const gravity = ({ isNew, level }: LogPattern): number =>
  !isNew ? 0 : level === 'fatal' || level === 'error' ? 2 : level === 'warn' ? 1 : 0;

/** In the order asked for; of equal ones the older number first. */
export function orderedPatterns(
  patterns: readonly LogPattern[],
  order: PatternOrder,
  onlyGrown: boolean,
): LogPattern[] {
  const shown = onlyGrown ? patterns.filter(hasGrown) : [...patterns];
  return shown.sort((a, b) => compare[order](a, b) || a.id - b.id);
}
