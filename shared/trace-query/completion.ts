import { placeAt, type Typed } from '../query-text/completion-place.ts';
import type { Operator } from '../query-text/operators.ts';
import type { Field } from './ast.ts';
import { traceDialect } from './dialect.ts';
import { fieldOf } from './fields.ts';
import { parseTraceQuery } from './parser.ts';

/** What may stand at a place of a query. */
export type CompletionContext =
  | (Typed & { kind: 'key' })
  | (Typed & { kind: 'value'; field: Field; operator: Operator })
  /** The name of an attribute after `has:`. */
  | (Typed & { kind: 'attribute' });

const isReadable = (text: string) => parseTraceQuery(text).problems.length === 0;

/** What is being written at the position, a number of characters from the start. */
export function completionAt(text: string, position: number): CompletionContext {
  const { term, rest, from, to } = placeAt(text, position, traceDialect, isReadable);
  if (!term) return { kind: 'key', typed: '', from: position, to: position, rest };
  const { key, operator, value } = term;
  if (!operator || !value || position < operator.to) {
    return { kind: 'key', typed: text.slice(key.from, position), from, to, rest };
  }
  const typed = { typed: value.text, from: value.from, to: value.to, rest };
  const isQuoted = key.form === 'quoted';
  if (key.text === 'has' && !isQuoted) return { kind: 'attribute', ...typed };
  return { kind: 'value', field: fieldOf(key.text, isQuoted), operator: operator.text, ...typed };
}
