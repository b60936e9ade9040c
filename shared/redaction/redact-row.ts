import type { LogRow } from '../contract/logs.ts';
import { redactAttributes } from './redact-attributes.ts';
import type { TextRedactor } from './text-redactor.ts';

/** The record with every text that its sender wrote cleaned: the body, and the values of what came beside it. */
export function redactRow(row: LogRow, redactor: TextRedactor): LogRow {
  const body = redactor.redact(row.body);
  const attributes = redactAttributes(row.attributes, redactor);
  return body === row.body && attributes === row.attributes ? row : { ...row, body, attributes };
}
