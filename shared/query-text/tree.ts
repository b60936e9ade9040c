/** Where something stands in the text: characters from `from` to before `to`. */
export interface Place {
  from: number;
  to: number;
}

export interface QueryProblem extends Place {
  /** What stands there; empty at the end of the text. */
  found: string;
  /** What would be right there, for a person. */
  expected: string;
}

/** The least that a language's conditions have in common. */
export interface AnyCondition {
  kind: 'condition';
  at: Place;
}

/** Conditions joined by and, or and not. */
export type QueryTree<C extends AnyCondition> =
  | C
  | { kind: 'and' | 'or'; parts: QueryTree<C>[]; at: Place }
  | { kind: 'not'; part: QueryTree<C>; at: Place };

const cover = <C extends AnyCondition>(parts: readonly QueryTree<C>[]): Place => ({
  from: parts[0]?.at.from ?? 0,
  to: parts.at(-1)?.at.to ?? 0,
});

/** Parts joined; groups of the same kind become one, a single part stays itself. */
export function joined<C extends AnyCondition>(
  kind: 'and' | 'or',
  parts: readonly QueryTree<C>[],
): QueryTree<C> {
  const flat = parts.flatMap((part) => (isGroup(part, kind) ? part.parts : [part]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, parts: flat, at: cover(flat) };
}

type Group<C extends AnyCondition> = { kind: 'and' | 'or'; parts: QueryTree<C>[]; at: Place };

const isGroup = <C extends AnyCondition>(tree: QueryTree<C>, kind: 'and' | 'or'): tree is Group<C> =>
  tree.kind === kind;

/** The conditions that must all hold: the parts of an `and`, else the query itself. */
export const conjuncts = <C extends AnyCondition>(query: QueryTree<C> | null): QueryTree<C>[] =>
  query === null ? [] : isGroup(query, 'and') ? query.parts : [query];

/** Visits every condition. */
export function* conditionsOf<C extends AnyCondition>(query: QueryTree<C> | null): Generator<C, void, void> {
  if (query === null) return;
  if (query.kind === 'condition') yield query as C;
  else if (query.kind === 'not') yield* conditionsOf((query as { part: QueryTree<C> }).part);
  else for (const part of (query as Group<C>).parts) yield* conditionsOf(part);
}
