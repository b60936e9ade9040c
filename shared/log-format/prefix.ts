import { isBlank, isName } from './bytes.ts';
import { wordSeverity } from './severity.ts';

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
