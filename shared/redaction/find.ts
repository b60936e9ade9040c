/** A place in a text that must not stay as it is. */
export interface Find {
  from: number;
  to: number;
}

/** The finds in their order, without overlaps. Linear in the text's length, whatever the text. */
export type Finder = (text: string) => Find[];

/** Unicode letters count as letters everywhere: what follows a name does not end it. */
export const isLetterOrDigit = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code > 0x7f;
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
export const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a;

/** The finds of the pattern's first group; the pattern is global, and has group indices (flags `dg`). */
export function groupFinds(
  text: string,
  pattern: RegExp,
  keep: (value: string, index: number) => boolean = () => true,
) {
  const finds: Find[] = [];
  for (const match of text.matchAll(pattern)) {
    const place = match.indices?.[1];
    if (place && keep(match[1] as string, place[0])) finds.push({ from: place[0], to: place[1] });
  }
  return finds;
}
