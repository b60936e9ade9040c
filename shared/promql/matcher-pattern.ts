import { RE2JS } from 're2js';
import type { Matcher } from '../model/series.ts';

/** Longer patterns are nobody's, and cost memory to build. */
const LONGEST_PATTERN = 16_384;

/**
 * The pattern of a `=~` or `!~` matcher: RE2 (linear time), anchored at both ends, dot is any character.
 *
 * @throws Error that says what is wrong, in the words of Go's regexp
 */
export function compilePattern(pattern: string): RE2JS {
  if (pattern.length > LONGEST_PATTERN) {
    throw new Error(`error parsing regexp: longer than ${LONGEST_PATTERN} characters`);
  }
  return RE2JS.compile(`^(?s:${pattern})$`);
}

/** What is wrong with a pattern, null for nothing. */
export function patternFault(pattern: string): string | null {
  try {
    // As written first, so that the message does not speak of the anchors around it.
    RE2JS.compile(pattern);
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
