import type { Call, Expr, Subquery } from '../../../../shared/promql/ast.ts';
import { faultText, parse } from '../../../../shared/promql/parse.ts';
import { print } from '../../../../shared/promql/print.ts';
import { rewrite } from '../../../../shared/promql/rewrite.ts';
import { typeOf } from '../../../../shared/promql/type-check.ts';
import { err, ok, type Result } from '../../../../shared/util/result.ts';
import type { Counted } from './objective.ts';

/** Stands for the window while a query is read: nobody writes such a range. */
const MARK_MS = 7_777_777;
const PLACEHOLDER = /\{\{\s*\.window\s*\}\}/g;
const RATES = new Set(['rate', 'increase', 'irate']);
const NOWHERE = { from: 0, to: 0 };

/**
 * A query that is counted over windows. Of counters it may be written bare (`sum(requests_total)`), with a range of its
 * own, in whose place each window is put, or with `{{.window}}` where windows stand.
 *
 * @param isCounter false for a query whose values are themselves numbers of events
 */
export function readCounted(text: string, isCounter: boolean): Result<Counted, string> {
  const marked = PLACEHOLDER.test(text);
  const plain = text.replaceAll(PLACEHOLDER, `${MARK_MS}ms`);
  const parsed = parse(plain);
  if (!parsed.ok) return err(faultText(text, parsed.error));
  if (typeOf(parsed.value) !== 'vector') return err('the query is to give an instant vector');
  if (!isCounter) return ok({ kind: 'gauge', expr: parsed.value });
  const counted: Counted = { kind: 'counter', expr: parsed.value, markMs: marked ? MARK_MS : null };
  return hasOpenSubquery(parsed.value) && !marked
    ? err('a subquery has its own range: write {{.window}} where the window is to stand')
    : ok(counted);
}

/** What stands in the place of the window already, for a word to who wrote it. */
export function ownRanges({ expr, ...counted }: Counted): number[] {
  const found: number[] = [];
  if (counted.kind !== 'counter' || counted.markMs !== null) return found;
  rewrite(expr, {
    selector: (selector) => selector,
    matrix: (matrix) => {
      found.push(matrix.rangeMs);
      return matrix;
    },
    subquery: () => null,
  });
  return [...new Set(found)];
}

/**
 * The number over a window, without labels unless some are asked for: exact counts with `increase`, the same for each
 * second with `rate`.
 */
export function countedOver(
  counted: Counted,
  windowMs: number,
  { by = null, as }: { by?: string | null; as: 'rate' | 'increase' },
): string {
  if (counted.kind === 'counter') return print(grouped(windowed(counted, windowMs, as), by));
  const func = counted.kind === 'gauge' ? 'sum_over_time' : 'count_over_time';
  return print(grouped(overMoments(func, counted.expr, windowMs), by));
}

function windowed(
  { expr, markMs }: Counted & { kind: 'counter' },
  windowMs: number,
  as: 'rate' | 'increase',
): Expr {
  const isWindow = (rangeMs: number) => markMs === null || rangeMs === markMs;
  const sized = (rangeMs: number) => (isWindow(rangeMs) ? windowMs : rangeMs);
  return rewrite(expr, {
    selector: (selector) => {
      if (markMs !== null) return selector;
      return {
        kind: 'call',
        func: as,
        args: [{ kind: 'matrix', selector, rangeMs: windowMs, ...NOWHERE }],
        ...NOWHERE,
      };
    },
    matrix: (matrix) => ({ ...matrix, rangeMs: sized(matrix.rangeMs) }),
    subquery: (subquery) => ({ ...subquery, rangeMs: sized(subquery.rangeMs) }),
    call: (call) => rated(call, isWindow, windowMs, as),
  });
}

/** Rates over the window become what is asked for. */
function rated(
  call: Call,
  isWindow: (rangeMs: number) => boolean,
  windowMs: number,
  as: 'rate' | 'increase',
): Expr | null {
  const [arg] = call.args;
  if (!RATES.has(call.func) || arg?.kind !== 'matrix' || !isWindow(arg.rangeMs)) return null;
  return { ...call, func: as, args: [{ ...arg, rangeMs: windowMs }] };
}

function overMoments(func: string, expr: Expr, windowMs: number): Expr {
  const inner: Expr = { kind: 'paren', expr, ...NOWHERE };
  const subquery: Subquery = {
    kind: 'subquery',
    expr: inner,
    rangeMs: windowMs,
    stepMs: momentStep(windowMs),
    offsetMs: 0,
    at: null,
    ...NOWHERE,
  };
  return { kind: 'call', func, args: [subquery], ...NOWHERE };
}

/** A minute, and of long windows some hundred moments. */
const momentStep = (windowMs: number): number =>
  windowMs <= 6 * 3_600_000
    ? Math.min(60_000, Math.max(1_000, Math.floor(windowMs / 5_000) * 1_000))
    : 300_000;

/** Summed over all, or by one label; sums that stand in it are summed by it too. */
function grouped(expr: Expr, by: string | null): Expr {
  const grouping = by === null ? [] : [by];
  if (expr.kind === 'paren') return { ...expr, expr: grouped(expr.expr, by) };
  if (expr.kind === 'aggregation' && expr.op === 'sum' && !expr.without) {
    // Labels that somebody asked for are within a sum over all.
    return expr.grouping.length > 0 && by === null ? summed(expr, grouping) : { ...expr, grouping };
  }
  if (expr.kind === 'binary' && ['+', '-', '*', '/'].includes(expr.op)) {
    const side = (one: Expr) => (typeOf(one) === 'vector' ? grouped(one, by) : one);
    const matching = expr.matching && { card: 'one-to-one' as const, labels: [], on: false, include: [] };
    return { ...expr, lhs: side(expr.lhs), rhs: side(expr.rhs), matching };
  }
  return summed(expr, grouping);
}

const summed = (expr: Expr, grouping: string[]): Expr => ({
  kind: 'aggregation',
  op: 'sum',
  expr,
  param: null,
  grouping,
  without: false,
  ...NOWHERE,
});

function hasOpenSubquery(expr: Expr): boolean {
  let found = false;
  rewrite(expr, {
    selector: (selector) => selector,
    matrix: (matrix) => matrix,
    subquery: (subquery) => {
      found = true;
      return subquery;
    },
  });
  return found;
}
