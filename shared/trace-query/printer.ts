import { isKeyword } from '../query-text/lexer.ts';
import { printTree, quoted, treeChips } from '../query-text/tree-printer.ts';
import type { Condition, Field, QueryNode } from './ast.ts';
import { needsQuotes } from './fields.ts';

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
export const printTraceQuery = (query: QueryNode | null): string => printTree(query, conditionText);

/** One text for each condition that must hold, as chips show them; joined by blanks they are the query. */
export const queryChips = (query: QueryNode | null): string[] => treeChips(query, conditionText);

/** Traces in which the service took part. */
export const serviceQuery = (service: string): string => `service:${valueText(service)}`;
