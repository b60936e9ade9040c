/** Why a rule gives nothing this time: what it found cannot be alerts or series, or is too much. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}

/** Alerts or series of one rule, whatever its group's limit says. */
export const MOST_OF_A_RULE = 10_000;

/** @throws RuleError */
export function checkCount(count: number, limit: number, what: 'alerts' | 'series'): void {
  if (limit > 0 && count > limit) throw new RuleError(`exceeded limit of ${limit} with ${count} ${what}`);
  if (count > MOST_OF_A_RULE) {
    throw new RuleError(`gives ${count} ${what}, and one rule may give ${MOST_OF_A_RULE}`);
  }
}
