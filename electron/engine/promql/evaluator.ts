import type { Call, Expr, MatrixSelector, Subquery, Unary } from '../../../shared/promql/ast.ts';
import { aggregate } from './aggregations/aggregate.ts';
import { evaluateBinary } from './binary/binary.ts';
import { type Evaluation, type Slices, seriesOf } from './evaluation.ts';
import { absentOf } from './functions/absent.ts';
import { evaluateInfo } from './functions/info.ts';
import { mapValues } from './functions/math.ts';
import { nodeFunctions, rangeFunctions } from './functions/table.ts';
import { constant, type Grid } from './grid.ts';
import { isStepInvariant } from './invariant.ts';
import { evaluateRangeCall, isRange, unwrapped } from './range-call.ts';
import { withoutMarkers } from './samples.ts';
import { selectMatrix, selectVector } from './selectors.ts';
import type { SeriesSamples } from './series-source.ts';
import { evaluateSubquery } from './subquery.ts';
import { lookTimes } from './times.ts';
import { sizeOf, type Value, vector } from './value.ts';

/** The value of a node at every step of a grid. What its parts held is given back; what it made is held. */
export function* evaluateNode(expr: Expr, grid: Grid, evaluation: Evaluation): Slices<Value> {
  const { budget } = evaluation;
  if (grid.steps > 1 && expr.kind !== 'number' && isStepInvariant(expr)) {
    const once = yield* evaluateNode(expr, { ...grid, steps: 1 }, evaluation);
    return repeated(once, grid, evaluation);
  }
  const before = budget.held;
  const value = yield* evaluateKind(expr, grid, evaluation);
  budget.holdOnly(before);
  budget.hold(sizeOf(value));
  return value;
}

function evaluateKind(expr: Expr, grid: Grid, evaluation: Evaluation): Slices<Value> {
  switch (expr.kind) {
    case 'number':
      return at({ type: 'scalar', values: constant(grid, expr.value) });
    case 'string':
      return at({ type: 'string', value: expr.value });
    case 'paren':
      return evaluation.evaluate(expr.expr, grid);
    case 'unary':
      return unary(expr, grid, evaluation);
    case 'selector':
      return asVector(selectVector(expr, grid, evaluation));
    case 'aggregation':
      return asVector(aggregate(expr, grid, evaluation));
    case 'binary':
      return evaluateBinary(expr, grid, evaluation);
    case 'call':
      return call(expr, grid, evaluation);
    case 'matrix':
    case 'subquery':
      return matrix(expr, grid, evaluation);
  }
}

// biome-ignore lint/correctness/useYield: a value that is there already
function* at(value: Value): Slices<Value> {
  return value;
}

function* asVector(slices: ReturnType<typeof selectVector>): Slices<Value> {
  return vector(yield* slices);
}

/** The one step's value at every step. */
function repeated(value: Value, grid: Grid, { budget }: Evaluation): Value {
  if (value.type === 'scalar') return { type: 'scalar', values: constant(grid, value.values[0] as number) };
  if (value.type !== 'vector') return value;
  budget.hold(sizeOf(value) * (grid.steps - 1));
  return vector(
    value.series.map((column) => ({
      ...column,
      values: constant(grid, column.values[0] as number),
      present: new Uint8Array(grid.steps).fill(column.present[0] as number),
    })),
  );
}

function* unary({ op, expr }: Unary, grid: Grid, evaluation: Evaluation): Slices<Value> {
  const value = yield* evaluation.evaluate(expr, grid);
  if (op === '+') return value;
  if (value.type === 'scalar') return { type: 'scalar', values: value.values.map((number) => -number) };
  return vector(yield* mapValues(seriesOf(value), (number) => -number, grid, evaluation));
}

function* call(node: Call, grid: Grid, evaluation: Evaluation): Slices<Value> {
  const range = rangeFunctions.get(node.func);
  if (range && node.args.some((arg) => isRange(unwrapped(arg)))) {
    const series = yield* evaluateRangeCall(node, range, grid, evaluation);
    if (node.func !== 'absent_over_time') return vector(series);
    return vector(yield* absentOf(series, unwrapped(node.args[0] as Expr), grid, evaluation));
  }
  // Its second argument is no expression but matchers.
  if (node.func === 'info') return yield* evaluateInfo(node, grid, evaluation);
  const compute = nodeFunctions.get(node.func);
  if (!compute) throw new Error(`no function ${node.func}`);
  const args: Value[] = [];
  // The samples of a selector in timestamp() are asked for by timestamp() itself: it wants their times.
  if (!isTimestampOfSelector(node))
    for (const arg of node.args) args.push(yield* evaluation.evaluate(unwrapped(arg), grid));
  const result = compute(args, node, grid, evaluation);
  return 'type' in result ? result : yield* result;
}

const isTimestampOfSelector = ({ func, args }: Call): boolean =>
  func === 'timestamp' && args[0] !== undefined && unwrapped(args[0]).kind === 'selector';

/** A range vector is only ever the whole of an instant query; in functions it is read there. */
function* matrix(node: MatrixSelector | Subquery, grid: Grid, evaluation: Evaluation): Slices<Value> {
  const looks = lookTimes(node.kind === 'matrix' ? node.selector : node, grid, evaluation.query);
  const read =
    node.kind === 'matrix'
      ? selectMatrix(node, looks, '', grid, evaluation)
      : evaluateSubquery(node, looks, evaluation);
  const series: SeriesSamples[] = yield* read;
  const kept = series.map(withoutMarkers).filter(({ timesMs }) => timesMs.length > 0);
  return { type: 'matrix', series: kept };
}
