import { type BenchRow, meetsAim, ratioOf } from './harness.ts';

const number = (value: number): string =>
  Math.abs(value) >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en')
    : value.toPrecision(3);

function aimText({ aim }: BenchRow): string {
  if (!aim) return '';
  const bound =
    aim.atLeast === undefined ? `<= ${number(aim.atMost ?? Number.NaN)}` : `>= ${number(aim.atLeast)}`;
  return aim.of === 'ratio' ? `ratio ${bound}` : bound;
}

const HEAD = ['bench', 'what', 'figure', 'unit', 'baseline', 'ratio', 'aim', 'met'];
const RIGHT = new Set([2, 4, 5]);

/** The rows as an aligned text table. */
export function formatTable(rows: readonly (BenchRow & { bench: string })[]): string {
  const lines = rows.map((row) => {
    const ratio = ratioOf(row);
    const met = meetsAim(row);
    return [
      row.bench,
      row.what,
      number(row.figure),
      row.unit,
      row.baseline ? `${number(row.baseline.figure)} (${row.baseline.what})` : '',
      ratio === null ? '' : number(ratio),
      aimText(row),
      met === null ? '' : met ? 'yes' : 'NO',
    ];
  });
  const widths = HEAD.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i]?.length ?? 0)));
  return [HEAD, ...lines]
    .map((cells) =>
      cells
        .map((cell, i) => (RIGHT.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
