import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { AtModifier, Expr } from '../../../../shared/promql/ast.ts';
import type { Slices } from '../../promql/evaluation.ts';
import { EvaluationError } from '../../promql/evaluation-error.ts';
import { gridOf } from '../../promql/grid.ts';
import { evaluateRange, type Query, type QueryOptions, type RangeOutcome } from '../../promql/query.ts';
import type { SeriesSource } from '../../promql/series-source.ts';
import type { Value } from '../../promql/value.ts';

export interface Range {
  startMs: number;
  endMs: number;
  stepMs: number;
}

export interface PieceTaker {
  /** Pieces come in the order of time, and none twice. */
  take(outcome: RangeOutcome, part: Value | null): void;
  /** An evaluation that fails by itself, as it does in a running rule, and stops none of the others. */
  failed(timeMs: number, message: string): void;
}

export interface Piecewise {
  query: Query;
  source: SeriesSource;
  options: QueryOptions;
  /** Whose value is handed on beside the whole. */
  part: Expr | null;
  taker: PieceTaker;
}

/** As many as one query answers. */
const MOST_STEPS_A_PIECE = 11_000;
/** After so many the rule is taken to be wrong rather than its moments. */
const MOST_FAILED = 200;

/**
 * An expression over a range that may be longer than one query's, with what a rule would have been given at each step.
 * A piece that fails is halved until the evaluations are found that fail.
 *
 * @throws EvaluationError, or TrivetError limit, when too many fail or the time is over
 */
export function* evaluatePiecewise(work: Piecewise, range: Range): Slices<void> {
  // What is pinned to the query's ends is pinned to the evaluation's own time in a rule.
  const most = hasQueryEnds(work.query.expr) ? 1 : MOST_STEPS_A_PIECE;
  const { steps } = gridOf(range.startMs, range.endMs, range.stepMs);
  const run = new Pieces(work);
  for (let step = 0; step < steps; step += most) {
    yield* run.piece(subrange(range, step, Math.min(most, steps - step)), Math.min(most, steps - step));
    if (most === 1) yield;
  }
}

const subrange = ({ startMs, stepMs }: Range, step: number, steps: number): Range => ({
  startMs: startMs + step * stepMs,
  endMs: startMs + (step + steps - 1) * stepMs,
  stepMs,
});

class Pieces {
  readonly #work: Piecewise;
  readonly #beganMs = performance.now();
  #failed = 0;

  constructor(work: Piecewise) {
    this.#work = work;
  }

  *piece(range: Range, steps: number): Slices<void> {
    const { query, source, part, taker } = this.#work;
    let seen: Value | null = null;
    const watch = part && {
      part,
      seen: (value: Value) => {
        seen = value;
      },
    };
    const options = { ...this.#options(), ...(watch ? { watch } : {}) };
    let outcome: RangeOutcome;
    try {
      outcome = yield* evaluateRange(query, source, range, options);
    } catch (error) {
      if (!isOfTheQuery(error)) throw error;
      yield* this.#afterFault(error, range, steps);
      return;
    }
    taker.take(outcome, seen);
  }

  *#afterFault(error: Error, range: Range, steps: number): Slices<void> {
    this.#options();
    if (steps > 1) {
      const half = steps >>> 1;
      yield* this.piece(subrange(range, 0, half), half);
      yield* this.piece(subrange(range, half, steps - half), steps - half);
      return;
    }
    this.#failed++;
    if (this.#failed > MOST_FAILED) throw error;
    this.#work.taker.failed(range.startMs, error.message);
  }

  /** With the time that is left. @throws TrivetError limit */
  #options(): QueryOptions {
    const { options } = this.#work;
    const whole = options.limits?.timeoutMs ?? 120_000;
    const timeoutMs = whole - (performance.now() - this.#beganMs);
    if (timeoutMs <= 0) {
      throw new TrivetError('limit', 'the rule takes too long over this range', {
        cure: 'Ask for a shorter range, or give the expression a recording of its own.',
      });
    }
    return { ...options, limits: { ...options.limits, timeoutMs } };
  }
}

const isOfTheQuery = (error: unknown): error is Error =>
  error instanceof EvaluationError || (error instanceof TrivetError && error.code === 'limit');

const isQueryEnd = (at: AtModifier | null): boolean => at !== null && at.kind !== 'time';

function hasQueryEnds(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return false;
    case 'selector':
      return isQueryEnd(expr.at);
    case 'matrix':
      return isQueryEnd(expr.selector.at);
    case 'subquery':
      return isQueryEnd(expr.at) || hasQueryEnds(expr.expr);
    case 'paren':
    case 'unary':
      return hasQueryEnds(expr.expr);
    case 'call':
      return expr.args.some(hasQueryEnds);
    case 'aggregation':
      return hasQueryEnds(expr.expr) || (expr.param !== null && hasQueryEnds(expr.param));
    case 'binary':
      return hasQueryEnds(expr.lhs) || hasQueryEnds(expr.rhs);
  }
}
