import type { ChartQuestion } from '../../../../alerts/chart-question.ts';

export interface Variant {
  /** Null for a rule that compares with no number. */
  threshold: number | null;
  expr: string;
  /** The rule as it stands. */
  present: boolean;
}

const FACTORS = [0.6, 1.6];
const ORDERED = ['>', '<', '>=', '<='];

/** The rule, and the same with a lower and a higher threshold where it has one. */
export function variants(expr: string, { threshold, op, place }: ChartQuestion): Variant[] {
  const own: Variant = { threshold, expr, present: true };
  if (threshold === null || place === null || threshold === 0 || !ORDERED.includes(op ?? '')) return [own];
  const others = FACTORS.map((factor): Variant => {
    const value = round(threshold * factor);
    return {
      threshold: value,
      expr: expr.slice(0, place.from) + value + expr.slice(place.to),
      present: false,
    };
  });
  return [own, ...others.filter((each) => each.threshold !== threshold)].sort(
    (a, b) => (a.threshold ?? 0) - (b.threshold ?? 0),
  );
}

/** Two digits that count: 3.2 %, 0.08, 410. */
const round = (value: number): number => Number(value.toPrecision(2));
