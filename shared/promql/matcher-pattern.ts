import { RE2JS } from 're2js';
import type { Matcher } from '../model/series.ts';
import { isTooCostly } from './pattern-cost.ts';

/** Longer patterns are nobody's, and cost memory to build. */
const LONGEST_PATTERN = 32_768;
/** A query's patterns are checked, tried on nothing and used soon after one another. */
const MOST_KEPT = 64;

const kept = new Map<string, RE2JS>();

/**
 * The pattern of a `=~` or `!~` matcher: RE2 (linear time), anchored at both ends, dot is any character.
 *
 * @throws Error that says what is wrong, in the words of Go's regexp
 */
export function compilePattern(pattern: string): RE2JS {
  const known = kept.get(pattern);
  if (known) return known;
  if (pattern.length > LONGEST_PATTERN || isTooCostly(pattern)) {
    throw new Error('error parsing regexp: expression too large');
  }
  const compiled = compileAnchored(pattern);
  kept.set(pattern, compiled);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return compiled;
}

function compileAnchored(pattern: string): RE2JS {
  // What closes a group that it has not opened would take that of the anchors.
  if (pattern.includes(')')) RE2JS.compile(pattern);
  try {
    return RE2JS.compile(`^(?s:${pattern})$`);
  } catch (error) {
    // As written, so that the message does not speak of the anchors around it.
    RE2JS.compile(pattern);
    throw error;
  }
}

/** What is wrong with a pattern, null for nothing. */
export function patternFault(pattern: string): string | null {
  try {
    compilePattern(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a series without the label is taken. */
export function matchesEmpty({ op, value }: Matcher): boolean {
  if (op === '=') return value === '';
  if (op === '!=') return value !== '';
  return compilePattern(value).matcher('').find() === (op === '=~');
}
