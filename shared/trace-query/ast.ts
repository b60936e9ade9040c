/** Where something stands in the text: characters from `from` to before `to`. */
export interface Place {
  from: number;
  to: number;
}

/** What a condition is about. */
export type Field =
  | { kind: 'service' | 'operation' | 'duration' | 'status' | 'kind' | 'root' }
  /** Of the trace as a whole. */
  | { kind: 'trace' | 'trace.duration' | 'trace.spans' | 'trace.errors' }
  /** A bare word: part of the operation's or the service's name, in any case of letters. */
  | { kind: 'text' }
  | { kind: 'attribute'; on: 'any' | 'span' | 'resource'; key: string };

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '!~' | 'has';

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
export type QueryNode =
  | Condition
  | { kind: 'and' | 'or'; parts: QueryNode[]; at: Place }
  | { kind: 'not'; part: QueryNode; at: Place };

export interface QueryProblem extends Place {
  /** What stands there; empty at the end of the text. */
  found: string;
  /** What would be right there, for a person. */
  expected: string;
}

const cover = (parts: readonly QueryNode[]): Place => ({
  from: parts[0]?.at.from ?? 0,
  to: parts.at(-1)?.at.to ?? 0,
});

/** Parts joined; groups of the same kind become one, a single part stays itself. */
export function joined(kind: 'and' | 'or', parts: readonly QueryNode[]): QueryNode {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, parts: flat, at: cover(flat) };
}

/** The conditions that must all hold: the parts of an `and`, else the query itself. */
export const conjuncts = (query: QueryNode | null): QueryNode[] =>
  query === null ? [] : query.kind === 'and' ? query.parts : [query];

/** Visits every condition. */
export function* conditionsOf(query: QueryNode | null): Generator<Condition, void, void> {
  if (query === null) return;
  if (query.kind === 'condition') yield query;
  else if (query.kind === 'not') yield* conditionsOf(query.part);
  else for (const part of query.parts) yield* conditionsOf(part);
}

/** A condition that nobody typed. */
export const condition = (field: Field, operator: Operator, value: string): Condition => ({
  kind: 'condition',
  field,
  operator,
  value,
  at: { from: 0, to: 0 },
});
