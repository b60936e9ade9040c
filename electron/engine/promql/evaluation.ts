import type { Expr } from '../../../shared/promql/ast.ts';
import type { Budget } from './budget.ts';
import type { Grid } from './grid.ts';
import type { Notes } from './notes.ts';
import type { SeriesSource } from './series-source.ts';
import type { Column, Value } from './value.ts';

export interface EvaluationSettings {
  /** How far back an instant selector looks for its sample; the far end is not included. */
  lookbackMs: number;
  /** Of subqueries that name none. */
  subqueryStepMs: number;
  /**
   * Keep a series' name until the query is answered, as Prometheus does with its feature promql-delayed-name-removal;
   * otherwise an operation that changes what is measured drops it at once.
   */
  delayedNameRemoval: boolean;
}

/** A generator that yields between slices of bounded work: where it yields it may be left, and costs nothing more. */
export type Slices<T> = Generator<void, T, void>;

/** What every part of one query's evaluation shares. */
export interface Evaluation {
  /** Of the query, for messages. */
  readonly text: string;
  readonly source: SeriesSource;
  readonly settings: EvaluationSettings;
  /** Of the whole query; a subquery's own grid is another. */
  readonly query: Grid;
  readonly notes: Notes;
  readonly budget: Budget;
  evaluate(expr: Expr, grid: Grid): Slices<Value>;
}

/** The vector of a value that the type check has found to be one. */
export function seriesOf(value: Value): Column[] {
  if (value.type !== 'vector') throw new Error(`expected an instant vector, got a ${value.type}`);
  return value.series;
}

export function scalarOf(value: Value): Float64Array {
  if (value.type !== 'scalar') throw new Error(`expected a scalar, got a ${value.type}`);
  return value.values;
}

export function stringOf(value: Value | undefined): string {
  if (value?.type !== 'string') throw new Error(`expected a string, got a ${value?.type}`);
  return value.value;
}
