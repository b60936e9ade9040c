import { behindDigits, behindToken, hasText, isBlank, isLetter, skipBlanks } from '../bytes.ts';
import { findLevel } from '../free-level.ts';
import type { LogHead } from '../log-head.ts';
import { cutBracketedPairs } from '../pairs.ts';
import { LONGEST_LEVEL, wordSeverity } from '../severity.ts';
import type { TextReader } from '../text-reader.ts';
import { readStartTime, readTime } from '../time-bytes.ts';

const LONGEST_TARGET = 128;

/** Any text: a time at its start and a level behind it are taken off where they stand. */
export const plain: TextReader = {
  format: 'plain',
  read(bytes, start, end, head) {
    let at = skipBlanks(bytes, start, end);
    const time = at === start ? readStartTime(bytes, at, end, head) : readTime(bytes, at, end, head);
    if (time > 0 && (time === end || isSeparator(bytes[time] as number)))
      at = behindSeparators(bytes, time, end);
    else head.seconds = -1;
    if (head.seconds >= 0) at = behindThread(bytes, at, end, head);
    at = readLevelAt(bytes, at, end, head);
    if (head.severity !== 0) at = behindTarget(bytes, at, end, head);
    head.message(at === end ? start : at, end);
    if (head.severity === 0) findLevel(bytes, head.messageStart, end, head);
    else cutBracketedPairs(bytes, head);
    return true;
  },
};

/** MySQL has the thread's number before the level in brackets: `0 [Warning] [MY-010068] [Server] …`. */
function behindThread(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  const to = behindDigits(bytes, at, Math.min(end, at + 10));
  if (to === at || !hasText(bytes, to, end, ' [')) return at;
  head.part('tid', at, to);
  return to + 1;
}

/** Rust's tracing writes the target before the message: `shop::orders: created`. */
function behindTarget(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  const to = behindToken(bytes, at, Math.min(end, at + LONGEST_TARGET));
  if (to - at < 5 || bytes[to - 1] !== 0x3a || bytes[to - 2] === 0x3a) return at;
  for (let i = at; i < to - 2; i++) {
    if (bytes[i] !== 0x3a || bytes[i + 1] !== 0x3a) continue;
    head.part('target', at, to - 1);
    return skipBlanks(bytes, to, end);
  }
  return at;
}

const isSeparator = (byte: number): boolean =>
  isBlank(byte) || byte === 0x3a || byte === 0x7c || byte === 0x2c;

/** Blanks, and one colon, bar or hyphen that stands among them. */
export function behindSeparators(bytes: Uint8Array, at: number, end: number): number {
  let next = skipBlanks(bytes, at, end);
  const byte = bytes[next];
  const colon = byte === 0x3a || byte === 0x7c;
  if (next < end && (colon || (byte === 0x2d && isBlank(bytes[next + 1] as number)))) next++;
  return skipBlanks(bytes, next, end);
}

/** A level in capitals, in brackets, or with a colon or bar behind it. Answers where the text goes on. */
export function readLevelAt(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  const bracket = bytes[at] === 0x5b || bytes[at] === 0x28 || bytes[at] === 0x3c;
  const from = bracket ? skipBlanks(bytes, at + 1, end) : at;
  let to = from;
  while (to < end && to - from <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  if (to === from || to - from > LONGEST_LEVEL) return at;
  let behind = skipBlanks(bytes, to, end);
  if (bracket) {
    const close = bytes[behind];
    if (close !== 0x5d && close !== 0x29 && close !== 0x3e) return at;
    behind++;
  } else if (!isBareLevel(bytes, from, to, end)) return at;
  const severity = wordSeverity(bytes, from, to);
  if (severity === 0) return at;
  head.level(severity, from, to);
  return behindSeparators(bytes, behind, end);
}

function isBareLevel(bytes: Uint8Array, from: number, to: number, end: number): boolean {
  const behind = bytes[to] as number;
  if (to < end && behind === 0x3a) return to - from >= 3;
  const upper = to - from >= 3 && (bytes[from] as number) < 0x61 && (bytes[from + 1] as number) < 0x61;
  return upper && (to === end || isBlank(behind) || behind === 0x7c || behind === 0x5b);
}
