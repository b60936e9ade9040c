import type { Call, Expr, MatrixSelector, Subquery, VectorSelector } from './ast.ts';

/** What `rewrite` puts in the place of a leaf; a subquery that is left as null is gone into. */
export interface Rewriting {
  /** A selector that stands for itself, not for a range. */
  selector(selector: VectorSelector): Expr;
  matrix(matrix: MatrixSelector): Expr;
  subquery(subquery: Subquery): Expr | null;
  /** Null goes into its arguments. */
  call?(call: Call): Expr | null;
}

/** A copy of an expression with its selectors replaced; the places that it holds are those of the old text. */
export function rewrite(expr: Expr, by: Rewriting): Expr {
  const inner = (one: Expr) => rewrite(one, by);
  switch (expr.kind) {
    case 'selector':
      return by.selector(expr);
    case 'matrix':
      return by.matrix(expr);
    case 'subquery':
      return by.subquery(expr) ?? { ...expr, expr: inner(expr.expr) };
    case 'paren':
    case 'unary':
      return { ...expr, expr: inner(expr.expr) };
    case 'call':
      return by.call?.(expr) ?? { ...expr, args: expr.args.map(inner) };
    case 'aggregation':
      return { ...expr, expr: inner(expr.expr), param: expr.param && inner(expr.param) };
    case 'binary':
      return { ...expr, lhs: inner(expr.lhs), rhs: inner(expr.rhs) };
    default:
      return expr;
  }
}

/** The expression as it was `offsetMs` before; what stands within a subquery moves with it. */
export function earlier(expr: Expr, offsetMs: number): Expr {
  const moved = (selector: VectorSelector) => ({ ...selector, offsetMs: selector.offsetMs + offsetMs });
  return rewrite(expr, {
    selector: moved,
    matrix: (matrix) => ({ ...matrix, selector: moved(matrix.selector) }),
    subquery: (subquery) => ({ ...subquery, offsetMs: subquery.offsetMs + offsetMs }),
  });
}

/** Whether the expression calls one of the functions. */
export function callsAny(expr: Expr, names: ReadonlySet<string>): boolean {
  switch (expr.kind) {
    case 'call':
      // Those of the date take the present where they are given nothing.
      return (
        (names.has(expr.func) && expr.args.length === 0) || expr.args.some((arg) => callsAny(arg, names))
      );
    case 'paren':
    case 'unary':
    case 'subquery':
      return callsAny(expr.expr, names);
    case 'aggregation':
      return callsAny(expr.expr, names) || (expr.param !== null && callsAny(expr.param, names));
    case 'binary':
      return callsAny(expr.lhs, names) || callsAny(expr.rhs, names);
    default:
      return false;
  }
}
