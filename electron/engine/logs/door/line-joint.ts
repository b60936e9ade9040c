import { detectSeverity } from '../../formats/log-line.ts';
import { beginKey, isKeyLine } from './key-lines.ts';
import {
  closesBracket,
  isBlank,
  isCaretLine,
  isExceptionHead,
  isGoCall,
  isGoName,
  isNumberedFrame,
  isPythonException,
  isRubyFrame,
  startsRecord,
  startsWith,
} from './trace-lines.ts';

/** What a record's lines are so far, where that decides what may follow. */
export const traceKind = {
  plain: 0,
  /** Frames of Java, .NET, Node, Ruby. */
  frames: 1,
  /** In a Python traceback, before the exception's line. */
  python: 2,
  pythonEnd: 3,
  /** Behind "During handling of …". */
  pythonChain: 4,
  goHead: 5,
  go: 6,
  rustHead: 7,
  rust: 8,
  php: 9,
  /** Behind a line of source with a `^` under it: Node's uncaught errors, Python's syntax errors. */
  caret: 10,
  /** In a block of a key or certificate. */
  key: 11,
} as const;

export const joint = { begins: 0, continues: 1, undecided: 2 } as const;
export type Joint = (typeof joint)[keyof typeof joint];

/** What the rules look at, and change as they take a line. */
export interface JoinedSoFar {
  kind: number;
  bracketOpen: boolean;
  readonly bytes: Uint8Array;
  /** Its text ends here, the tail left out. */
  readonly length: number;
  readonly firstLineEnd: number;
  readonly tail: readonly { start: number; end: number }[];
}

const SPACE = 0x20;
const TAB = 0x09;
const ESCAPE = 0x1b;
const CR = 0x0d;

/** The kind that a record's first line gives it. */
export function beginRecord(record: JoinedSoFar): void {
  const { bytes, length } = record;
  const first = bytes[0];
  // t, p, f, g, T: all others are plain, and so are most of these.
  if (first === 0x74) {
    record.kind = rustKind(bytes, length);
  } else if (first === 0x70 || first === 0x66) {
    if (startsWith(bytes, 0, length, 'panic: ') || startsWith(bytes, 0, length, 'fatal error: '))
      record.kind = traceKind.goHead;
  } else if (first === 0x67) {
    if (startsWith(bytes, 0, length, 'goroutine ')) record.kind = traceKind.go;
  } else if (first === 0x54) {
    if (startsWith(bytes, 0, length, 'Traceback (most recent')) record.kind = traceKind.python;
  }
  if (bytes[length - 1] === 0x2d) beginKey(record);
  record.bracketOpen = opensBracket(bytes, length);
}

/** Newer compilers put the message of a panic on a line of its own, behind a colon. */
function rustKind(bytes: Uint8Array, length: number): number {
  if (!startsWith(bytes, 0, length, "thread '")) return traceKind.plain;
  for (let at = 8; at < Math.min(length, 200); at++) {
    if (!startsWith(bytes, at, length, ' panicked at ')) continue;
    return bytes[length - 1] === 0x3a ? traceKind.rustHead : traceKind.rust;
  }
  return traceKind.plain;
}

/**
 * Whether bytes[start, end) goes on with the record that came before it.
 *
 * @param near the line came right after the record's last one: only then does a trace's head belong to it
 */
export function judgeLine(
  record: JoinedSoFar,
  bytes: Uint8Array,
  start: number,
  end: number,
  near: boolean,
): Joint {
  const at = bytes[start] === ESCAPE ? behindColours(bytes, start, end) : start;
  const verdict =
    record.tail.length > 0
      ? judgeBehindTail(record, bytes, at, end)
      : judgeDirectly(record, bytes, at, end, near);
  if (verdict === joint.continues && !record.bracketOpen) record.bracketOpen = opensBracket(bytes, end);
  return verdict;
}

function judgeDirectly(
  record: JoinedSoFar,
  bytes: Uint8Array,
  start: number,
  end: number,
  near: boolean,
): Joint {
  const first = bytes[start] as number;
  if (start === end || first === SPACE || first === TAB || (first === CR && end - start === 1))
    return judgeIndented(record, bytes, start, end);
  if (record.kind === traceKind.plain && !couldContinue(first)) return joint.begins;
  if (record.kind !== traceKind.plain && goesOn(record, bytes, start, end)) return joint.continues;
  if (record.bracketOpen && closesBracket(bytes, start, end)) {
    record.bracketOpen = false;
    return joint.continues;
  }
  return record.length === 0 ? joint.begins : judgeHead(record, bytes, start, end, near);
}

