import type { Binary, Expr, Span } from '../../shared/promql/ast.ts';
import { parse } from '../../shared/promql/parse.ts';
import { comparisonOf, thresholdOf } from '../../shared/promql/threshold.ts';

/** What is drawn of an alerting expression: what it compares, and with what. */
export interface ChartQuestion {
  /** Left side of its comparison; the whole expression where it is none. */
  expr: string;
  /** The right side where that is no number. */
  against: string | null;
  threshold: number | null;
  op: string | null;
  /** Where the threshold stands in the text. */
  place: Span | null;
}

/** Reads an expression; what cannot be read is asked for as it stands, and told by who answers. */
export function chartQuestion(text: string): ChartQuestion {
  const whole = { expr: text, against: null, threshold: null, op: null, place: null };
  const parsed = parse(text);
  if (!parsed.ok) return whole;
  const compared = deciding(parsed.value);
  const sides = compared && comparisonOf(compared);
  if (!compared || !sides) return whole;
  const cut = ({ from, to }: Expr) => text.slice(from, to);
  const threshold = thresholdOf(compared);
  if (threshold) {
    const { compared: left, value, op, place } = threshold;
    return { expr: cut(left), against: null, threshold: value, op, place };
  }
  return { expr: cut(sides.lhs), against: cut(sides.rhs), threshold: null, op: sides.op, place: null };
}

/** The comparison whose values an alert has: the left of `and` and `unless`, for these keep the left side's values. */
function deciding(expr: Expr): Binary | null {
  if (expr.kind === 'paren') return deciding(expr.expr);
  if (expr.kind !== 'binary') return null;
  if (expr.op === 'and' || expr.op === 'unless') return deciding(expr.lhs);
  return comparisonOf(expr);
}
