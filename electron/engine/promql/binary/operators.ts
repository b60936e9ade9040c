import type { BinaryOperator } from '../../../../shared/promql/ast.ts';

export type SetOperator = 'and' | 'or' | 'unless';
export type ValueOperator = Exclude<BinaryOperator, SetOperator>;

export const isSetOperator = (op: BinaryOperator): op is SetOperator =>
  op === 'and' || op === 'or' || op === 'unless';

export const isComparison = (op: ValueOperator): boolean => Object.hasOwn(comparisons, op);

/** Go's math.Pow, which differs from JavaScript's where the base is 1 or the exponent infinite at -1. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}

export const arithmetic = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
  '^': power,
  atan2: Math.atan2,
};

export const comparisons = {
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
  '>': (a: number, b: number) => a > b,
  '<': (a: number, b: number) => a < b,
  '>=': (a: number, b: number) => a >= b,
  '<=': (a: number, b: number) => a <= b,
};

type Arithmetic = keyof typeof arithmetic;
type Comparison = keyof typeof comparisons;

/** What an operator makes of two values: a value, and whether it stays in the result. */
export interface ElementOperation {
  compute(left: number, right: number): number;
  keeps(left: number, right: number): boolean;
  /** It is another quantity than the left one, so the name goes. */
  changesQuantity: boolean;
}

const always = () => true;

/** A comparison keeps the left value where it holds; with `bool` it is 1 or 0 everywhere. */
export function elementOperation(op: ValueOperator, bool: boolean): ElementOperation {
  if (!isComparison(op))
    return { compute: arithmetic[op as Arithmetic], keeps: always, changesQuantity: true };
  const holds = comparisons[op as Comparison];
  if (bool) return { compute: (a, b) => (holds(a, b) ? 1 : 0), keeps: always, changesQuantity: true };
  return { compute: (a) => a, keeps: holds, changesQuantity: false };
}

/** Between two scalars a comparison is 1 or 0. */
export function scalarOperation(op: ValueOperator, left: Float64Array, right: Float64Array): Float64Array {
  const { compute } = elementOperation(op, true);
  return left.map((value, step) => compute(value, right[step] as number));
}
