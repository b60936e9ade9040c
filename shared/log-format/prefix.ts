import { hasText, isBlank, isDigit, isName } from './bytes.ts';
import type { LogHead } from './log-head.ts';
import { wordSeverity } from './severity.ts';
import { readStartTime } from './time-bytes.ts';

const LONGEST_NAME = 64;

/** End of the name in `caddy  | …` as `docker compose logs` writes it, or -1; `prefixEnd` is where the line goes on. */
export function composeName(bytes: Uint8Array, start: number, end: number): number {
  const limit = Math.min(end, start + LONGEST_NAME);
  let at = start;
  while (at < limit && isName(bytes[at] as number)) at++;
  const name = at;
  if (name === start || name >= end || bytes[name] !== 0x20) return -1;
  while (at < limit && bytes[at] === 0x20) at++;
  if (bytes[at] !== 0x7c || at >= limit || (at + 1 < end && !isBlank(bytes[at + 1] as number))) return -1;
  // `WARN | text` names a level, not a service.
  return wordSeverity(bytes, start, name) === 0 ? name : -1;
}

/** Behind the bar and one blank. */
export function behindBar(bytes: Uint8Array, name: number, end: number): number {
  let at = name;
  while (bytes[at] !== 0x7c) at++;
  return Math.min(end, at + 2);
}

/** `{`, or the key of an object whose opening brace is missing. */
export const beginsJson = (text: string): boolean =>
  text.charCodeAt(0) === 0x7b || (text.charCodeAt(0) === 0x22 && /^"[\w.@-]{1,64}"\s{0,2}:/.test(text));

/** The same of bytes. */
export function beginsJsonBytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end || bytes[start] !== 0x22) return start < end && bytes[start] === 0x7b;
  const limit = Math.min(end, start + LONGEST_NAME + 2);
  let at = start + 1;
  while (at < limit && (isName(bytes[at] as number) || bytes[at] === 0x40)) at++;
  if (at === start + 1 || at >= limit || bytes[at] !== 0x22) return false;
  for (at++; at < end && isBlank(bytes[at] as number); at++);
  return at < end && bytes[at] === 0x3a;
}

/**
 * Where an object starts that stands behind a time, bare or with what a container runtime's files write between
 * (`TIME stdout F {…`, the CRI's format): the time is then in the head. -1 where there is none.
 */
export function objectBehindTime(bytes: Uint8Array, start: number, end: number, head: LogHead): number {
  if (!isDigit(bytes[start] as number) || start >= end) return -1;
  const time = readStartTime(bytes, start, end, head);
  if (time < 0 || bytes[time] !== 0x20 || time + 2 >= end) return -1;
  let at = time + 1;
  if (hasText(bytes, at, end, 'stdout ') || hasText(bytes, at, end, 'stderr ')) at += 7;
  if (at > time + 1 && (hasText(bytes, at, end, 'F ') || hasText(bytes, at, end, 'P '))) at += 2;
  return at < end && bytes[at] === 0x7b ? at : -1;
}
