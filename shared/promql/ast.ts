import type { Matcher } from '../model/series.ts';

/** Where a piece of a query stands: UTF-16 offsets, the end excluded. */
export interface Span {
  from: number;
  to: number;
}

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

/** `@ 1609746000`, `@ start()` or `@ end()`. */
export type AtModifier = { kind: 'time'; timeMs: number } | { kind: 'start' } | { kind: 'end' };

export interface VectorSelector extends Span {
  kind: 'selector';
  /** The name that stands before the braces, null for none. */
  name: string | null;
  /** `__name__` among them, however it was written: last where it stands before the braces. At least one takes no empty string. */
  matchers: Matcher[];
  /** Backwards; negative looks forward. */
  offsetMs: number;
  at: AtModifier | null;
}

/** `selector[5m]`: the offset and the @ of it are the selector's. */
export interface MatrixSelector extends Span {
  kind: 'matrix';
  selector: VectorSelector;
  rangeMs: number;
}

/** `expr[30m:1m]`; without a step the evaluation's default applies. */
export interface Subquery extends Span {
  kind: 'subquery';
  expr: Expr;
  rangeMs: number;
  stepMs: number | null;
  offsetMs: number;
  at: AtModifier | null;
}

export interface NumberLiteral extends Span {
  kind: 'number';
  value: number;
  /** Written as a duration: `5m` for 300. */
  duration?: true;
}

export interface StringLiteral extends Span {
  kind: 'string';
  value: string;
}

export interface Paren extends Span {
  kind: 'paren';
  expr: Expr;
}

export interface Unary extends Span {
  kind: 'unary';
  op: '+' | '-';
  expr: Expr;
}

export interface Call extends Span {
  kind: 'call';
  /** A key of the table of functions. */
  func: string;
  args: Expr[];
}

export const aggregators = [
  'sum',
  'avg',
  'min',
  'max',
  'count',
  'group',
  'stddev',
  'stdvar',
  'topk',
  'bottomk',
  'quantile',
  'count_values',
  'limitk',
  'limit_ratio',
] as const;
export type Aggregator = (typeof aggregators)[number];

export interface Aggregation extends Span {
  kind: 'aggregation';
  op: Aggregator;
  expr: Expr;
  /** Of topk, bottomk, quantile, count_values, limitk and limit_ratio. */
  param: Expr | null;
  grouping: string[];
  without: boolean;
}

export const binaryOperators = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  'atan2',
  '==',
  '!=',
  '>',
  '<',
  '>=',
  '<=',
  'and',
  'or',
  'unless',
] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

export type Cardinality = 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';

export interface VectorMatching {
  card: Cardinality;
  /** With `on`, the labels to match by; else those to leave out (`ignoring`). */
  labels: string[];
  on: boolean;
  /** Of group_left and group_right: labels taken over from the one side. */
  include: string[];
}

export interface Binary extends Span {
  kind: 'binary';
  op: BinaryOperator;
  lhs: Expr;
  rhs: Expr;
  /** Comparisons only: answer 0 or 1 instead of filtering. */
  bool: boolean;
  /** Null where a side is a scalar. */
  matching: VectorMatching | null;
}

export type Expr =
  | VectorSelector
  | MatrixSelector
  | Subquery
  | NumberLiteral
  | StringLiteral
  | Paren
  | Unary
  | Call
  | Aggregation
  | Binary;

/** A query that cannot be read, in Prometheus' words where that is possible. */
export interface PromqlFault extends Span {
  message: string;
}
