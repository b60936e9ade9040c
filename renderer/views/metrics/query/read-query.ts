import { type Matcher, METRIC_NAME } from '../../../../shared/model/series.ts';
import type { Expr } from '../../../../shared/promql/ast.ts';
import { parse } from '../../../../shared/promql/parse.ts';

export interface PickedQuery {
  metric: string;
  where: Matcher[];
  by: string[];
}

/** What a written query is about, for going back to picking: its first selector and its outermost grouping. */
export function pickedFrom(text: string): PickedQuery | null {
  const parsed = parse(text);
  if (!parsed.ok) return null;
  const selector = firstSelector(parsed.value);
  const metric = selector?.matchers.find(({ name, op }) => name === METRIC_NAME && op === '=')?.value;
  if (!selector || !metric) return null;
  const by = groupingOf(parsed.value).filter((label) => label !== 'le');
  return { metric, where: selector.matchers.filter(({ name }) => name !== METRIC_NAME), by };
}

const insides = (expr: Expr): Expr[] => {
  if (expr.kind === 'call') return expr.args;
  if (expr.kind === 'binary') return [expr.lhs, expr.rhs];
  if (expr.kind === 'matrix') return [expr.selector];
  return 'expr' in expr ? [expr.expr] : [];
};

function firstSelector(expr: Expr): Extract<Expr, { kind: 'selector' }> | null {
  if (expr.kind === 'selector') return expr;
  for (const inside of insides(expr)) {
    const found = firstSelector(inside);
    if (found) return found;
  }
  return null;
}

function groupingOf(expr: Expr): string[] {
  if (expr.kind === 'aggregation') return expr.without ? [] : expr.grouping;
  for (const inside of insides(expr)) {
    const found = groupingOf(inside);
    if (found.length > 0) return found;
  }
  return [];
}
