import { hasText, isBlank, isLetter, isName, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import { LONGEST_LEVEL, wordSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime } from '../time-bytes.ts';

const LONGEST_NAME = 128;

/**
 * Python's logging in the shapes of its documentation (`time - name - LEVEL - message`, `LEVEL:name:message`,
 * `time:LEVEL:name:message`), loguru's `time | LEVEL | name:function:line - message`, and tracebacks.
 */
export const python: TextReader = {
  format: 'python',
  read(bytes, start, end, head) {
    if (hasText(bytes, start, end, 'Traceback (most recent call last)')) {
      head.level(17, 0, 0);
      return true;
    }
    const time = readStartTime(bytes, start, end, head);
    if (time < 0) return readColons(bytes, start, end, head);
    if (bytes[time] === 0x3a && time < end) return readColons(bytes, time + 1, end, head);
    if (hasText(bytes, time, end, ' - ')) return readHyphens(bytes, time + 3, end, head);
    return hasText(bytes, time, end, ' | ') && readLoguru(bytes, time + 3, end, head);
  },
};

/** Place behind the level in capitals that starts at `from`, or -1. */
function readLevel(bytes: Uint8Array, from: number, end: number, head: LogHead): number {
  let to = from;
  while (to < end && to - from <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  if (to - from < 3 || (bytes[from] as number) >= 0x61 || (bytes[from + 1] as number) >= 0x61) return -1;
  const severity = wordSeverity(bytes, from, to);
  if (severity === 0) return -1;
  head.level(severity, from, to);
  return to;
}

/** `LEVEL:name:message`; with blanks behind the colon, as uvicorn writes, there is no name. */
function readColons(bytes: Uint8Array, at: number, end: number, head: LogHead): boolean {
  const level = readLevel(bytes, at, end, head);
  if (level < 0 || bytes[level] !== 0x3a || level >= end) return false;
  let to = level + 1;
  while (to < end && to - level < LONGEST_NAME && isName(bytes[to] as number)) to++;
  const named = to > level + 1 && to < end && bytes[to] === 0x3a;
  if (named) head.part('logger', level + 1, to);
  else if (!isBlank(bytes[level + 1] as number) && head.seconds < 0) return false;
  head.message(skipBlanks(bytes, named ? to + 1 : level + 1, end), end);
  return true;
}

/** `name - LEVEL - message`, and `LEVEL - message`. */
function readHyphens(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  let at = start;
  let level = readLevel(bytes, at, end, head);
  if (level < 0) {
    let to = at;
    while (to < end && to - at < LONGEST_NAME && !isBlank(bytes[to] as number)) to++;
    if (to === at || !hasText(bytes, to, end, ' - ')) return false;
    level = readLevel(bytes, to + 3, end, head);
    if (level < 0) return false;
    head.part('logger', at, to);
  }
  at = skipBlanks(bytes, level, end);
  if (bytes[at] !== 0x2d || !isBlank(bytes[at + 1] as number) || at + 1 >= end) return false;
  head.message(skipBlanks(bytes, at + 1, end), end);
  return true;
}

/** `INFO     | module:function:12 - message`. */
function readLoguru(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  const level = readLevel(bytes, start, end, head);
  const bar = level < 0 ? -1 : skipBlanks(bytes, level, end);
  if (bar < 0 || bar >= end || bytes[bar] !== 0x7c) return false;
  const from = skipBlanks(bytes, bar + 1, end);
  let to = from;
  while (to < end && to - from < LONGEST_NAME && !isBlank(bytes[to] as number)) to++;
  const named = hasText(bytes, to, end, ' - ');
  if (named) head.part('logger', from, to);
  head.message(named ? to + 3 : from, end);
  return true;
}
