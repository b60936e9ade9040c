import { meansCase } from '../../../../../shared/log-query/ast.ts';
import { bytesOfText } from './slab.ts';

/** A text of bytes that must stand in every record that a condition accepts. */
export interface Literal {
  /** A character a byte; in lower case where `anyCase`, and then of ASCII only. */
  needle: string;
  anyCase: boolean;
}

const ASCII_RUNS = /[\x20-\x7e]+/g;
/** What no encoder of JSON, logfmt or access lines writes in another way. */
const SAFE_RUNS = /[\w .:@-]+/g;
const NAME_RUNS = /[\w.@-]+/g;
/** Where case does not count, RE2 has the Kelvin sign as a k and the long s as an s. */
const CASE_SAFE_RUNS = /[^ks]+/g;

const longest = (runs: Iterable<string>): string => {
  let best = '';
  for (const run of runs) if (run.length > best.length) best = run;
  return best;
};

/** Of a word as it stands in the text: all of it where its case counts or it is ASCII; null where nothing is sure. */
export function literalOfWord(word: string): Literal | null {
  if (meansCase(word) || word === word.toUpperCase()) return literal(bytesOfText(word), false);
  const isAscii = [...word].every((char) => char <= '\x7f');
  if (isAscii) return literal(word, true);
  return literal(longest(word.match(ASCII_RUNS) ?? []), true);
}

/** Of a text that may be written with JSON's escapes; null where nothing is sure. */
export const literalOfValue = (value: string): Literal | null =>
  literal(longest(value.match(SAFE_RUNS) ?? []), !meansCase(value));

/** Of a part of a value, or of the text of a list: their blanks and colons may be written in another way. */
export const literalOfPart = (part: string, anyCase: boolean): Literal | null =>
  literal(longest(part.match(NAME_RUNS) ?? []), anyCase);

const literal = (needle: string, anyCase: boolean): Literal | null =>
  needle === '' ? null : { needle, anyCase: anyCase && /[a-z]/.test(needle) };

/** Characters that stand for themselves in a pattern. */
const PLAIN = /[A-Za-z0-9_ "'/:@#%&,;<>=!~`-]/;

/**
 * The longest text that must stand in whatever a pattern finds, where that is easily seen; else null. Groups and
 * classes are jumped over, alternatives outside of groups leave nothing that must be there.
 */
export function literalOfPattern(pattern: string): Literal | null {
  const anyCase = pattern.startsWith('(?i)');
  const runs = requiredRuns(anyCase ? pattern.slice(4) : pattern);
  if (!runs) return null;
  const best = longest(anyCase ? runs.flatMap((run) => run.toLowerCase().match(CASE_SAFE_RUNS) ?? []) : runs);
  return best === '' ? null : literal(best, anyCase);
}

/** Runs of plain characters that must be there; null where the pattern is beyond this reading. */
function requiredRuns(pattern: string): string[] | null {
  const runs: string[] = [];
  let run = '';
  const end = () => {
    if (run !== '') runs.push(run);
    run = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at] as string;
    if (char === '|') return null;
    const behind = behindAtom(pattern, at);
    if (behind < 0) return null;
    const repeat = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(pattern.slice(behind));
    const plain = plainAt(pattern, at);
    if (plain === null) end();
    else if (!repeat) run += plain;
    else if (repeat[0].startsWith('+') || Number(repeat[1] ?? 0) > 0) {
      run += plain;
      end();
      // The last of them stands before what follows.
      run = plain;
    } else end();
    at = behind + (repeat?.[0].length ?? 0);
  }
  end();
  return runs;
}

/** The one character that an atom stands for, or null where it stands for more or for none. */
function plainAt(pattern: string, at: number): string | null {
  const char = pattern[at] as string;
  if (char === '\\') {
    const escaped = pattern[at + 1] ?? '';
    return /[^A-Za-z0-9\s]/.test(escaped) && escaped <= '\x7f' ? escaped : null;
  }
  return PLAIN.test(char) ? char : null;
}

/** Where the atom that begins here ends; -1 where that is not easily seen. */
function behindAtom(pattern: string, at: number): number {
  const char = pattern[at];
  if (char === '\\') {
    const next = pattern[at + 1] ?? '';
    // \pN, \x{…}, \Q…\E and their like are left to the pattern itself.
    return /[pPxQ0-9]/.test(next) ? -1 : at + 2;
  }
  if (char === '[') return behindClass(pattern, at);
  if (char === '(') return behindGroup(pattern, at);
  return at + 1;
}

function behindClass(pattern: string, from: number): number {
  let at = from + 1;
  if (pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  for (; at < pattern.length && pattern[at] !== ']'; at++) {
    if (pattern.startsWith('[:', at)) return -1;
    if (pattern[at] === '\\') at++;
  }
  return at + 1;
}

function behindGroup(pattern: string, from: number): number {
  // Flags may change what follows them.
  if (/^\(\?[a-zA-Z-]*[):]/.test(pattern.slice(from)) && !pattern.startsWith('(?:', from)) return -1;
  let depth = 0;
  for (let at = from; at < pattern.length; ) {
    const char = pattern[at];
    if (char === '(') depth++;
    if (char === ')' && --depth === 0) return at + 1;
    if (char === '\\' || char === '[') {
      const behind = behindAtom(pattern, at);
      if (behind < 0) return -1;
      at = behind;
    } else at++;
  }
  return -1;
}

/** The part of a literal that is written alike in the text and in JSON; null where none is. */
export function safeLiteral({ needle, anyCase }: Literal): Literal | null {
  return literal(longest(needle.match(SAFE_RUNS) ?? []), anyCase);
}
