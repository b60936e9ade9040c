const NEWLINE = 0x0a;
const OPEN = '{';
const CLOSE = '}';
/** A first line that ends with one of these goes on in the next: it is part of a document of many lines. */
const GOES_ON = /[[{,:]$/;

/**
 * Whether every line is a document of its own, judged by the first two lines of text; null when there is not enough of
 * it yet. A first line that is broken does not hide that the second is whole.
 */
export function isOneDocumentALine(head: Buffer, ended: boolean): boolean | null {
  const [first, second] = [lineAt(head, 0, ended), lineAt(head, 1, ended)];
  if (first === null) return ended ? false : null;
  if (!first.startsWith(OPEN) || GOES_ON.test(first)) return false;
  if (isJson(first)) return true;
  if (second === null) return ended ? false : null;
  return second.startsWith(OPEN) && second.endsWith(CLOSE);
}

/** The nth line that is not empty; null where it is not there to its end. */
function lineAt(head: Buffer, n: number, ended: boolean): string | null {
  let found = 0;
  for (let from = 0; from < head.length; ) {
    const at = head.indexOf(NEWLINE, from);
    if (at < 0 && !ended) return null;
    const end = at < 0 ? head.length : at;
    const line = head.toString('utf8', from, end).trim();
    if (line !== '' && found++ === n) return line;
    from = end + 1;
  }
  return null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // That is the answer.
    return false;
  }
}
