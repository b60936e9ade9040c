import type { LogRow } from '../contract/logs.ts';
import { type Attributes, attributeText } from '../model/attributes.ts';
import type { LogLayout } from './layout.ts';
import { fieldsOf, levelOf, parsed, rfc3339 } from './values.ts';

/** The bodies as they came. */
export const plainLayout: LogLayout = { start: '', row: ({ body }) => `${body}\n` };

/** `2026-11-21T17:00:00.123456Z ERROR api message key=value`; a message of several lines goes on below. */
export function textLine(row: LogRow): string {
  const log = parsed(row);
  const level = row.severityNumber > 0 ? levelOf(row).toUpperCase() : '-';
  const message = log.message || row.body;
  const fields = logfmt(fieldsOf(row, log));
  const head = `${rfc3339(row.timeUnixNano, 6)} ${level.padEnd(5)} ${row.container || '-'}`;
  return `${head} ${message}${fields && message ? ' ' : ''}${fields}`;
}

export const textLayout: LogLayout = { start: '', row: (row) => `${textLine(row)}\n` };

const PLAIN_VALUE = /^[^\s"=]+$/;

function logfmt(fields: Attributes): string {
  return fields
    .map(([key, value]) => {
      const text = attributeText(value);
      return `${key}=${PLAIN_VALUE.test(text) ? text : JSON.stringify(text)}`;
    })
    .join(' ');
}
