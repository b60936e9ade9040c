import { behindDigits, indexOfByte, numberOf, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import { behindQuoted, unquoted } from '../pairs.ts';
import type { TextReader } from '../text-reader.ts';
import { readTimeWithDate } from '../time-bytes.ts';

/** I, W, E and F. */
const severities: Record<number, number> = { 73: 9, 87: 13, 69: 17, 70: 21 };
const LONGEST_SOURCE = 160;

/** `I0514 09:26:53.589000   1 controller.go:114] message`, or with a year (`I20240514`), as klog and glog write. */
export const klog: TextReader = {
  format: 'klog',
  read(bytes, start, end, head) {
    const severity = severities[bytes[start] as number];
    if (severity === undefined) return false;
    const dateEnd = behindDigits(bytes, start + 1, Math.min(end, start + 10));
    const digits = dateEnd - start - 1;
    if ((digits !== 4 && digits !== 8) || bytes[dateEnd] !== 0x20) return false;
    const year = digits === 8 ? numberOf(bytes, start + 1, start + 5) : 0;
    const month = numberOf(bytes, dateEnd - 4, dateEnd - 2);
    const day = numberOf(bytes, dateEnd - 2, dateEnd);
    const time = readTimeWithDate(bytes, dateEnd + 1, end, head, year, month, day);
    if (time < 0) return false;
    head.level(severity, start, start + 1);
    const pid = skipBlanks(bytes, time, end);
    const pidEnd = behindDigits(bytes, pid, end);
    const source = skipBlanks(bytes, pidEnd, end);
    const close = indexOfByte(bytes, 0x5d, source, Math.min(end, source + LONGEST_SOURCE));
    if (pidEnd === pid || close < 0) return false;
    head.part('pid', pid, pidEnd);
    head.part('source', source, close);
    readMessage(bytes, skipBlanks(bytes, close + 1, end), end, head);
    return true;
  },
  finish(_text, head, record) {
    if (head.pairsStart > 0) record.message = unquoted(`"${record.message}"`);
  },
};

/** klog's structured form quotes the message, and pairs follow it. */
function readMessage(bytes: Uint8Array, at: number, end: number, head: LogHead): void {
  head.message(at, end);
  if (bytes[at] !== 0x22 || at >= end) return;
  const behind = behindQuoted(bytes, at, end);
  if (behind < end && bytes[behind] !== 0x20) return;
  head.message(at + 1, behind - 1);
  head.pairsStart = behind;
  head.pairsEnd = end;
}