/** Digits, braces and most brackets start lines of their own; one look tells it for nearly every line. */
function couldContinue(first: number): boolean {
  if (first >= 0x61 && first <= 0x7a) return true;
  if (first >= 0x41 && first <= 0x5a) return true;
  // # ) - . / [ ] _ }
  return (
    first === 0x5b ||
    first === 0x7d ||
    first === 0x5d ||
    first === 0x29 ||
    first === 0x2d ||
    first === 0x2f ||
    first === 0x2e ||
    first === 0x23 ||
    first === 0x5f
  );
}

function judgeIndented(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number): Joint {
  if (isBlank(bytes, start, end)) return allowsBlank(record.kind) ? joint.undecided : joint.begins;
  if (record.length === 0 || startsRecord(bytes, start, end)) return joint.begins;
  if (record.kind === traceKind.plain) {
    let at = start;
    while (bytes[at] === SPACE || bytes[at] === TAB) at++;
    if (isFrameWord(bytes, at, end)) record.kind = traceKind.frames;
    else if (isCaretLine(bytes, at, end)) record.kind = traceKind.caret;
  }
  return joint.continues;
}

const allowsBlank = (kind: number) =>
  kind !== traceKind.plain && kind !== traceKind.frames && kind !== traceKind.php;

/** Unindented lines inside a trace of a known kind. */
function goesOn(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number): boolean {
  const { kind } = record;
  if (kind === traceKind.python) {
    if (!isPythonException(bytes, start, end)) return false;
    record.kind = traceKind.pythonEnd;
    return true;
  }
  if (kind === traceKind.pythonEnd) return joinsTracebacks(record, bytes, start, end);
  if (kind === traceKind.pythonChain) {
    if (!startsWith(bytes, start, end, 'Traceback (most recent')) return false;
    record.kind = traceKind.python;
    return true;
  }
  if (kind === traceKind.go || kind === traceKind.goHead) return isGoLine(record, bytes, start, end);
  if (kind === traceKind.rustHead) {
    record.kind = traceKind.rust;
    return true;
  }
  if (kind === traceKind.rust)
    return startsWith(bytes, start, end, 'stack backtrace:') || startsWith(bytes, start, end, 'note: ');
  if (kind === traceKind.php) return isNumberedFrame(bytes, start, end) || isQuoteBrace(bytes, start, end);
  if (kind === traceKind.key) return isKeyLine(record, bytes, start, end);
  if (kind === traceKind.caret) return isExceptionHead(bytes, start, end);
  return startsWith(bytes, start, end, '--- End of ');
}

/** Laravel ends its JSON context behind the trace. */
const isQuoteBrace = (bytes: Uint8Array, start: number, end: number) =>
  end - start <= 4 && bytes[start] === 0x22 && bytes[start + 1] === 0x7d;

function joinsTracebacks(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number): boolean {
  const joins =
    startsWith(bytes, start, end, 'During handling of the above exception') ||
    startsWith(bytes, start, end, 'The above exception was the direct cause');
  if (joins) record.kind = traceKind.pythonChain;
  return joins;
}

function isGoLine(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number): boolean {
  if (startsWith(bytes, start, end, '[signal ') || startsWith(bytes, start, end, 'panic: ')) return true;
  if (startsWith(bytes, start, end, 'goroutine ')) {
    record.kind = traceKind.go;
    return true;
  }
  if (record.kind !== traceKind.go) return false;
  return (
    startsWith(bytes, start, end, 'created by ') ||
    startsWith(bytes, start, end, '...') ||
    isGoCall(bytes, start, end)
  );
}

