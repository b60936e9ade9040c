import { ByteTable } from '../byte-table.ts';
import { behindDigits, isBlank, isDigit, isLetter, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime } from '../time-bytes.ts';

/** Message types of PostgreSQL's server log; what explains a message before it is information. */
const types = new ByteTable<number>([
  ...['DEBUG1', 'DEBUG2', 'DEBUG3', 'DEBUG4', 'DEBUG5', 'DEBUG'].map((type) => [type, 5] as const),
  ...['INFO', 'LOG', 'STATEMENT', 'DETAIL', 'HINT', 'CONTEXT', 'QUERY', 'LOCATION'].map(
    (type) => [type, 9] as const,
  ),
  ...([
    ['NOTICE', 10],
    ['WARNING', 13],
    ['ERROR', 17],
    ['FATAL', 21],
    ['PANIC', 21],
  ] as const),
]);
const LONGEST_PREFIX = 160;

/** `2024-05-14 09:26:53.589 UTC [1] user@db LOG:  database system is ready`: two blanks stand behind the colon. */
export const postgresql: TextReader = {
  format: 'postgresql',
  read(bytes, start, end, head) {
    const time = readStartTime(bytes, start, end, head);
    if (time < 0 || bytes[time] !== 0x20) return false;
    const limit = Math.min(end - 2, time + LONGEST_PREFIX);
    for (let at = time; at < limit; at++) {
      if (bytes[at] !== 0x3a || bytes[at + 1] !== 0x20 || bytes[at + 2] !== 0x20) continue;
      let from = at;
      while (from > time && (isLetter(bytes[from - 1] as number) || isDigit(bytes[from - 1] as number)))
        from--;
      const severity = types.get(bytes, from, at);
      if (severity === undefined) return false;
      head.level(severity, from, at);
      readPrefix(bytes, time, from, head);
      head.message(skipBlanks(bytes, at + 1, end), end);
      return true;
    }
    return false;
  },
};

/** What stands between time and level (log_line_prefix): a zone, `[pid]` or `[pid-line]`, `user@database`. */
function readPrefix(bytes: Uint8Array, start: number, end: number, head: LogHead): void {
  for (let at = start; at < end; ) {
    at = skipBlanks(bytes, at, end);
    let to = at;
    while (to < end && !isBlank(bytes[to] as number)) to++;
    if (to === at) return;
    if (bytes[at] === 0x5b && isDigit(bytes[at + 1] as number))
      head.part('pid', at + 1, behindDigits(bytes, at + 1, to));
    for (let i = at; i < to; i++) {
      if (bytes[i] !== 0x40) continue;
      head.part('user', at, i);
      head.part('database', i + 1, to);
    }
    at = to;
  }
}
