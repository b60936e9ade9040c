import { behindDigits, isBlank, isLetter, isName, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import { keyEnd } from '../pairs.ts';
import { LONGEST_LEVEL, wordSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime } from '../time-bytes.ts';

const LONGEST_COLUMN = 256;
const TAB = 0x09;

/**
 * What loggers of JSON write for eyes: zap's columns parted by tabs with an object at the end, zerolog's
 * `TIME INF message key=value`, and logrus' `INFO[0012] message  key=value`.
 */
export const consoleFormat: TextReader = {
  format: 'console',
  read(bytes, start, end, head) {
    const time = readStartTime(bytes, start, end, head);
    if (time > 0 && bytes[time] === TAB && time < end) return readTabs(bytes, time + 1, end, head);
    if (time > 0 && bytes[time] === 0x20) return readShort(bytes, time + 1, end, head);
    return readCounted(bytes, start, end, head);
  },
};

/** `level \t logger \t caller \t message \t {…}`: logger and caller may be missing. */
function readTabs(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  let to = start;
  while (to < end && to - start <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  const severity = wordSeverity(bytes, start, to);
  if (severity === 0 || bytes[to] !== TAB || to >= end) return false;
  head.level(severity, start, to);
  let at = to + 1;
  for (let column = 0; column < 3; column++) {
    const next = columnEnd(bytes, at, end);
    // The last column, or the one before the object, is the message.
    if (next >= end || bytes[next + 1] === 0x7b) break;
    const kind = columnKind(bytes, at, next);
    if (kind === '') break;
    head.part(kind, at, next);
    at = next + 1;
  }
  const behind = columnEnd(bytes, at, end);
  head.message(at, behind);
  return true;
}

function columnEnd(bytes: Uint8Array, at: number, end: number): number {
  let to = at;
  while (to < end && bytes[to] !== TAB) to++;
  return to;
}

/** `caller` for `file.go:23`, `logger` for a name; empty for a text with blanks. */
function columnKind(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > LONGEST_COLUMN || to === from) return '';
  for (let at = from; at < to; at++) if (isBlank(bytes[at] as number)) return '';
  let digits = to;
  while (digits > from && behindDigits(bytes, digits - 1, to) === to) digits--;
  return digits < to && bytes[digits - 1] === 0x3a ? 'caller' : 'logger';
}

/** `INF message key=value`: the three letters of zerolog, which no other logger writes bare. */
function readShort(bytes: Uint8Array, at: number, end: number, head: LogHead): boolean {
  if (bytes[at + 3] !== 0x20 || at + 4 > end) return false;
  const severity = shortLevels.has(threeLetters(bytes, at)) ? wordSeverity(bytes, at, at + 3) : 0;
  if (severity === 0) return false;
  head.level(severity, at, at + 3);
  return cutPairs(bytes, skipBlanks(bytes, at + 3, end), end, head);
}

const threeLetters = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
const shortLevels = new Set(
  ['TRC', 'DBG', 'INF', 'WRN', 'ERR', 'FTL', 'PNC'].map((word) =>
    threeLetters(new Uint8Array([...word].map((c) => c.charCodeAt(0))), 0),
  ),
);

/** `INFO[0012] message   key=value`: seconds since the start in brackets. */
function readCounted(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  const open = start + 4;
  if (bytes[open] !== 0x5b || open >= end) return false;
  const close = behindDigits(bytes, open + 1, Math.min(end, open + 12));
  if (close === open + 1 || close >= end || bytes[close] !== 0x5d) return false;
  for (let at = start; at < open; at++) if (!isLetter(bytes[at] as number)) return false;
  const severity = cutWord(bytes, start);
  if (severity === 0) return false;
  head.level(severity, start, open);
  return cutPairs(bytes, skipBlanks(bytes, close + 1, end), end, head);
}

/** logrus cuts the level to four letters: `DEBU`, `WARN`, `ERRO`, `FATA`, `PANI`, `TRAC`. */
const cutWord = (bytes: Uint8Array, at: number): number => cutLevels.get(threeLetters(bytes, at)) ?? 0;
const cutLevels = new Map(
  Object.entries({ TRA: 1, DEB: 5, INF: 9, WAR: 13, ERR: 17, FAT: 21, PAN: 21 }).map(([word, severity]) => [
    threeLetters(new Uint8Array([...word].map((c) => c.charCodeAt(0))), 0),
    severity,
  ]),
);

/** The message ends before the first `key=`. */
function cutPairs(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  head.message(start, end);
  for (let at = start; at < end; at++) {
    if ((at > start && !isBlank(bytes[at - 1] as number)) || !isName(bytes[at] as number)) continue;
    if (keyEnd(bytes, at, end) < 0) continue;
    head.pairsStart = at;
    head.pairsEnd = end;
    head.message(start, at);
    break;
  }
  return true;
}
