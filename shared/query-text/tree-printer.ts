import { type AnyCondition, conjuncts, type QueryTree } from './tree.ts';

export const quoted = (text: string): string => `"${text.replace(/["\\]/g, (char) => `\\${char}`)}"`;

type ConditionText<C> = (condition: C) => string;

/** The query as a person would write it; read again, it is the same query. */
export function printTree<C extends AnyCondition>(
  query: QueryTree<C> | null,
  text: ConditionText<C>,
): string {
  if (query === null) return '';
  if (query.kind === 'condition') return text(query as C);
  if (query.kind === 'not') {
    const { part } = query as { part: QueryTree<C> };
    return part.kind === 'condition' ? `-${text(part as C)}` : `not ${grouped(part, text)}`;
  }
  const { kind, parts } = query as { kind: 'and' | 'or'; parts: QueryTree<C>[] };
  if (kind === 'or') return parts.map((part) => printTree(part, text)).join(' or ');
  return parts.map((part) => (part.kind === 'or' ? grouped(part, text) : printTree(part, text))).join(' ');
}

const grouped = <C extends AnyCondition>(query: QueryTree<C>, text: ConditionText<C>): string =>
  query.kind === 'condition' || query.kind === 'not' ? printTree(query, text) : `(${printTree(query, text)})`;

/** One text for each condition that must hold, as chips show them; joined by blanks they are the query. */
export const treeChips = <C extends AnyCondition>(
  query: QueryTree<C> | null,
  text: ConditionText<C>,
): string[] =>
  conjuncts(query).map((part) =>
    part.kind === 'or' && conjuncts(query).length > 1 ? grouped(part, text) : printTree(part, text),
  );

/** All must hold. Each may be empty. */
export function joinQueries(...texts: string[]): string {
  const given = texts.filter((text) => text.trim() !== '');
  return given.length < 2
    ? (given[0] ?? '')
    : given.map((text) => (hasOr(text) ? `(${text})` : text)).join(' ');
}

const hasOr = (text: string): boolean => /\bor\b/i.test(text);
