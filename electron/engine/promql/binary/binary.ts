import type { Binary, VectorMatching } from '../../../../shared/promql/ast.ts';
import { type Evaluation, type Slices, seriesOf } from '../evaluation.ts';
import type { Grid } from '../grid.ts';
import { type Value, vector } from '../value.ts';
import { isSetOperator, scalarOperation } from './operators.ts';
import { setOperation } from './set-operators.ts';
import { vectorScalar } from './vector-scalar.ts';
import { vectorVector } from './vector-vector.ts';

const byAllLabels: VectorMatching = { card: 'one-to-one', labels: [], on: false, include: [] };

export function* evaluateBinary(node: Binary, grid: Grid, evaluation: Evaluation): Slices<Value> {
  const { op, bool } = node;
  const left = yield* evaluation.evaluate(node.lhs, grid);
  const right = yield* evaluation.evaluate(node.rhs, grid);
  const matching = node.matching ?? byAllLabels;
  if (isSetOperator(op))
    return vector(yield* setOperation(op, seriesOf(left), seriesOf(right), matching, grid, evaluation));
  if (left.type === 'scalar' && right.type === 'scalar')
    return { type: 'scalar', values: scalarOperation(op, left.values, right.values) };
  if (left.type === 'scalar') {
    const side = { scalar: left.values, isLeft: true };
    return vector(yield* vectorScalar(op, seriesOf(right), side, bool, grid, evaluation));
  }
  if (right.type === 'scalar') {
    const side = { scalar: right.values, isLeft: false };
    return vector(yield* vectorScalar(op, seriesOf(left), side, bool, grid, evaluation));
  }
  const sides = { matching, bool };
  return vector(yield* vectorVector(op, seriesOf(left), seriesOf(right), sides, grid, evaluation));
}
