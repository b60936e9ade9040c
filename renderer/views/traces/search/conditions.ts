import type {
  DifferenceAttribute,
  DifferenceValue,
  ServiceMapNode,
} from '../../../../shared/contract/trace-answers.ts';
import type { Field, Operator } from '../../../../shared/trace-query/ast.ts';
import { fieldOf } from '../../../../shared/trace-query/fields.ts';
import { conditionText } from '../../../../shared/trace-query/printer.ts';

const NOWHERE = { from: 0, to: 0 };

const written = (field: Field, value: string, operator: Operator = '='): string =>
  conditionText({ kind: 'condition', field, operator, value, at: NOWHERE });

/** `service:orders`, quoted as needed. */
export const fieldCondition = (name: 'service' | 'operation', value: string): string =>
  written({ kind: name }, value);

/**
 * Spans that have this value, or a number in this range, of a compared attribute; null where the language has no word
 * for the field.
 */
export function valueCondition(
  { key, from }: Pick<DifferenceAttribute, 'key' | 'from'>,
  { value, range }: Pick<DifferenceValue, 'value' | 'range'>,
): string | null {
  if (from === 'field') {
    const field = fieldOf(key, false);
    return field.kind === 'attribute' ? null : written(field, value);
  }
  const field: Field = { kind: 'attribute', on: from, key };
  if (range === null) return written(field, value);
  return `(${written(field, String(range.from), '>=')} ${written(field, String(range.to), '<=')})`;
}

/** Not having it. */
export const excluded = (condition: string): string => `-${condition}`;

/** What finds the spans behind a node: their service, or else what their caller said of the callee. */
export function nodeCondition({ kind, name }: Pick<ServiceMapNode, 'kind' | 'name'>): string {
  if (kind === 'service') return fieldCondition('service', name);
  return written({ kind: 'text' }, name);
}
