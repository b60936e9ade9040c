/**
 * Sums with Neumaier's compensation, as Prometheus does: what rounding takes away is kept apart and added at the end.
 * An infinite sum has no compensation.
 */
export function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let rest = 0;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    const next = sum + value;
    if (next === Number.POSITIVE_INFINITY || next === Number.NEGATIVE_INFINITY) rest = 0;
    else if (Math.abs(sum) >= Math.abs(value)) rest += sum - next + value;
    else rest += value - next + sum;
    sum = next;
  }
  return Math.abs(sum) === Number.POSITIVE_INFINITY ? sum : sum + rest;
}

/** What one more value adds to the rest of a sum: `next` is sum + value. */
export function restOf(sum: number, value: number, next: number): number {
  return Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
}

/** A running sum; `total` is only asked at the end. */
export class KahanSum {
  sum = 0;
  rest = 0;

  constructor(sum = 0, rest = 0) {
    this.sum = sum;
    this.rest = rest;
  }

  add(value: number): void {
    const next = this.sum + value;
    this.rest = Math.abs(next) === Number.POSITIVE_INFINITY ? 0 : this.rest + restOf(this.sum, value, next);
    this.sum = next;
  }

  get total(): number {
    return this.sum + this.rest;
  }
}

/**
 * The mean: the sum by the count while the sum is finite, then carried on from mean to mean, for the mean of huge
 * numbers is still a number.
 */
export function meanOf(values: Float64Array, from: number, to: number): number {
  const sum = new KahanSum(values[from] as number);
  for (let i = from + 1; i < to; i++) {
    const next = sum.sum + (values[i] as number);
    if (Math.abs(next) === Number.POSITIVE_INFINITY) return incrementalMean(values, from, i, to, sum);
    sum.add(values[i] as number);
  }
  const count = to - from;
  return sum.sum / count + sum.rest / count;
}

function incrementalMean(values: Float64Array, from: number, at: number, to: number, sum: KahanSum): number {
  const before = at - from;
  let mean = new KahanSum(sum.sum / before, sum.rest / before);
  for (let i = at; i < to; i++) {
    const count = i - from + 1;
    const part = (count - 1) / count;
    mean = new KahanSum(part * mean.sum, part * mean.rest);
    mean.add((values[i] as number) / count);
  }
  return mean.total;
}
