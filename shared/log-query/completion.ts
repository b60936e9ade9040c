import { placeAt, type Typed } from '../query-text/completion-place.ts';
import type { LogField, LogOperator } from './ast.ts';
import { logDialect } from './dialect.ts';
import { logFieldOf, logRuleOf } from './fields.ts';
import { readLogQuery } from './parser.ts';

/** What may stand at a place of a query. */
export type LogCompletionContext =
  /** A field's name, or a word. */
  | (Typed & { kind: 'key' })
  | (Typed & { kind: 'value'; field: LogField; operator: LogOperator })
  /** The name of a field after `has:`. */
  | (Typed & { kind: 'has' });

const isReadable = (text: string) => readLogQuery(text).problems.length === 0;

/** What is being written at the position, a number of characters from the start. */
export function logCompletionAt(text: string, position: number): LogCompletionContext {
  const { term, rest, from, to } = placeAt(text, position, logDialect, isReadable);
  if (!term) return { kind: 'key', typed: '', from: position, to: position, rest };
  const { key, operator, value } = term;
  if (!operator || !value || position < operator.to) {
    return { kind: 'key', typed: text.slice(key.from, position), from, to, rest };
  }
  const typed = { typed: value.text, from: value.from, to: value.to, rest };
  const isQuoted = key.form === 'quoted';
  if (key.text === 'has' && !isQuoted) return { kind: 'has', ...typed };
  const field = logFieldOf(key.text, isQuoted);
  const own = operator.text === '!=' ? '=' : (operator.text as LogOperator);
  if (value.form === 'bare' && logRuleOf(field).lists) {
    // Of a list only the part at the position is completed.
    const begin = Math.max(text.lastIndexOf(',', position - 1) + 1, value.from);
    const comma = text.indexOf(',', position);
    const end = comma < 0 || comma > value.to ? value.to : comma;
    return { kind: 'value', field, operator: own, typed: text.slice(begin, end), from: begin, to: end, rest };
  }
  return { kind: 'value', field, operator: own, ...typed };
}
