import { safeText } from './safe-text.ts';

export interface Column<Row> {
  title: string;
  /** Numbers are set right, so that their digits stand under each other. */
  align?: 'left' | 'right';
  text(row: Row): string;
}

const GAP = '  ';

/** Aligned columns under their titles; nothing but the titles when there are no rows. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = rows.map((row) => columns.map(({ text }) => safeText(text(row)).replaceAll('\t', ' ')));
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, i) => Math.max(...[titles, ...cells].map((line) => width(line[i] ?? ''))));
  return [titles, ...cells].map((line) =>
    line
      .map((cell, i) => pad(cell, widths[i] ?? 0, columns[i]?.align))
      .join(GAP)
      .trimEnd(),
  );
}

/** Terminal columns, near enough: one a character, not a UTF-16 unit. */
const width = (text: string): number => [...text].length;

function pad(text: string, to: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return align === 'right' ? space + text : text + space;
}
