import { type Condition, conjuncts, type Field, type QueryNode } from './ast.ts';
import { needsQuotes } from './fields.ts';
import { isKeyword } from './lexer.ts';

export const quoted = (text: string): string => `"${text.replace(/["\\]/g, (char) => `\\${char}`)}"`;

/** A value stays bare where nothing in it means something to the lexer. */
export const valueText = (value: string): string => (/^[^\s"()]+$/.test(value) ? value : quoted(value));

const PLAIN_KEY = /^[^\s"():=!<>~≥≤-][^\s"():=!<>~≥≤]*$/;

function keyText(field: Field & { kind: 'attribute' }): string {
  const plain = PLAIN_KEY.test(field.key);
  if (field.on !== 'any') {
    // A prefix cannot stand before quotes; such keys are found on either side.
    return plain ? `${field.on}.${field.key}` : quoted(field.key);
  }
  return plain && !needsQuotes(field.key) && !isKeyword(field.key) ? field.key : quoted(field.key);
}

/** An attribute's name as it is written to mean the attribute anywhere. */
export const attributeKeyText = (key: string): string => keyText({ kind: 'attribute', on: 'any', key });

function wordText(word: string): string {
  return PLAIN_KEY.test(word) && !isKeyword(word) ? word : quoted(word);
}

export function conditionText({ field, operator, value }: Condition): string {
  if (field.kind === 'text') return wordText(value);
  const key = field.kind === 'attribute' ? keyText(field) : field.kind;
  if (operator === 'has') return `has:${key}`;
  return `${key}${operator === '=' ? ':' : operator}${valueText(value)}`;
}

/** The query as a person would write it; read again, it is the same query. */
export function printTraceQuery(query: QueryNode | null): string {
  if (query === null) return '';
  if (query.kind === 'condition') return conditionText(query);
  if (query.kind === 'not') {
    const { part } = query;
    return part.kind === 'condition' ? `-${conditionText(part)}` : `not ${grouped(part)}`;
  }
  if (query.kind === 'or') return query.parts.map((part) => printTraceQuery(part)).join(' or ');
  return query.parts.map((part) => (part.kind === 'or' ? grouped(part) : printTraceQuery(part))).join(' ');
}

const grouped = (query: QueryNode): string =>
  query.kind === 'condition' || query.kind === 'not' ? printTraceQuery(query) : `(${printTraceQuery(query)})`;

/** One text for each condition that must hold, as chips show them; joined by blanks they are the query. */
export const queryChips = (query: QueryNode | null): string[] =>
  conjuncts(query).map((part) =>
    part.kind === 'or' && conjuncts(query).length > 1 ? grouped(part) : printTraceQuery(part),
  );

/** Both must hold. Either may be empty. */
export function joinQueries(...texts: string[]): string {
  const given = texts.filter((text) => text.trim() !== '');
  return given.length < 2
    ? (given[0] ?? '')
    : given.map((text) => (hasOr(text) ? `(${text})` : text)).join(' ');
}

const hasOr = (text: string): boolean => /\bor\b/i.test(text);

/** Traces in which the service took part. */
export const serviceQuery = (service: string): string => `service:${valueText(service)}`;
