/** What single lines of stack traces look like, told on their bytes. All look at a bounded part of the line. */

const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const DOT = 0x2e;
const LOOKED_AT = 256;

export const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isUpper = (byte: number) => byte >= 0x41 && byte <= 0x5a;
const isLetter = (byte: number) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
/** Letters, digits, `_`, `$` and `.`: of a qualified name. */
const isNameByte = (byte: number) =>
  isLetter(byte) || isDigit(byte) || byte === DOT || byte === 0x5f || byte === 0x24;

export function startsWith(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start < word.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return false;
  return true;
}

export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== TAB && byte !== 0x0d) return false;
  }
  return true;
}

const levels = ['INFO', 'WARN', 'DEBUG', 'TRACE', 'ERROR', 'FATAL', 'NOTICE', 'CRITICAL', 'SEVERE'];

/**
 * Whether an indented line is a record of its own all the same: programs that align their levels to the right write
 * ` INFO …`, and some put a time behind blanks.
 */
export function startsRecord(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && bytes[at] === SPACE) at++;
  if (at === start || at - start > 8) return false;
  if (bytes[at] === 0x5b) at++;
  const first = bytes[at] as number;
  if (isDigit(first)) return isDate(bytes, at, end);
  if (!isUpper(first)) return false;
  for (const level of levels) {
    if (startsWith(bytes, at, end, level)) return !isLetter(bytes[at + level.length] ?? SPACE);
  }
  return false;
}

/** `2024-05-…` or `2024/05/…` */
function isDate(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 10) return false;
  for (let i = 0; i < 4; i++) if (!isDigit(bytes[at + i] as number)) return false;
  const separator = bytes[at + 4];
  return (separator === 0x2d || separator === 0x2f) && bytes[at + 7] === separator;
}

/** Carets and tildes alone, from `at` on. */
export function isCaretLine(bytes: Uint8Array, at: number, end: number): boolean {
  const byte = bytes[at];
  if (byte !== 0x5e && byte !== 0x7e) return false;
  for (let i = at; i < end && i < at + LOOKED_AT; i++) {
    const next = bytes[i];
    if (next !== 0x5e && next !== 0x7e && next !== SPACE && next !== 0x0d) return false;
  }
  return true;
}

const leads = ['Exception in thread ', 'Unhandled exception. ', 'Uncaught ', 'Error [', 'Error: '];
const exceptionEnds = ['Exception', 'Error', 'Throwable', 'Fault', 'Interrupt'];

/**
 * `java.lang.IllegalStateException: …`, `TypeError: …`, `Exception in thread "main" …`, `Uncaught Error: …`: what
 * stands in front of frames, and is written without them too.
 */
export function isExceptionHead(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] as number;
  if (!isLetter(first)) return false;
  // E, U
  if ((first === 0x45 || first === 0x55) && leads.some((lead) => startsWith(bytes, start, end, lead)))
    return true;
  const to = behindName(bytes, start, end);
  const next = bytes[to];
  if (to < end && next !== COLON && next !== SPACE && next !== 0x0d) return false;
  const last = bytes[to - 1];
  // n, r, e, t
  if (last !== 0x6e && last !== 0x72 && last !== 0x65 && last !== 0x74) return false;
  return exceptionEnds.some((word) => startsWith(bytes, Math.max(start, to - word.length), to, word));
}

/** The line that ends a traceback: a name, alone or with a colon and a message behind it. */
export function isPythonException(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isLetter(bytes[start] as number) && bytes[start] !== 0x5f) return false;
  const to = behindName(bytes, start, end);
  return to >= end || bytes[to] === COLON || bytes[to] === 0x0d;
}

function behindName(bytes: Uint8Array, start: number, end: number): number {
  const most = Math.min(end, start + LOOKED_AT);
  let at = start;
  while (at < most && isNameByte(bytes[at] as number)) at++;
  return at;
}

/** `main.handler({0x7c1c48, 0xc0001a40e0}, 0xc000174000)` */
export function isGoCall(bytes: Uint8Array, start: number, end: number): boolean {
  const last = bytes[end - 1] === 0x0d ? bytes[end - 2] : bytes[end - 1];
  if (last !== 0x29 || !isLetter(bytes[start] as number)) return false;
  for (let at = start; at < end && at < start + LOOKED_AT; at++) {
    if (bytes[at] === SPACE) return false;
    if (bytes[at] === 0x28) return true;
  }
  return false;
}

/** `go.opentelemetry.io/collector/…/internal.NewQueueSender.func3`, with nothing behind it. */
export function isGoName(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isLetter(bytes[start] as number) || end - start > LOOKED_AT * 2) return false;
  let dots = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === SPACE || byte === TAB || byte === COLON || byte === 0x3d || byte === 0x22) return false;
    if (byte === DOT) dots++;
  }
  return dots > 0;
}

/** `#0 /srv/app.php(12): run()` */
export function isNumberedFrame(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === 0x23 && start + 1 < end && isDigit(bytes[start + 1] as number);
}

/** ``app/models/order.rb:12:in `save'``: a path, a line number and `in`, without blanks before them. */
export function isRubyFrame(bytes: Uint8Array, start: number, end: number): boolean {
  const most = Math.min(end, start + LOOKED_AT);
  for (let at = start; at < most; at++) {
    const byte = bytes[at];
    if (byte === SPACE) return false;
    if (byte === COLON && startsWith(bytes, at, end, ':in ')) return isDigit(bytes[at - 1] as number);
  }
  return false;
}

/** Closing brackets and what may stand around them, nothing else: the end of an object or list over several lines. */
export function closesBracket(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (end - start > 16 || (first !== 0x7d && first !== 0x5d && first !== 0x29)) return false;
  for (let at = start; at < end; at++)
    if (isLetter(bytes[at] as number) || isDigit(bytes[at] as number)) return false;
  return true;
}
