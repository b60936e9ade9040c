import type { Operator } from '../query-text/operators.ts';
import type { Place, QueryTree } from '../query-text/tree.ts';

/** What a condition is about. */
export type Field =
  | { kind: 'service' | 'operation' | 'duration' | 'status' | 'kind' | 'root' }
  /** Of the trace as a whole. */
  | { kind: 'trace' | 'trace.duration' | 'trace.spans' | 'trace.errors' }
  /** A bare word: part of the operation's or the service's name, in any case of letters. */
  | { kind: 'text' }
  | { kind: 'attribute'; on: 'any' | 'span' | 'resource'; key: string };

export interface Condition {
  kind: 'condition';
  field: Field;
  operator: Operator;
  /** As it was written, without quotes. */
  value: string;
  at: Place;
}

/**
 * A query. All of it must hold on one and the same span (with its resource and its trace) for the trace to be
 * found: `status:error -http.route:/health` asks for a failed span that is not of /health.
 */
export type QueryNode = QueryTree<Condition>;

/** A condition that nobody typed. */
export const condition = (field: Field, operator: Operator, value: string): Condition => ({
  kind: 'condition',
  field,
  operator,
  value,
  at: { from: 0, to: 0 },
});