/** Lines that start a trace and belong to the line before them, which said what failed. */
function judgeHead(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number, near: boolean): Joint {
  const first = bytes[start];
  if (first === 0x43 && startsWith(bytes, start, end, 'Caused by: ')) return frames(record);
  if (first === 0x57 && startsWith(bytes, start, end, 'Wrapped by: ')) return frames(record);
  if (first === 0x53 && startsWith(bytes, start, end, 'Stack trace:')) return become(record, traceKind.php);
  if (first === 0x5b && startsWith(bytes, start, end, '[stacktrace]')) return become(record, traceKind.php);
  if (first === 0x73 && startsWith(bytes, start, end, 'stack backtrace:'))
    return become(record, traceKind.rust);
  if (isRubyFrame(bytes, start, end)) {
    const told =
      record.kind === traceKind.frames || (record.kind === traceKind.plain && near && tellsOfFailure(record));
    return told ? frames(record) : joint.begins;
  }
  if (record.kind === traceKind.go) return isGoName(bytes, start, end) ? joint.undecided : joint.begins;
  if (record.kind !== traceKind.plain || !near) return joint.begins;
  if (first === 0x54 && startsWith(bytes, start, end, 'Traceback (most recent'))
    return tellsOfFailure(record) ? become(record, traceKind.python) : joint.begins;
  if (first === 0x67 && startsWith(bytes, start, end, 'goroutine '))
    return tellsOfPanic(record) ? become(record, traceKind.go) : joint.begins;
  const undecided = isExceptionHead(bytes, start, end) || isGoName(bytes, start, end);
  return undecided && tellsOfFailure(record) ? joint.undecided : joint.begins;
}

const frames = (record: JoinedSoFar): Joint => become(record, traceKind.frames);

function become(record: JoinedSoFar, kind: number): Joint {
  record.kind = kind;
  return joint.continues;
}

/** A line of level INFO has nothing to do with the trace that happens to come behind it. */
function tellsOfFailure({ bytes, firstLineEnd }: JoinedSoFar): boolean {
  const severity = detectSeverity(bytes, 0, firstLineEnd);
  return severity === 0 || severity >= 13;
}

function tellsOfPanic(record: JoinedSoFar): boolean {
  const { bytes, firstLineEnd } = record;
  for (let at = 0; at < firstLineEnd; at++)
    if (bytes[at] === 0x70 && startsWith(bytes, at, firstLineEnd, 'panic')) return true;
  return tellsOfFailure(record);
}

/** The tail waits for what shows that it belongs to the record. */
function judgeBehindTail(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number): Joint {
  const { start: from, end: to } = record.tail[0] as { start: number; end: number };
  if (isBlank(record.bytes, from, to)) return judgeBehindBlank(record, bytes, start, end);
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  if (at === start) return joint.begins;
  if (isExceptionHead(record.bytes, from, to))
    return isFrameWord(bytes, at, end) ? frames(record) : joint.begins;
  return isGoPlace(bytes, at, end) ? become(record, traceKind.go) : joint.begins;
}

function judgeBehindBlank(record: JoinedSoFar, bytes: Uint8Array, start: number, end: number): Joint {
  if (isBlank(bytes, start, end)) return record.tail.length < 2 ? joint.undecided : joint.begins;
  const first = bytes[start];
  if (first === SPACE || first === TAB) return joint.continues;
  if (record.kind === traceKind.caret)
    return isExceptionHead(bytes, start, end) || startsWith(bytes, start, end, 'Node.js v')
      ? joint.continues
      : joint.begins;
  if (record.kind === traceKind.rustHead) return joint.begins;
  return goesOn(record, bytes, start, end) ? joint.continues : joint.begins;
}

/** `at `, `from ` and `... 12 more`, behind their indentation. */
const isFrameWord = (bytes: Uint8Array, at: number, end: number) =>
  startsWith(bytes, at, end, 'at ') ||
  startsWith(bytes, at, end, 'from ') ||
  startsWith(bytes, at, end, '... ');

/** `path/file.go:128`, as Go's traces and zap write it under a function's name. */
function isGoPlace(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end - 4; at++) {
    if (bytes[at] === SPACE) return false;
    if (bytes[at] === 0x2e && startsWith(bytes, at, end, '.go:')) return true;
  }
  return false;
}

function opensBracket(bytes: Uint8Array, end: number): boolean {
  let last = bytes[end - 1];
  if (last === CR) last = bytes[end - 2];
  return last === 0x7b || last === 0x5b || last === 0x28;
}

/** The index behind colour sequences (`ESC [ … m`) at a line's start. */
function behindColours(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (bytes[at] === ESCAPE && bytes[at + 1] === 0x5b && at < end) {
    let next = at + 2;
    while (next < end && next - at < 20 && bytes[next] !== 0x6d) next++;
    if (bytes[next] !== 0x6d || next >= end) return at;
    at = next + 1;
  }
  return at;
}
