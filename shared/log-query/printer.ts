import { lex } from '../query-text/lexer.ts';
import { joinQueries, printTree, quoted, treeChips } from '../query-text/tree-printer.ts';
import type { LogCondition, LogField, LogOperator, LogQueryNode } from './ast.ts';
import { logDialect } from './dialect.ts';
import { formOf, needsQuotes } from './fields.ts';

/**
 * The only condition that a text is cut into, or null when it is more or something else. What holds a parenthesis is
 * cut otherwise within a group.
 */
function onlyTerm(text: string) {
  if (/[()]/.test(text)) return null;
  const [lexeme, ...others] = lex(text, logDialect);
  return lexeme?.kind === 'term' && others.length === 0 && lexeme.to === text.length ? lexeme : null;
}

/** A word as it is written to be found as it is. */
export function wordText(word: string): string {
  const term = onlyTerm(word);
  return term && !term.operator && term.key.form === 'bare' && term.key.text === word ? word : quoted(word);
}

/** A field's key as it is written to mean the record's own field. */
export function keyText(key: string): string {
  if (needsQuotes(key)) return quoted(key);
  const term = onlyTerm(`${key}:x`);
  return term?.operator && term.key.form === 'bare' && term.key.text === key ? key : quoted(key);
}

const namedText = (field: LogField & { kind: Exclude<LogField['kind'], 'text'> }): string =>
  field.kind === 'field' ? keyText(field.key) : field.kind;

const patternText = (pattern: string): string =>
  `/${pattern.replace(/\\[\s\S]|\//g, (part) => (part === '/' ? '\\/' : part))}/`;

function valueText({ field, operator, value, form }: LogCondition): string {
  if (form === 'regex') return patternText(value);
  const read = onlyTerm(`k:${value}`)?.value;
  const staysBare =
    value !== '' && read?.form === 'bare' && read.text === value && formOf(field, operator, value) === form;
  return staysBare ? value : quoted(value);
}

/** A value as it is written to be met exactly. */
export const valueTextOf = (field: LogField, value: string): string =>
  valueText({ kind: 'condition', field, operator: '=', value, form: 'exact', at: { from: 0, to: 0 } });

export function logConditionText(condition: LogCondition): string {
  const { field, operator, value, form } = condition;
  if (field.kind === 'text') return form === 'regex' ? patternText(value) : wordText(value);
  if (operator === 'has') return `has:${hasText(field)}`;
  return `${namedText(field)}${operator === '=' ? ':' : operator}${valueText(condition)}`;
}

/** Behind `has:` every name is that of a field. */
function hasText(field: LogField): string {
  const key = field.kind === 'field' ? field.key : field.kind;
  const read = onlyTerm(`has:${key}`)?.value;
  return read?.form === 'bare' && read.text === key ? key : quoted(key);
}

/** The query as a person would write it; read again, it is the same query. */
export const printLogQuery = (query: LogQueryNode | null): string => printTree(query, logConditionText);

/** One text for each condition that must hold, as chips show them; joined by blanks they are the query. */
export const logQueryChips = (query: LogQueryNode | null): string[] => treeChips(query, logConditionText);

/** All must hold. Each may be empty. */
export const joinLogQueries = (...texts: string[]): string => joinQueries(...texts);

/** One condition on a record's own field, as a click on a value writes it. */
export const fieldQueryText = (key: string, value: string, operator: LogOperator = '='): string =>
  logConditionText({
    kind: 'condition',
    field: { kind: 'field', key },
    operator,
    value,
    form: 'exact',
    at: { from: 0, to: 0 },
  });
