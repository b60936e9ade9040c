import type { BlockColumns } from './block.ts';

/**
 * Finds the lines of a block that hold a text. Answers their indexes, ascending. A block without a find is never
 * asked for its columns.
 */
export type LineMatcher = (block: { readonly columns: BlockColumns; readonly text: Buffer }) => number[];

const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text);

/**
 * Smart case: a query with an upper-case letter is taken literally, any other matches in any case (of ASCII
 * letters when it has no others, else by Unicode's lower case). Searches run over the whole slab, not over
 * lines; null means that every line matches.
 */
export function lineMatcher(query: string): LineMatcher | null {
  if (query === '') return null;
  if (query !== query.toLowerCase()) return exact(Buffer.from(query));
  if (isAscii(query)) return /[a-z]/.test(query) ? anyCase(query) : exact(Buffer.from(query));
  return anyCaseUnicode(query);
}

const exact =
  (wanted: Buffer): LineMatcher =>
  (block) =>
    linesAt(block, wanted.length, (from) => block.text.indexOf(wanted, from));

/** One byte a character and only A-Z changed in effect: the query is ASCII, so other bytes never match it. */
const anyCase =
  (wanted: string): LineMatcher =>
  (block) => {
    const lower = block.text.toString('latin1').toLowerCase();
    return linesAt(block, wanted.length, (from) => lower.indexOf(wanted, from));
  };

const anyCaseUnicode =
  (wanted: string): LineMatcher =>
  ({ columns: { count, ends }, text }) => {
    const found: number[] = [];
    for (let i = 0, start = 0; i < count; i++) {
      const end = ends[i] as number;
      if (text.toString('utf8', start, end).toLowerCase().includes(wanted)) found.push(i);
      start = end + 1;
    }
    return found;
  };

/** `next` answers where the text stands at or behind a place; a find across the end of a line is none. */
function linesAt(
  block: { readonly columns: BlockColumns },
  length: number,
  next: (from: number) => number,
): number[] {
  const found: number[] = [];
  const first = next(0);
  if (first < 0) return found;
  const { count, ends } = block.columns;
  let line = 0;
  for (let at = first; at >= 0 && line < count; ) {
    while (line < count && (ends[line] as number) < at) line++;
    if (line === count) break;
    const end = ends[line] as number;
    if (at + length <= end) {
      found.push(line);
      line++;
      at = next(end + 1);
    } else at = next(at + 1);
  }
  return found;
}
