import { headBytes } from './bytes.ts';
import type { JsonValue } from './json-value.ts';
import { LogHead } from './log-head.ts';
import { readTime } from './time-bytes.ts';

const LONGEST = 48;
const scratch = new Uint8Array(80);
const head = new LogHead();

/** Nanoseconds since the epoch of a field's value: text in any spelling, or a number by its size. */
export function timeOf(value: JsonValue): bigint | null {
  if (typeof value === 'boolean' || value === null || typeof value === 'object') return null;
  const text = typeof value === 'string' ? value.trimEnd() : String(value);
  if (text.length > LONGEST || text.length < 8) return null;
  const length = headBytes(text, scratch);
  head.seconds = -1;
  const behind = readTime(scratch, 0, length, head);
  if (behind !== length || head.seconds < 0) return null;
  return BigInt(head.seconds) * 1_000_000_000n + BigInt(head.nanos);
}
