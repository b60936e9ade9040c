import type { LogRow } from '../contract/logs.ts';
import type { AttributeValue } from '../model/attributes.ts';
import type { TextRedactor } from './text-redactor.ts';

/** The record with every text that its sender wrote cleaned: the body, and the values of what came beside it. */
export function redactRow(row: LogRow, redactor: TextRedactor): LogRow {
  const body = redactor.redact(row.body);
  if (row.attributes.length === 0) return body === row.body ? row : { ...row, body };
  const attributes = row.attributes.map(([key, value]): LogRow['attributes'][number] => [
    key,
    redactValue(value, redactor),
  ]);
  return { ...row, body, attributes };
}

function redactValue(value: AttributeValue, redactor: TextRedactor): AttributeValue {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map((inner) => redactValue(inner, redactor));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return { pairs: value.pairs.map(([key, inner]) => [key, redactValue(inner, redactor)]) };
}
