import type { Labels } from '../../../shared/model/series.ts';
import type { Expr } from '../../../shared/promql/ast.ts';
import { Budget, defaultLimits, type QueryLimits } from './budget.ts';
import type { Evaluation, EvaluationSettings, Slices } from './evaluation.ts';
import { EvaluationError } from './evaluation-error.ts';
import { evaluateNode } from './evaluator.ts';
import { everywhere } from './functions/scalars.ts';
import { type Grid, gridOf } from './grid.ts';
import { compareLabels } from './labels.ts';
import { withoutDroppedNames } from './names.ts';
import { Notes } from './notes.ts';
import type { SeriesSamples, SeriesSource } from './series-source.ts';
import { type Column, isEmpty, type Value, vector } from './value.ts';

export interface Query {
  expr: Expr;
  /** What `expr` was parsed from, for messages and places. */
  text: string;
}

export interface QueryOptions {
  settings?: Partial<EvaluationSettings>;
  limits?: Partial<QueryLimits>;
  /** In milliseconds, evenly; for the limit on time. */
  now?: () => number;
  /** Is shown what a part of the expression comes to, before it is used; it must not write into it. */
  watch?: { part: Expr; seen(value: Value, grid: Grid): void };
}

export interface QueryCost {
  seriesRead: number;
  samplesRead: number;
  peakSamples: number;
  elapsedMs: number;
}

export interface QueryReport {
  warnings: string[];
  infos: string[];
  stats: QueryCost;
}

export type RangeOutcome = QueryReport & { grid: Grid; series: Column[] };

export type InstantOutcome = QueryReport &
  (
    | { type: 'vector'; samples: { labels: Labels; value: number }[] }
    | { type: 'matrix'; series: SeriesSamples[] }
    | { type: 'scalar'; value: number }
    | { type: 'string'; value: string }
  );

const defaultSettings: EvaluationSettings = {
  lookbackMs: 300_000,
  subqueryStepMs: 60_000,
  delayedNameRemoval: false,
};

/**
 * A query at each step from start to end, both included; series sorted by their labels.
 *
 * @throws EvaluationError what the query asks for cannot be; TrivetError limit
 */
export function* evaluateRange(
  query: Query,
  source: SeriesSource,
  range: { startMs: number; endMs: number; stepMs: number },
  options: QueryOptions = {},
): Slices<RangeOutcome> {
  const grid = gridOf(range.startMs, range.endMs, range.stepMs);
  const evaluation = begin(query, source, grid, options);
  const value = yield* evaluation.evaluate(query.expr, grid);
  const series = vectorOf(value, grid).sort((a, b) => compareLabels(a.labels, b.labels));
  return { grid, series, ...report(query, evaluation) };
}

/** A query at one time. @throws as evaluateRange */
export function* evaluateInstant(
  query: Query,
  source: SeriesSource,
  timeMs: number,
  options: QueryOptions = {},
): Slices<InstantOutcome> {
  const grid = gridOf(timeMs, timeMs, 1);
  const evaluation = begin(query, source, grid, options);
  const value = yield* evaluation.evaluate(query.expr, grid);
  return { ...instantOutcome(value, grid), ...report(query, evaluation) };
}

function begin(query: Query, source: SeriesSource, grid: Grid, options: QueryOptions): Evaluation {
  const evaluation: Evaluation = {
    text: query.text,
    source,
    settings: { ...defaultSettings, ...options.settings },
    query: grid,
    notes: new Notes(),
    budget: new Budget({ ...defaultLimits, ...options.limits }, options.now ?? (() => performance.now())),
    evaluate: (expr, on) =>
      expr === options.watch?.part
        ? watched(expr, on, evaluation, options.watch.seen)
        : evaluateNode(expr, on, evaluation),
  };
  return evaluation;
}

function* watched(
  expr: Expr,
  grid: Grid,
  evaluation: Evaluation,
  seen: (value: Value, grid: Grid) => void,
): Slices<Value> {
  const value = yield* evaluateNode(expr, grid, evaluation);
  seen(value, grid);
  return value;
}

/** A scalar is a series without labels. @throws EvaluationError */
function vectorOf(value: Value, grid: Grid): Column[] {
  if (value.type === 'scalar') return [everywhere(grid, value.values)];
  if (value.type === 'vector') return withoutDroppedNames(value.series).filter((column) => !isEmpty(column));
  const type = value.type === 'matrix' ? 'range vector' : 'string';
  throw new EvaluationError(
    `invalid expression type "${type}" for range query, must be Scalar or instant Vector`,
  );
}

function instantOutcome(value: Value, grid: Grid) {
  switch (value.type) {
    case 'string':
      return value;
    case 'scalar':
      return { type: value.type, value: value.values[0] as number };
    case 'matrix':
      return { type: value.type, series: value.series.sort((a, b) => compareLabels(a.labels, b.labels)) };
    case 'vector': {
      const series = vectorOf(vector(value.series), grid);
      return {
        type: value.type,
        samples: series.map(({ labels, values }) => ({ labels, value: values[0] as number })),
      };
    }
  }
}

function report({ text }: Query, { notes, budget }: Evaluation): QueryReport {
  const { seriesRead, samplesRead, peakSamples, elapsedMs } = budget;
  return {
    warnings: notes.warnings(text),
    infos: notes.infos(text),
    stats: { seriesRead, samplesRead, peakSamples, elapsedMs },
  };
}
