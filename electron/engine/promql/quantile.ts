/**
 * Prometheus' quantile of samples, between two of them in proportion; NaN counts as the smallest. Sorts `values`.
 * NaN for no values or a NaN `q`, -Inf below 0, +Inf above 1.
 */
export function quantileOf(q: number, values: Float64Array): number {
  const count = values.length;
  if (count === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  sortNumbers(values);
  let numbers = count;
  while (numbers > 0 && Number.isNaN(values[numbers - 1])) numbers--;
  const nans = count - numbers;
  const valueAt = (i: number) => (i < nans ? Number.NaN : (values[i - nans] as number));
  const rank = q * (count - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(count - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return valueAt(lower) * (1 - weight) + valueAt(upper) * weight;
}

/** Up to here sorting by insertion beats the engine's sort, which most windows over a few minutes are below. */
const FEW = 48;

/** Ascending, every NaN last. */
function sortNumbers(values: Float64Array): void {
  if (values.length > FEW) {
    values.sort();
    return;
  }
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    let at = i;
    while (at > 0 && !((values[at - 1] as number) <= value) && !Number.isNaN(value)) {
      values[at] = values[at - 1] as number;
      at--;
    }
    values[at] = value;
  }
}

export const isQuantile = (q: number): boolean => q >= 0 && q <= 1;
