import { isBlank, skipBlanks } from '../bytes.ts';
import { knownKeyTable } from '../json-keys.ts';
import type { LogHead } from '../log-head.ts';
import { behindQuoted, keyEnd } from '../pairs.ts';
import { valueSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readTime } from '../time-bytes.ts';

/** Ranks of the best keys so far; one line is read at a time. */
let timeRank = 0;
let levelRank = 0;
let messageRank = 0;

/** `time="…" level=info msg="…" key=value`: a line that begins with a pair and holds more pairs than bare words. */
export const logfmt: TextReader = {
  format: 'logfmt',
  read(bytes, start, end, head) {
    if (keyEnd(bytes, start, end) < 0) return false;
    timeRank = levelRank = messageRank = 99;
    let pairs = 0;
    let bare = 0;
    for (let at = start; at < end; at = skipBlanks(bytes, at, end)) {
      const equals = keyEnd(bytes, at, end);
      if (equals < 0) {
        bare++;
        while (at < end && !isBlank(bytes[at] as number)) at++;
        continue;
      }
      pairs++;
      const quoted = bytes[equals + 1] === 0x22 && equals + 1 < end;
      let to = equals + 1;
      if (quoted) to = behindQuoted(bytes, to, end);
      else while (to < end && !isBlank(bytes[to] as number)) to++;
      take(
        bytes,
        at,
        equals,
        quoted ? equals + 2 : equals + 1,
        quoted && to > equals + 2 && bytes[to - 1] === 0x22 ? to - 1 : to,
        head,
      );
      at = to;
    }
    return pairs > bare;
  },
};

function take(bytes: Uint8Array, key: number, keyTo: number, from: number, to: number, head: LogHead): void {
  const known = knownKeyTable.get(bytes, key, keyTo);
  if (!known) return;
  if (known.role === 'level' && (known.rank < levelRank || head.severity === 0)) {
    const severity = valueSeverity(bytes, from, to, known.scale);
    if (severity === 0) return;
    head.level(severity, from, to);
    levelRank = known.rank;
  } else if (known.role === 'time' && known.rank < timeRank) {
    const seconds = head.seconds;
    const nanos = head.nanos;
    if (readTime(bytes, from, to, head) === to && head.seconds >= 0) timeRank = known.rank;
    else {
      head.seconds = seconds;
      head.nanos = nanos;
    }
  } else if (known.role === 'message' && known.rank < messageRank) {
    head.message(from, to);
    messageRank = known.rank;
  }
}
