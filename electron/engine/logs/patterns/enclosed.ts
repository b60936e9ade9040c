const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
/** What is longer is not taken for one value. */
const LONGEST = 1024;

/** Place of the quote that closes the one at `open`, in the same line; -1 where none does, or a single one stands in a word. */
export function closingQuote(bytes: Uint8Array, open: number, end: number): number {
  const quote = bytes[open] as number;
  const last = Math.min(end, open + LONGEST);
  for (let at = open + 1; at < last; at++) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH) at++;
    else if (byte === NEWLINE) return -1;
    else if (byte === quote && !(quote === 0x27 && at + 1 < end && isLetter(bytes[at + 1] as number)))
      return at;
  }
  return -1;
}

const closing = new Map([
  [0x28, 0x29],
  [0x5b, 0x5d],
  [0x7b, 0x7d],
]);

/** Place of the bracket that closes the one at `open`; -1 where there is none at `open`, or it stays open. */
export function closingBracket(bytes: Uint8Array, open: number, end: number): number {
  const first = bytes[open] as number;
  const close = closing.get(first);
  if (close === undefined) return -1;
  const last = Math.min(end, open + LONGEST);
  let depth = 0;
  for (let at = open; at < last; at++) {
    const byte = bytes[at] as number;
    if (byte === NEWLINE) return -1;
    if (byte === first) depth++;
    else if (byte === close && --depth === 0) return at;
  }
  return -1;
}

/** A request line in quotes, as access logs have it: its method and path say what the line is about. */
export function startsWithHttpMethod(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && at < start + 8 && (bytes[at] as number) >= 0x41 && (bytes[at] as number) <= 0x5a) at++;
  return at - start >= 3 && bytes[at] === 0x20 && bytes[at + 1] === 0x2f;
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
