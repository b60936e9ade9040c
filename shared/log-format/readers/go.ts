import { behindToken, hasText, isDigit, skipBlanks } from '../bytes.ts';
import { findLevel } from '../free-level.ts';
import type { LogHead } from '../log-head.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime } from '../time-bytes.ts';

const FATAL = 21;
/** What the runtime writes before it ends the program. */
const ends = ['panic: ', 'fatal error: ', 'runtime: '];

/** Go's `log` package (`2024/05/14 09:26:53 main.go:23: message`), its panics and fatal errors. */
export const go: TextReader = {
  format: 'go',
  read(bytes, start, end, head) {
    for (const text of ends) {
      if (!hasText(bytes, start, end, text)) continue;
      head.level(FATAL, start, start + (text === 'panic: ' ? 5 : 0));
      head.message(start + (text === 'panic: ' ? 7 : 0), end);
      return true;
    }
    if (hasText(bytes, start, end, 'goroutine ') && isDigit(bytes[start + 10] as number)) return true;
    if (bytes[start + 4] !== 0x2f || bytes[start + 7] !== 0x2f) return false;
    const time = readStartTime(bytes, start, end, head);
    if (time < 0 || (time < end && bytes[time] !== 0x20)) return false;
    const at = readSource(bytes, skipBlanks(bytes, time, end), end, head);
    head.message(at, end);
    findLevel(bytes, at, end, head);
    // net/http goes on after a handler's panic.
    if (head.severity === 0 && hasText(bytes, at, end, 'http: panic serving ')) head.level(17, 0, 0);
    return true;
  },
};

/** `main.go:23: ` as Lshortfile and Llongfile add it. */
function readSource(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  const to = behindToken(bytes, at, end);
  if (to - at < 7 || bytes[to - 1] !== 0x3a || !isDigit(bytes[to - 2] as number)) return at;
  for (let i = at; i < to - 4; i++) {
    if (!hasText(bytes, i, to, '.go:')) continue;
    head.part('source', at, to - 1);
    return skipBlanks(bytes, to, end);
  }
  return at;
}
