/** Of the steps from its start on, so many are over the mark when something is said to have risen. */
const MOSTLY = 0.8;

/**
 * The start of the step from which on the values stay, but for a few, at or over the mark; null when they do not, or
 * already did at the first step that has one. Steps without a value (NaN) say nothing.
 */
export function risenSince(
  values: ArrayLike<number>,
  mark: number,
  stepsMs: ArrayLike<number>,
): number | null {
  let [over, all] = [0, 0];
  let since = -1;
  let first = -1;
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    first = i;
    all++;
    if (value >= mark) over++;
    if (value >= mark && over / all >= MOSTLY) since = i;
  }
  return since < 0 || since === first ? null : (stepsMs[since] ?? null);
}
