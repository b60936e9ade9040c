/** CSI sequences (colours, cursor), OSC sequences (titles, links) and the short ones. Linear: no part can overlap another. */
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[()][0-9A-Za-z]|[ -Z\\^-~])?/g;

/** The text without escape sequences. */
export const stripEscapes = (text: string): string =>
  text.includes('\x1b') ? text.replace(ESCAPES, '') : text;

/** Place behind the escape sequence that starts at `at`. */
export function behindEscape(bytes: Uint8Array, at: number, end: number): number {
  const kind = bytes[at + 1] as number;
  let next = at + 2;
  if (at + 1 >= end) return end;
  if (kind === 0x5b) {
    while (next < end && (bytes[next] as number) >= 0x30 && (bytes[next] as number) < 0x40) next++;
    while (next < end && (bytes[next] as number) >= 0x20 && (bytes[next] as number) < 0x30) next++;
    return next < end && (bytes[next] as number) >= 0x40 && (bytes[next] as number) < 0x7f ? next + 1 : next;
  }
  if (kind === 0x5d) {
    while (next < end && bytes[next] !== 0x07 && bytes[next] !== 0x1b) next++;
    return bytes[next] === 0x1b && bytes[next + 1] === 0x5c
      ? Math.min(end, next + 2)
      : Math.min(end, next + 1);
  }
  return kind === 0x28 || kind === 0x29
    ? Math.min(end, next + 1)
    : kind >= 0x20 && kind < 0x7f
      ? next
      : at + 1;
}
