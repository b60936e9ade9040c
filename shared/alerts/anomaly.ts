import type { Expr } from '../promql/ast.ts';
import { formatDuration, formatFloat } from '../promql/number.ts';
import { faultText, parse } from '../promql/parse.ts';
import { print } from '../promql/print.ts';
import { callsAny, earlier } from '../promql/rewrite.ts';
import { typeOf } from '../promql/type-check.ts';
import { err, ok, type Result } from '../util/result.ts';

export const DAY_MS = 86_400_000;

/** What is usual is taken from the same time of day on days before, or from a window that ends now. */
export type UsualFrom =
  | { kind: 'time-of-day'; days: number; leastDays: number }
  | { kind: 'recent'; windowMs: number; stepMs: number };

export interface AnomalyCondition {
  /** PromQL that gives an instant vector: each of its series is held against its own past. */
  expr: string;
  side: 'above' | 'below' | 'both';
  /** How many times the usual distance from the median is still usual. */
  factor: number;
  from: UsualFrom;
}

/** Tells the days of one series apart while they are put together. */
const DAY_LABEL = 'trivet_day';
/** Offsets move what is stored, not the clock. */
const CLOCK = new Set([
  'time',
  'minute',
  'hour',
  'day_of_month',
  'day_of_week',
  'days_in_month',
  'month',
  'year',
  'day_of_year',
]);

/**
 * The condition as an expression that any Prometheus evaluates: what is left are the series that are out of what is
 * usual for them. Nothing is left of series with too few days, nor of those whose usual distance is zero: every change
 * of what never changes would be an alarm.
 *
 * By time of day the distance is the median absolute deviation over the days. Over a recent window it is half the
 * distance of the quartiles, which is the same where values lie evenly on both sides: the other would need every value
 * of the window held against every other.
 *
 * With both sides the answer is the distance from the median, else the value itself.
 */
export function anomalyExpr(condition: AnomalyCondition): Result<string, string> {
  const { expr: text, factor, from } = condition;
  const parsed = parse(text);
  if (!parsed.ok) return err(faultText(text, parsed.error));
  if (typeOf(parsed.value) !== 'vector') return err('the expression gives no instant vector');
  if (callsAny(parsed.value, CLOCK))
    return err('an expression that asks for the time cannot be held against its past');
  if (!(factor > 0)) return err('the factor is to be above 0');
  const value = `(${print(parsed.value)})`;
  if (from.kind === 'recent') return ok(compared(condition, value, recent(value, from)));
  if (from.days < from.leastDays) return err(`${from.leastDays} of ${from.days} days can never be there`);
  return ok(compared(condition, value, byTimeOfDay(parsed.value, from)));
}

/** The same in words, for the rule's description. */
export function anomalyText({ side, factor, from }: AnomalyCondition): string {
  const place =
    side === 'both'
      ? 'more than'
      : side === 'above'
        ? 'above the median by more than'
        : 'below the median by more than';
  const distance = `${place} ${formatFloat(factor)}`;
  const end = side === 'both' ? ' from the median' : '';
  if (from.kind === 'recent') {
    return `${distance} half quartile distances${end} of the last ${formatDuration(from.windowMs)}; where values do not vary, never`;
  }
  return `${distance} MAD${end} of ${from.days} days at this time of day; with fewer than ${from.leastDays} days, or where they do not differ, never`;
}

interface Usual {
  median: string;
  /** Left out where it is zero or there is too little to tell it by. */
  distance: string;
}

function compared({ side, factor }: AnomalyCondition, value: string, { median, distance }: Usual): string {
  const allowed = `${formatFloat(factor)} * ${distance}`;
  switch (side) {
    case 'above':
      return `${value} > ${median} + ${allowed}`;
    case 'below':
      return `${value} < ${median} - ${allowed}`;
    case 'both':
      return `abs(${value} - ${median}) > ${allowed}`;
  }
}

function recent(value: string, { windowMs, stepMs }: UsualFrom & { kind: 'recent' }): Usual {
  const window = `${value}[${formatDuration(windowMs)}:${formatDuration(stepMs)}]`;
  const quantile = (q: number) => `quantile_over_time(${q}, ${window})`;
  return {
    median: quantile(0.5),
    distance: `((${quantile(0.75)} - ${quantile(0.25)}) / 2 > 0)`,
  };
}

function byTimeOfDay(expr: Expr, { days, leastDays }: UsualFrom & { kind: 'time-of-day' }): Usual {
  const each = Array.from({ length: days }, (_, i) => {
    const then = print(earlier(expr, (i + 1) * DAY_MS));
    return `label_replace(${then}, "${DAY_LABEL}", "${i + 1}", "", "")`;
  });
  const all = `(${each.join(' or ')})`;
  const median = `quantile without (${DAY_LABEL}) (0.5, ${all})`;
  const apart = `abs(${all} - ignoring (${DAY_LABEL}) group_left () ${median})`;
  const distance = `quantile without (${DAY_LABEL}) (0.5, ${apart})`;
  const enough = `count without (${DAY_LABEL}) ${all} >= ${leastDays}`;
  return { median, distance: `((${distance} > 0) and (${enough}))` };
}
