import { behindEscape } from './ansi.ts';
import { ByteTable } from './byte-table.ts';
import { hasText, isDigit, isLetter } from './bytes.ts';
import type { LogHead } from './log-head.ts';
import { freeWordSeverity, LONGEST_LEVEL, wordSeverity } from './severity.ts';

/** Free words count only this near to the start of a text; further on they are what it tells. */
const HEAD = 120;
const LONGEST_NAME = 64;
/** A level as a pair among words stands within so many bytes. */
const PAIRS = 512;

/**
 * The level that a text names where no format tells: `[error]`, ` ERROR `, `WARNING:`, `error: …`, `TypeError: …`,
 * `Traceback (most …`. Sets `head.severity` and where it stands, if there is one.
 */
export function findLevel(bytes: Uint8Array, start: number, end: number, head: LogHead): void {
  const to = Math.min(end, start + HEAD);
  let words = 0;
  for (let at = start; at < to; ) {
    if (!isLetter(bytes[at] as number)) {
      // An escape sequence of colour ends in a letter that belongs to no word.
      at = bytes[at] === 0x1b ? behindEscape(bytes, at, to) : at + 1;
      continue;
    }
    const from = at;
    while (at < end && at - from <= LONGEST_NAME && isLetter(bytes[at] as number)) at++;
    const severity = severityAt(bytes, start, from, at, end, words++);
    if (severity === 0) continue;
    head.level(severity, from, at);
    return;
  }
  findPair(bytes, start, Math.min(end, start + PAIRS), head);
}

/** `… level=warn …`, `… severity: high`: a pair among words. */
function findPair(bytes: Uint8Array, start: number, end: number, head: LogHead): void {
  for (let at = start + 3; at < end - 1; at++) {
    if (bytes[at] !== 0x3d) continue;
    let from = at;
    while (from > start && at - from < LONGEST_LEVEL && isLetter(bytes[from - 1] as number)) from--;
    if (!levelKeys.get(bytes, from, at)) continue;
    const quoted = bytes[at + 1] === 0x22 ? at + 2 : at + 1;
    let to = quoted;
    while (to < end && to - quoted <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
    const severity = wordSeverity(bytes, quoted, to);
    if (severity === 0) continue;
    head.level(severity, quoted, to);
    return;
  }
}

const levelKeys = new ByteTable(['level', 'lvl', 'severity', 'loglevel'].map((key) => [key, true] as const));

function severityAt(
  b: Uint8Array,
  start: number,
  from: number,
  to: number,
  end: number,
  wordsBefore: number,
): number {
  const length = to - from;
  const before = from > start ? (b[from - 1] as number) : 0;
  const behind = to < end ? (b[to] as number) : 0;
  if (length < 3 || isDigit(before) || isDigit(behind) || joins(before) || joins(behind)) return 0;
  const colon = behind === 0x3a;
  if (length <= LONGEST_LEVEL) {
    const framed = before === 0x5b || before === 0x7c || before === 0x28;
    if (framed && (behind === 0x5d || behind === 0x20 || behind === 0x29 || behind === 0x7c)) {
      const severity = wordSeverity(b, from, to);
      if (severity !== 0) return severity;
    }
    const upper = isUpper(b, from, to);
    const free = freeWordSeverity(b, from, to);
    if (free !== 0 && (upper || (colon && wordsBefore < 2))) return free;
    if (upper && colon) return wordSeverity(b, from, to);
  }
  if (wordsBefore < 2 && length === 5 && hasText(b, to, end, ' error:'))
    return wordSeverity(b, from, to) === 21 ? 21 : 0;
  if (wordsBefore === 0 && isTraceback(b, from, to)) return 17;
  return colon && wordsBefore < 2 && namesException(b, from, to) ? 17 : 0;
}

/** Part of a longer name or path: `error_count`, `on-error`, `/error`, `error.log`. */
const joins = (byte: number): boolean =>
  byte === 0x5f || byte === 0x2d || byte === 0x2f || byte === 0x2e || byte === 0x3d || byte >= 0x80;

function isUpper(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] as number) >= 0x61) return false;
  return true;
}

const endsWith = (bytes: Uint8Array, from: number, to: number, text: string): boolean => {
  if (to - from <= text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[to - text.length + i] !== text.charCodeAt(i)) return false;
  return true;
};

/** `TypeError:`, `NullPointerException:`. */
const namesException = (bytes: Uint8Array, from: number, to: number): boolean =>
  endsWith(bytes, from, to, 'Error') || endsWith(bytes, from, to, 'Exception');

function isTraceback(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from === 9 && endsWith(bytes, from, to, 'raceback') && bytes[from] === 0x54;
}
