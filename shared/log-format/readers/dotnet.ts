import { hasText, indexOfByte, isBlank, isLetter, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import { LONGEST_LEVEL, wordSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime } from '../time-bytes.ts';

const LONGEST_CATEGORY = 256;
const UNHANDLED = 'Unhandled exception. ';

/**
 * The console formatter of .NET (`info: Shop.Orders[14]` with the message on the lines behind, or on the same with
 * SingleLine), NLog's `time|INFO|logger|message`, and what the runtime writes of an unhandled exception.
 */
export const dotnet: TextReader = {
  format: 'dotnet',
  read(bytes, start, end, head) {
    if (hasText(bytes, start, end, UNHANDLED)) {
      head.level(17, 0, 0);
      return true;
    }
    const time = readStartTime(bytes, start, end, head);
    if (time > 0 && bytes[time] === 0x7c && time < end) return readBarred(bytes, time + 1, end, head);
    return readConsole(bytes, time > 0 ? skipBlanks(bytes, time, end) : start, end, head);
  },
};

/** `crit: Category[0]`, four letters for each level. */
function readConsole(bytes: Uint8Array, at: number, end: number, head: LogHead): boolean {
  if (bytes[at + 4] !== 0x3a || bytes[at + 5] !== 0x20 || at + 8 > end) return false;
  const severity = consoleSeverity(bytes, at);
  if (severity === 0) return false;
  const category = at + 6;
  const limit = Math.min(end, category + LONGEST_CATEGORY);
  const open = indexOfByte(bytes, 0x5b, category, limit);
  const close = open < 0 ? -1 : indexOfByte(bytes, 0x5d, open, limit);
  if (close < 0 || indexOfByte(bytes, 0x20, category, open) >= 0) return false;
  head.level(severity, at, at + 4);
  head.part('category', category, open);
  head.part('event_id', open + 1, close);
  const behind = skipBlanks(bytes, close + 1, end);
  if (behind < end) head.message(behind, end);
  else readNextLine(bytes, end, head);
  return true;
}

/** The message is the second line, indented by six blanks. */
function readNextLine(bytes: Uint8Array, end: number, head: LogHead): void {
  const from = skipBlanks(bytes, Math.min(end + 1, head.recordEnd), head.recordEnd);
  const newline = indexOfByte(bytes, 0x0a, from, head.recordEnd);
  head.message(from, newline < 0 ? head.recordEnd : newline);
}

function consoleSeverity(bytes: Uint8Array, at: number): number {
  for (let i = 0; i < 4; i++)
    if (!isLetter(bytes[at + i] as number) || (bytes[at + i] as number) < 0x61) return 0;
  return wordSeverity(bytes, at, at + 4);
}

/** `INFO|Shop.Orders|message`. */
function readBarred(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  const from = skipBlanks(bytes, start, end);
  let to = from;
  while (to < end && to - from <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  const bar = skipBlanks(bytes, to, end);
  const severity = wordSeverity(bytes, from, to);
  if (severity === 0 || bytes[bar] !== 0x7c || bar >= end) return false;
  head.level(severity, from, to);
  const next = indexOfByte(bytes, 0x7c, bar + 1, Math.min(end, bar + LONGEST_CATEGORY));
  if (next > 0 && !isBlank(bytes[bar + 1] as number)) head.part('logger', bar + 1, next);
  head.message(next > 0 ? next + 1 : bar + 1, end);
  return true;
}
