import { behindDigits, hasText, isBlank, isDigit, isLetter, isName, skipBlanks } from '../bytes.ts';
import type { LogHead } from '../log-head.ts';
import type { ParsedLog } from '../parsed-log.ts';
import { LONGEST_LEVEL, wordSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime } from '../time-bytes.ts';
import { contextOf, traceIdOf } from '../trace-ids.ts';

const LONGEST_GROUP = 200;
const LONGEST_LOGGER = 160;
const groupNames = ['thread', 'context', 'context2'];
const springNames = ['application', 'thread', 'context'];

/**
 * Lines of Logback, Log4j, Spring Boot, Tomcat, WildFly and java.util.logging: a time, then level, process, thread in
 * brackets and logger in whatever order, a hyphen or colon before the message.
 */
export const java: TextReader = {
  format: 'java',
  read(bytes, start, end, head) {
    if (isThrown(bytes, start, end)) return readThrown(start, end, head);
    const time = readStartTime(bytes, start, end, head);
    if (time < 0 || time >= end) return false;
    if (bytes[time] !== 0x20 && bytes[time] !== 0x5b) return false;
    if (readUtilLogging(bytes, time, end, head)) return true;
    return readColumns(bytes, time, end, head);
  },
  finish: takeContext,
};

/** `[thread] LEVEL logger - message` in the orders in use; at least a group, a process or a logger must be there. */
function readColumns(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  let at = skipBlanks(bytes, start, end);
  if (bytes[at] === 0x2d && bytes[at + 1] === 0x20) at = skipBlanks(bytes, at + 1, end);
  let names = groupNames;
  let groups = 0;
  let columns = 0;
  for (let turn = 0; turn < 8 && at < end; turn++) {
    const byte = bytes[at] as number;
    let to = at;
    if (byte === 0x5b || (byte === 0x28 && columns > 0 && head.severity !== 0)) {
      to = behindGroup(bytes, at, end);
      if (to < 0 || groups >= names.length) break;
      nameGroup(bytes, at + 1, to - 1, names[groups++] as string, head);
      columns++;
    } else if (isDigit(byte)) {
      to = behindDigits(bytes, at, end);
      if (!isBlank(bytes[to] as number) || to >= end || columns > 1) break;
      head.part('pid', at, to);
      columns++;
    } else if (hasText(bytes, at, end, '--- ') && head.severity !== 0) {
      to = at + 3;
      names = countGroups(bytes, to, end) > 1 ? springNames : groupNames;
      columns++;
    } else if (head.severity === 0) {
      to = readLevel(bytes, at, end, head);
      if (to < 0) return false;
    } else break;
    at = skipBlanks(bytes, to, end);
  }
  return head.severity !== 0 && readLogger(bytes, at, end, head, columns);
}

