import { behindDigits, hasText, indexOfByte, isLetter, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import { unquoted } from '../pairs.ts';
import type { ParsedLog } from '../parsed-log.ts';
import { LONGEST_LEVEL, wordSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime, readTime } from '../time-bytes.ts';

const LONGEST_GROUP = 160;

/** The error logs of nginx and Apache. */
export const webError: TextReader = {
  format: 'web-error',
  read(bytes, start, end, head) {
    return bytes[start] === 0x5b ? readApache(bytes, start, end, head) : readNginx(bytes, start, end, head);
  },
  finish: addContext,
};

/** `2024/05/14 09:26:53 [error] 29#29: *1 open() failed, client: …, server: …, request: "…"`. */
function readNginx(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  if (bytes[start + 4] !== 0x2f) return false;
  const time = readStartTime(bytes, start, end, head);
  if (time < 0 || bytes[time] !== 0x20 || bytes[time + 1] !== 0x5b) return false;
  const close = readLevel(bytes, time + 2, end, head);
  if (close < 0 || bytes[close] !== 0x5d) return false;
  const pid = skipBlanks(bytes, close + 1, end);
  const pidEnd = behindDigits(bytes, pid, end);
  const tidEnd = bytes[pidEnd] === 0x23 ? behindDigits(bytes, pidEnd + 1, end) : pidEnd;
  if (pidEnd === pid || tidEnd >= end || bytes[tidEnd] !== 0x3a) return false;
  head.part('pid', pid, pidEnd);
  head.part('tid', pidEnd + 1, tidEnd);
  let at = skipBlanks(bytes, tidEnd + 1, end);
  if (bytes[at] === 0x2a) {
    const to = behindDigits(bytes, at + 1, end);
    head.part('connection', at + 1, to);
    at = skipBlanks(bytes, to, end);
  }
  head.message(at, end);
  cutContext(bytes, at, end, head);
  return true;
}

/** What nginx was doing stands behind the message, from `, client: ` on. */
function cutContext(bytes: Uint8Array, from: number, end: number, head: LogHead): void {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== 0x2c || !hasText(bytes, at, end, ', client: ')) continue;
    head.messageEnd = at;
    head.pairsStart = at + 2;
    head.pairsEnd = end;
    return;
  }
}

/** `[Wed Oct 11 14:32:52.123 2000] [core:error] [pid 35708:tid 432] [client 72.15.99.187:80] AH00128: …`. */
function readApache(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  if (!isLetter(bytes[start + 1] as number)) return false;
  const time = readTime(bytes, start + 1, end, head);
  if (time < 0 || head.seconds < 0 || bytes[time] !== 0x5d || !hasText(bytes, time, end, '] [')) return false;
  let at = time + 2;
  const close = indexOfByte(bytes, 0x5d, at, Math.min(end, at + LONGEST_GROUP));
  if (close < 0) return false;
  const colon = indexOfByte(bytes, 0x3a, at, close);
  if (readLevel(bytes, colon < 0 ? at + 1 : colon + 1, end, head) !== close) return false;
  if (colon > 0) head.part('module', at + 1, colon);
  at = skipBlanks(bytes, close + 1, end);
  for (let groups = 0; groups < 4 && bytes[at] === 0x5b && at < end; groups++) {
    const to = readGroup(bytes, at, end, head);
    if (to < 0) break;
    at = skipBlanks(bytes, to + 1, end);
  }
  head.message(at, end);
  return true;
}

/** `[pid 35708:tid 432]` and `[client 72.15.99.187:80]`; -1 for other brackets, which belong to the message. */
function readGroup(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  const close = indexOfByte(bytes, 0x5d, at, Math.min(end, at + LONGEST_GROUP));
  if (close < 0) return -1;
  if (hasText(bytes, at, end, '[pid ')) {
    const pid = behindDigits(bytes, at + 5, close);
    head.part('pid', at + 5, pid);
    if (hasText(bytes, pid, close, ':tid ')) head.part('tid', pid + 5, close);
    return close;
  }
  if (!hasText(bytes, at, end, '[client ')) return -1;
  head.part('client', at + 8, close);
  return close;
}

/** Place behind the level that starts at `from`, or -1. */
function readLevel(bytes: Uint8Array, from: number, end: number, head: LogHead): number {
  let to = from;
  while (to < end && to - from <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  const severity = to > from ? wordSeverity(bytes, from, to) : 0;
  // Apache counts its trace levels: trace1 to trace8.
  if (severity === 0) return -1;
  head.level(severity, from, to);
  return behindDigits(bytes, to, end);
}

const MOST = 16;
const CONTEXT = /([a-z]{1,24}): ("(?:[^"\\]|\\.)*"|[^,"]*)/g;

/** `client: 203.0.113.9, server: _, request: "GET / HTTP/1.1"` as fields. */
function addContext(text: string, head: LogHead, record: ParsedLog): void {
  if (head.pairsEnd === 0) return;
  let fields = 0;
  for (const match of text.slice(head.pairsStart, head.pairsEnd).matchAll(CONTEXT)) {
    if (++fields > MOST) return;
    const value = match[2] as string;
    record.fields.push([match[1] as string, value.startsWith('"') ? unquoted(value) : value.trimEnd()]);
  }
}
