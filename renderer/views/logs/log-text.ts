import type { LogRow } from '../../../shared/contract/logs.ts';
import { attributeText } from '../../../shared/model/attributes.ts';
import { stripAnsi } from '../../components/ansi.ts';

/** RFC 3339 in UTC with all nine digits. */
export function nanoText(timeUnixNano: bigint): string {
  const seconds = timeUnixNano / 1_000_000_000n;
  const rest = (timeUnixNano % 1_000_000_000n).toString().padStart(9, '0');
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${rest}Z`;
}

/** What is seen, as one line of text: what copy and download give. */
export function lineText(row: LogRow): string {
  const level = row.severityText === '' ? '-' : row.severityText;
  return `${nanoText(row.timeUnixNano)} ${level} ${row.container} ${stripAnsi(row.body)}`;
}

/** One line as JSON, with the field names of `trivet logs --json`. */
export function lineJson(row: LogRow): string {
  const { timeUnixNano, severityText, severityNumber, body, attributes, traceId, spanId, container, stream } =
    row;
  return JSON.stringify({
    timeUnixNano: timeUnixNano.toString(),
    severityText,
    severityNumber,
    body,
    attributes: Object.fromEntries(attributes.map(([key, value]) => [key, attributeText(value)])),
    traceId: traceId || null,
    spanId: spanId || null,
    container,
    stream,
  });
}

export type JsonTree = string | number | boolean | null | JsonTree[] | { [key: string]: JsonTree };

/** The object or list that a line is, or holds from its first brace on; null for plain text. */
export function embeddedJson(body: string): JsonTree | null {
  const text = stripAnsi(body);
  const start = text.search(/[[{]/);
  if (start < 0) return null;
  try {
    const value = JSON.parse(text.slice(start)) as JsonTree;
    return typeof value === 'object' ? value : null;
  } catch {
    // Plain text with a bracket in it.
    return null;
  }
}
