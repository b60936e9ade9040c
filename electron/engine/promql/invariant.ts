import type { Expr } from '../../../shared/promql/ast.ts';

/** Their result depends on the time of the step, or on that of the samples they are given. */
const TIMED = new Set([
  'days_in_month',
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'hour',
  'minute',
  'month',
  'year',
  'predict_linear',
  'time',
  'timestamp',
]);

/** Whether an expression has the same value at every step, because @ pins everything in it: then one step is enough. */
export function isStepInvariant(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return true;
    case 'selector':
    case 'subquery':
      return expr.at !== null;
    case 'matrix':
      return expr.selector.at !== null;
    case 'paren':
    case 'unary':
      return isStepInvariant(expr.expr);
    case 'aggregation':
      return isStepInvariant(expr.expr) && (!expr.param || isStepInvariant(expr.param));
    case 'binary':
      return isStepInvariant(expr.lhs) && isStepInvariant(expr.rhs);
    case 'call':
      return expr.args.length > 0 && !TIMED.has(expr.func) && expr.args.every(isStepInvariant);
  }
}
