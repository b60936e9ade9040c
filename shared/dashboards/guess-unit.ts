import type { Expr } from '../promql/ast.ts';

/** What a name says of its unit, by its last word or two; the unit that OpenMetrics' metadata names is read alike. */
const WORDS: [RegExp, unit: string][] = [
  [/(?:^|_)timestamp_seconds$|_time_seconds$/, 'none'],
  [/(?:^|_)seconds$/, 's'],
  [/(?:^|_)(?:milliseconds|millis|ms)$/, 'ms'],
  [/(?:^|_)(?:microseconds|us)$/, 'µs'],
  [/(?:^|_)(?:nanoseconds|ns)$/, 'ns'],
  [/(?:^|_)bytes$/, 'bytes'],
  [/(?:^|_)bits$/, 'bits'],
  [/(?:^|_)ratio$/, 'percentunit'],
  [/(?:^|_)percent(?:age)?$/, 'percent'],
  [/(?:^|_)celsius$/, 'celsius'],
  [/(?:^|_)hertz$/, 'hertz'],
  [/(?:^|_)volts$/, 'volt'],
  [/(?:^|_)amperes$/, 'amp'],
  [/(?:^|_)watts$/, 'watt'],
  [/(?:^|_)joules$/, 'joule'],
  [/(?:^|_)meters$/, 'lengthm'],
];

/** A unit of units.ts, from a metric's name and what its metadata says; `none` where nothing is known. */
export function metricUnit(name: string, described = ''): string {
  const stem = name.replace(/_(?:total|sum|bucket)$/, '');
  if (/_(?:count|info|created)$/.test(stem) || /_bucket$/.test(name)) return 'none';
  for (const text of [stem, described]) {
    const unit = WORDS.find(([word]) => word.test(text))?.[1];
    if (unit) return unit;
  }
  return 'none';
}

/** What a query's values are measured in: a unit, and whether of that for every second. */
interface Measure {
  unit: string;
  perSecond: boolean;
}

const PLAIN: Measure = { unit: 'none', perSecond: false };
const RATIO: Measure = { unit: 'percentunit', perSecond: false };

const RATES = new Set(['rate', 'irate', 'deriv']);
const COUNTING = new Set([
  'count_over_time',
  'changes',
  'resets',
  'absent',
  'absent_over_time',
  'present_over_time',
]);
const BARE = new Set([
  'sgn',
  'ln',
  'log2',
  'log10',
  'exp',
  'scalar',
  'vector',
  'time',
  'timestamp',
  'histogram_count',
]);

/**
 * The unit of a query's values: `rate` makes bytes to bytes a second, a quantile of a histogram has the unit of its
 * bounds, a share of like by like is a ratio. What cannot be told has none.
 *
 * @param described the metadata's unit of a metric
 */
export function queryUnit(expr: Expr, described: (metric: string) => string = () => ''): string {
  const { unit, perSecond } = measureOf(expr, described) ?? PLAIN;
  if (!perSecond) return unit;
  if (unit === 'bytes') return 'binBps';
  if (unit === 'bits') return 'bps';
  // Seconds of work in a second: how busy something is.
  if (unit === 's') return 'percentunit';
  return unit === 'none' ? 'suffix:/s' : 'none';
}

/** Null for numbers, which take the unit of what they stand beside. */
function measureOf(expr: Expr, described: (metric: string) => string): Measure | null {
  const inner = (child: Expr) => measureOf(child, described);
  switch (expr.kind) {
    case 'selector':
      return { unit: unitOfName(expr.name ?? nameMatched(expr), described), perSecond: false };
    case 'matrix':
      return inner(expr.selector);
    case 'paren':
    case 'unary':
    case 'subquery':
      return inner(expr.expr);
    case 'number':
      return null;
    case 'string':
      return PLAIN;
    case 'aggregation':
      return ['count', 'group', 'count_values'].includes(expr.op) ? PLAIN : inner(expr.expr);
    case 'call':
      return ofCall(expr.func, expr.args, described);
    case 'binary':
      if (expr.bool) return PLAIN;
      return ofOperator(expr.op, inner(expr.lhs), inner(expr.rhs), expr);
  }
}

const nameMatched = (expr: Extract<Expr, { kind: 'selector' }>): string =>
  expr.matchers.find(({ name, op }) => name === '__name__' && op === '=')?.value ?? '';

const unitOfName = (name: string, described: (metric: string) => string): string =>
  metricUnit(name, described(name));

function ofCall(func: string, args: Expr[], described: (metric: string) => string): Measure | null {
  const vector = args.find(({ kind }) => kind !== 'number' && kind !== 'string');
  if (!vector || COUNTING.has(func) || BARE.has(func)) return PLAIN;
  if (func === 'histogram_quantile') return { unit: boundUnit(vector, described), perSecond: false };
  const measure = measureOf(vector, described);
  if (!RATES.has(func)) return measure;
  return measure && { ...measure, perSecond: true };
}

/** The unit of the bounds of the buckets that a query reads. */
function boundUnit(expr: Expr, described: (metric: string) => string): string {
  if (expr.kind === 'selector') {
    const name = (expr.name ?? nameMatched(expr)).replace(/_bucket$/, '');
    return unitOfName(name, described);
  }
  if (expr.kind === 'matrix') return boundUnit(expr.selector, described);
  if (expr.kind === 'call') {
    const vector = expr.args.find(({ kind }) => kind !== 'number' && kind !== 'string');
    return vector ? boundUnit(vector, described) : 'none';
  }
  if (expr.kind === 'binary') return boundUnit(expr.lhs, described);
  return 'expr' in expr ? boundUnit(expr.expr, described) : 'none';
}

function ofOperator(op: string, left: Measure | null, right: Measure | null, expr: Expr): Measure | null {
  if (op === '/') return quotient(left, right);
  if (op === '*') return product(left, right, expr);
  if (op === '^' || op === 'atan2') return left && right ? PLAIN : null;
  return left ?? right;
}

function quotient(left: Measure | null, right: Measure | null): Measure | null {
  if (!left || !right) return left || right ? PLAIN : null;
  const perSecond = left.perSecond && !right.perSecond;
  if (left.unit === right.unit && left.perSecond === right.perSecond) return RATIO;
  if (right.unit === 'none') return { unit: left.unit, perSecond };
  return PLAIN;
}

function product(left: Measure | null, right: Measure | null, expr: Expr): Measure | null {
  if (left && right) return PLAIN;
  const measure = left ?? right;
  const factor =
    expr.kind === 'binary' ? [expr.lhs, expr.rhs].find(({ kind }) => kind === 'number') : undefined;
  const hundred = factor?.kind === 'number' && factor.value === 100;
  const share = measure && (measure.unit === 'percentunit' || (measure.unit === 's' && measure.perSecond));
  if (share && hundred) return { unit: 'percent', perSecond: false };
  return measure && (measure.unit === 'none' ? measure : PLAIN);
}
