import type { Binary, Expr, Span } from './ast.ts';

/** A comparison of an expression with one number, as most alerting rules are. */
export interface Threshold {
  /** As if the number stood on the right. */
  op: '>' | '<' | '>=' | '<=' | '==' | '!=';
  value: number;
  /** What is compared. */
  compared: Expr;
  /** Where the number's side stands in the text. */
  place: Span;
}

const MIRRORED = { '>': '<', '<': '>', '>=': '<=', '<=': '>=', '==': '==', '!=': '!=' } as const;
type Comparison = keyof typeof MIRRORED;

const isComparison = ({ op }: Binary): boolean => Object.hasOwn(MIRRORED, op);

/** The comparison that an expression is as a whole and that drops what it does not hold for; null for any other. */
export function comparisonOf(expr: Expr): Binary | null {
  if (expr.kind === 'paren') return comparisonOf(expr.expr);
  return expr.kind === 'binary' && isComparison(expr) && !expr.bool ? expr : null;
}

/** The threshold of an expression that is a comparison with a number, or with what numbers alone give. */
export function thresholdOf(expr: Expr): Threshold | null {
  const comparison = comparisonOf(expr);
  if (!comparison) return null;
  const { lhs, rhs } = comparison;
  const op = comparison.op as Comparison;
  const [left, right] = [constantOf(lhs), constantOf(rhs)];
  if (left !== null && right !== null) return null;
  if (right !== null) return { op, value: right, compared: lhs, place: placeOf(rhs) };
  if (left !== null) return { op: MIRRORED[op], value: left, compared: rhs, place: placeOf(lhs) };
  return null;
}

const placeOf = ({ from, to }: Span): Span => ({ from, to });

/** What numbers and their arithmetic come to; null where anything else is in it. */
function constantOf(expr: Expr): number | null {
  switch (expr.kind) {
    case 'number':
      return expr.value;
    case 'paren':
      return constantOf(expr.expr);
    case 'unary': {
      const value = constantOf(expr.expr);
      return value === null || expr.op === '+' ? value : -value;
    }
    case 'binary': {
      const compute = ARITHMETIC[expr.op];
      const [left, right] = [constantOf(expr.lhs), constantOf(expr.rhs)];
      return compute && left !== null && right !== null ? compute(left, right) : null;
    }
    default:
      return null;
  }
}

const ARITHMETIC: Partial<Record<Binary['op'], (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};
