import { behindDigits, hasText, indexOfByte, isLetter, isName, skipBlanks } from '../bytes.ts';
import { findLevel } from '../free-level.ts';
import type { LogHead } from '../log-head.ts';
import { cutBracketedPairs } from '../pairs.ts';
import { LONGEST_LEVEL, wordSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readTime } from '../time-bytes.ts';

const LONGEST_GROUP = 200;
const names = ['logger', 'thread', 'context', 'context2', 'context3'];

/**
 * `[2025-01-01T10:00:00] [INFO] [name] [thread] message [k=v, k=v]`, with as many of the brackets as there are:
 * `[time] LEVEL message`, `[LEVEL] message`, `[time LEVEL target] message`, `[time: LEVEL/Process] message`.
 */
export const bracketed: TextReader = {
  format: 'bracketed',
  read(bytes, start, end, head) {
    let at = behindRuby(bytes, start, end);
    if (bytes[at] !== 0x5b || at >= end) return false;
    let group = 0;
    let known = false;
    bareLevel = false;
    while (at < end && bytes[at] === 0x5b) {
      const close = closing(bytes, at, end);
      if (close < 0) break;
      const kind = readGroup(bytes, at + 1, close, head);
      if (!kind && !known) return false;
      if (!kind) {
        // Behind a level that stands free, brackets belong to the message.
        if (group >= names.length || bytes[close + 1] === 0x3a) break;
        nameGroup(bytes, at + 1, close, head, group++);
      }
      known = true;
      at = skipBlanks(bytes, close + 1, end);
      if (head.severity === 0) at = behindBareLevel(bytes, at, end, head);
      if (bareLevel) break;
    }
    if (!known || (head.seconds < 0 && head.severity === 0)) return false;
    at = behindNames(bytes, at, end, head);
    head.message(at, end);
    if (head.severity === 0) findLevel(bytes, at, end, head);
    cutBracketedPairs(bytes, head);
    return true;
  },
};

/** Ruby's Logger begins with the level's letter: `I, [time #pid]  INFO -- name: message`. */
const behindRuby = (bytes: Uint8Array, start: number, end: number): number =>
  bytes[start + 1] === 0x2c && hasText(bytes, start + 1, end, ', [') ? start + 3 : start;

/** What may stand between the brackets and the message: a colon or hyphens, pino-pretty's `(17):`, Ruby's `-- name:`. */
function behindNames(bytes: Uint8Array, start: number, end: number, head: LogHead): number {
  let at = start;
  if (bytes[at] === 0x28) {
    const to = behindDigits(bytes, at + 1, end);
    if (to > at + 1 && hasText(bytes, to, end, '): ')) {
      head.part('pid', at + 1, to);
      return to + 3;
    }
  }
  if (hasText(bytes, at, end, '-- ')) {
    const colon = indexOfByte(bytes, 0x3a, at, Math.min(end, at + LONGEST_GROUP));
    if (colon < 0) return at;
    head.part('logger', at + 3, colon);
    return skipBlanks(bytes, colon + 1, end);
  }
  if (head.severity === 0) at = behindChannel(bytes, at, end, head);
  if (at >= end) return at;
  return bytes[at] === 0x3a || hasText(bytes, at, end, '- ') ? skipBlanks(bytes, at + 1, end) : at;
}

/** Monolog's `channel.LEVEL: message`. */
function behindChannel(bytes: Uint8Array, start: number, end: number, head: LogHead): number {
  let at = start;
  while (at < end && at - start < LONGEST_GROUP && isName(bytes[at] as number)) at++;
  if (bytes[at] !== 0x3a || at >= end) return start;
  let dot = at;
  while (dot > start && bytes[dot - 1] !== 0x2e) dot--;
  const severity = dot > start ? wordSeverity(bytes, dot, at) : 0;
  if (severity === 0) return start;
  head.part('logger', start, dot - 1);
  head.level(severity, dot, at);
  return skipBlanks(bytes, at + 1, end);
}

/** The closing bracket of the one at `at`, brackets within counted. */
function closing(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + LONGEST_GROUP);
  let open = 0;
  for (let next = at; next < limit; next++) {
    if (bytes[next] === 0x5b) open++;
    else if (bytes[next] === 0x5d && --open === 0) return next;
  }
  return -1;
}

/** Whether the group's content is a time, a level, or a time with a level and a name behind it. */
function readGroup(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean {
  const from = skipBlanks(bytes, start, end);
  if (head.seconds < 0) {
    const time = readTime(bytes, from, end, head);
    if (time === end) return true;
    if (time > 0 && (bytes[time] === 0x20 || bytes[time] === 0x3a)) {
      readBehindTime(bytes, time + 1, end, head);
      return true;
    }
    if (time > 0) head.seconds = -1;
  }
  return head.severity === 0 && readLevel(bytes, from, end, head) >= end;
}

/** Place behind the level that starts here and the blanks behind it; `from` where there is none. */
function readLevel(bytes: Uint8Array, from: number, end: number, head: LogHead): number {
  let to = from;
  while (to < end && to - from <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  const severity = to - from > 0 ? wordSeverity(bytes, from, to) : 0;
  const behind = skipBlanks(bytes, to, end);
  if (severity === 0 || (behind === to && to < end && bytes[to] !== 0x2f)) return from;
  head.level(severity, from, to);
  return behind;
}

function readBehindTime(bytes: Uint8Array, at: number, end: number, head: LogHead): void {
  const from = skipBlanks(bytes, at, end);
  const behind = readLevel(bytes, from, end, head);
  const name = bytes[behind] === 0x2f ? behind + 1 : behind;
  if (bytes[name] === 0x23) head.part('pid', name + 1, end);
  else head.part('logger', name, end);
}

function nameGroup(bytes: Uint8Array, start: number, end: number, head: LogHead, group: number): void {
  const from = skipBlanks(bytes, start, end);
  let to = end;
  while (to > from && bytes[to - 1] === 0x20) to--;
  const digits = behindDigits(bytes, from, to) === to;
  head.part(digits ? 'pid' : (names[group] as string), from, to);
}

/** The last call of `behindBareLevel` found one. */
let bareLevel = false;

/** `[time] INFO message`: the level in capitals, or with a colon. */
function behindBareLevel(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  bareLevel = false;
  let to = at;
  while (to < end && to - at <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  const colon = bytes[to] === 0x3a && to < end;
  if (to - at < 3 || (to < end && bytes[to] !== 0x20 && !colon)) return at;
  if (!colon && (bytes[at + 1] as number) >= 0x61) return at;
  const severity = wordSeverity(bytes, at, to);
  if (severity === 0) return at;
  head.level(severity, at, to);
  bareLevel = true;
  return skipBlanks(bytes, colon ? to + 1 : to, end);
}
