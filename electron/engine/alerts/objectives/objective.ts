import type { Expr } from '../../../../shared/promql/ast.ts';

/**
 * What is counted over a window: events of counters, the sum of a gauge's values, or the moments at which an expression
 * has an answer.
 */
export type Counted =
  | {
      kind: 'counter';
      expr: Expr;
      /** Ranges of this length stand for the window; null where every range does. */
      markMs: number | null;
    }
  | { kind: 'gauge' | 'moments'; expr: Expr };

/** Of what is counted, one part is good or bad. */
export interface Indicator {
  kind: 'availability' | 'latency' | 'ratio';
  part: 'good' | 'bad';
  counted: Counted;
  total: Counted;
  /** Where to look for what was bad, as far as the indicator says it. */
  scope: { service: string | null; operation: string | null; container: string | null };
  /** Seconds that are still good, where that is known. */
  latencyS: number | null;
}

/** One promise: which part of the indicator is to be good over a window that rolls. */
export interface Objective {
  /** Unique in a file. */
  name: string;
  displayName: string;
  description: string;
  service: string;
  indicator: Indicator;
  /** Below 1. */
  target: number;
  windowMs: number;
  /** Added to its alerts. */
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
  /** In the file, from 1. */
  line: number;
}
