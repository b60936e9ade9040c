import { RE2JS } from 're2js';
import type { Find } from './find.ts';

const LONGEST_PATTERN = 1024;
/** Of a longer text only so much is held against a rule. */
const LONGEST_TEXT = 256 * 1024;

export interface OwnRule {
  name: string;
  find(text: string): Find[];
}

/** Why the pattern is none, for a person; null where it is one. */
export function patternFault(pattern: string): string | null {
  if (pattern === '') return 'a pattern is needed';
  if (pattern.length > LONGEST_PATTERN) return `longer than ${LONGEST_PATTERN} characters`;
  try {
    return RE2JS.compile(pattern).test('') ? 'it matches a text without characters' : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Null for a pattern that has a fault. RE2: in linear time, whoever wrote it. */
export function ownRule(name: string, pattern: string): OwnRule | null {
  if (patternFault(pattern) !== null) return null;
  const compiled = RE2JS.compile(pattern);
  const literal = literalOf(pattern);
  return {
    name,
    find(text) {
      if (literal !== null && !text.includes(literal)) return [];
      const matcher = compiled.matcher(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);
      const finds: Find[] = [];
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) finds.push({ from: matcher.start(), to: matcher.end() });
      }
      return finds;
    },
  };
}

/** The longest text that stands in whatever the pattern finds, where that is easily seen. */
function literalOf(pattern: string): string | null {
  if (/[|()]|\(\?/.test(pattern)) return null;
  const runs = pattern
    .replace(/\\[pP]\{[^}]*\}|\\./g, '.')
    .replace(/\[\^?\]?[^\]]*\]/g, '.')
    .replace(/.(?:[*?]|\{[^}]*\})/gsu, '.')
    .split(/[.^$+*?{}]/);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest.length < 2 ? null : longest;
}
