import type { LogCondition, LogQueryNode } from './ast.ts';
import { meansCase } from './ast.ts';

/** What of a record's text a query asked for, to be marked where the record is shown. */
export type Highlight =
  | { kind: 'text'; text: string; anyCase: boolean }
  | { kind: 'pattern'; pattern: string };

/** Words, phrases, patterns and the exact values of fields that must or may be there; nothing that must not. */
export function highlightsOf(query: LogQueryNode | null): Highlight[] {
  if (query === null || query.kind === 'not') return [];
  if (query.kind !== 'condition') return query.parts.flatMap(highlightsOf);
  return ofCondition(query);
}

function ofCondition({ field, operator, value, form }: LogCondition): Highlight[] {
  if (operator !== '=' || value === '') return [];
  if (field.kind !== 'text' && field.kind !== 'field' && field.kind !== 'message') return [];
  if (form === 'regex') return [{ kind: 'pattern', pattern: value }];
  const texts = form === 'wildcard' ? value.split('*').filter((part) => part.length > 1) : [value];
  return texts.map((text) => ({ kind: 'text', text, anyCase: !meansCase(value) }));
}
