import type { LayoutOptions, LogLayout } from './layout.ts';
import { columnText, levelOf, parsed, rfc3339 } from './values.ts';

const STANDARD = ['time', 'level', 'container', 'message'];

/** RFC 4180. Without columns of fields the message is the whole body, for nothing else holds what stands in it. */
export function csvLayout({ columns }: LayoutOptions): LogLayout {
  return {
    start: csvRow([...STANDARD, ...columns]),
    row(row) {
      const log = parsed(row);
      const message = columns.length === 0 ? row.body : log.message || row.body;
      return csvRow([
        rfc3339(row.timeUnixNano, 9),
        levelOf(row),
        row.container,
        message,
        ...columns.map((column) => columnText(row, log, column)),
      ]);
    },
  };
}

const csvRow = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** What a spreadsheet would take for a formula gets a quote in front. */
const FORMULA = /^[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20]/;
const SPECIAL = /[",\r\n\0\t]|^ | $/;

export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