/** Place behind the level in capitals, or -1. */
function readLevel(bytes: Uint8Array, from: number, end: number, head: LogHead): number {
  let to = from;
  while (to < end && to - from <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  if (to - from < 3 || (bytes[from] as number) >= 0x61 || (bytes[from + 1] as number) >= 0x61) return -1;
  if (to < end && !isBlank(bytes[to] as number)) return -1;
  const severity = wordSeverity(bytes, from, to);
  if (severity === 0) return -1;
  head.level(severity, from, to);
  return to;
}

/** Behind the bracket that closes the one at `at`, or -1. */
function behindGroup(bytes: Uint8Array, at: number, end: number): number {
  const opens = bytes[at] as number;
  const closes = opens === 0x5b ? 0x5d : 0x29;
  const limit = Math.min(end, at + LONGEST_GROUP);
  let open = 0;
  for (let next = at; next < limit; next++) {
    if (bytes[next] === opens) open++;
    else if (bytes[next] === closes && --open === 0) return next + 1;
  }
  return -1;
}

function countGroups(bytes: Uint8Array, from: number, end: number): number {
  let groups = 0;
  for (let at = skipBlanks(bytes, from, end); bytes[at] === 0x5b && at < end; groups++) {
    const to = behindGroup(bytes, at, end);
    if (to < 0) break;
    at = skipBlanks(bytes, to, end);
  }
  return groups;
}

function nameGroup(bytes: Uint8Array, start: number, end: number, name: string, head: LogHead): void {
  const from = skipBlanks(bytes, start, end);
  let to = end;
  while (to > from && bytes[to - 1] === 0x20) to--;
  head.part(name, from, to);
}

const isLoggerByte = (byte: number): boolean =>
  isName(byte) ||
  byte === 0x24 ||
  byte === 0x5b ||
  byte === 0x5d ||
  byte === 0x2f ||
  byte === 0x3a ||
  byte === 0x23;

/** `logger - message`, `logger : message`, `logger: message`, `a.b.Logger.method message`, or the message alone. */
function readLogger(bytes: Uint8Array, start: number, end: number, head: LogHead, columns: number): boolean {
  if (bytes[start] === 0x2d && isBlank(bytes[start + 1] as number) && start + 1 < end) {
    head.message(skipBlanks(bytes, start + 1, end), end);
    return true;
  }
  const limit = Math.min(end, start + LONGEST_LOGGER);
  let to = start;
  let dots = 0;
  for (; to < limit && isLoggerByte(bytes[to] as number); to++) if (bytes[to] === 0x2e) dots++;
  const colon = to > start + 1 && bytes[to - 1] === 0x3a;
  const behind = skipBlanks(bytes, to, end);
  const separated =
    behind > to && (bytes[behind] === 0x2d || bytes[behind] === 0x3a) && isBlank(bytes[behind + 1] as number);
  const named =
    to > start &&
    isLetter(bytes[start] as number) &&
    (separated || (colon && dots > 0 && behind > to) || (dots > 1 && behind > to));
  if (!named && columns === 0) return false;
  if (colon && !separated && columns === 0 && dots === 0) return false;
  if (named) head.part('logger', start, colon && !separated ? to - 1 : to);
  head.message(!named ? start : separated ? skipBlanks(bytes, behind + 1, end) : behind, end);
  return true;
}

/** `May 14, 2024 9:26:53 AM com.foo.Bar method`, and on the next line `INFO: message`. */
function readUtilLogging(bytes: Uint8Array, time: number, end: number, head: LogHead): boolean {
  if (head.recordEnd <= end || bytes[end] !== 0x0a) return false;
  let to = end + 1;
  while (to < head.recordEnd && to - end <= LONGEST_LEVEL + 1 && isLetter(bytes[to] as number)) to++;
  const severity = wordSeverity(bytes, end + 1, to);
  if (severity === 0 || !hasText(bytes, to, head.recordEnd, ': ')) return false;
  const logger = skipBlanks(bytes, time, end);
  let blank = logger;
  while (blank < end && !isBlank(bytes[blank] as number)) blank++;
  head.level(severity, end + 1, to);
  head.part('logger', logger, blank);
  head.part('method', skipBlanks(bytes, blank, end), end);
  let lineEnd = to + 2;
  while (lineEnd < head.recordEnd && bytes[lineEnd] !== 0x0a) lineEnd++;
  head.message(to + 2, lineEnd);
  return true;
}

/** `Exception in thread "main" …`, `Caused by: …`, or the qualified name of an exception. */
function isThrown(bytes: Uint8Array, start: number, end: number): boolean {
  if (hasText(bytes, start, end, 'Exception in thread "') || hasText(bytes, start, end, 'Caused by: '))
    return true;
  const limit = Math.min(end, start + LONGEST_LOGGER);
  let to = start;
  let dots = 0;
  for (; to < limit && (isName(bytes[to] as number) || bytes[to] === 0x24); to++)
    if (bytes[to] === 0x2e) dots++;
  if (dots === 0 || (to < end && bytes[to] !== 0x3a) || !isLetter(bytes[start] as number)) return false;
  return hasText(bytes, to - 9, to, 'Exception') || hasText(bytes, to - 5, to, 'Error');
}

function readThrown(start: number, end: number, head: LogHead): boolean {
  head.level(17, 0, 0);
  head.message(start, end);
  return true;
}

/** Spring's tracing writes `[app,trace,span]` or `[trace-span]` as a group. */
function takeContext(_text: string, _head: LogHead, record: ParsedLog): void {
  for (const [key, value] of record.fields) {
    if (typeof value !== 'string' || value.length < 33 || key === 'logger') continue;
    const [, trace = '', span = ''] = value.includes(',') ? value.split(',', 3) : [];
    const id = traceIdOf('', trace);
    const context = id === '' ? contextOf(value) : contextOf(`${trace}-${span}`);
    if (context.traceId === '') continue;
    record.traceId = context.traceId;
    record.spanId = context.spanId;
  }
}
