import { headBytes } from './bytes.ts';
import type { JsonValue } from './json-value.ts';
import { LogHead } from './log-head.ts';
import { readTime } from './time-bytes.ts';

const scratch = new Uint8Array(48);
const head = new LogHead();

/** Nanoseconds since the epoch of a field's value: text in any spelling, or a number by its size. */
export function timeOf(value: JsonValue): bigint | null {
  if (typeof value === 'boolean' || value === null || typeof value === 'object') return null;
  const text = typeof value === 'string' ? value.trimEnd() : String(value);
  if (text.length > scratch.length || text.length < 8) return null;
  const length = headBytes(text, scratch);
  // Digits of a number before this one must not be read as its own.
  if (length < scratch.length) scratch[length] = 0;
  head.seconds = -1;
  const behind = readTime(scratch, 0, length, head);
  if (behind !== length || head.seconds < 0) return null;
  return BigInt(head.seconds) * 1_000_000_000n + BigInt(head.nanos);
}
