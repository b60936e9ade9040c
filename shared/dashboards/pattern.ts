import { RE2JS } from 're2js';

const LONGEST = 16_384;

/** A regular expression of a document, found anywhere in a text. In linear time: documents come from strangers. */
export interface Pattern {
  test(text: string): boolean;
  /** The first find: the whole of it, its groups and its named groups; null for none. */
  exec(text: string): { groups: (string | null)[]; named: Record<string, string | null> } | null;
  /** The first find replaced; `$1` is a group. */
  replace(text: string, replacement: string): string;
}

/** Null for one that cannot be read (RE2 knows no look-around): it matches nothing then. */
export function readPattern(pattern: string): Pattern | null {
  const compiled = compile(pattern);
  if (!compiled) return null;
  return {
    test: (text) => compiled.matcher(text).find(),
    exec(text) {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return null;
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i));
      const names = Object.keys(compiled.namedGroups());
      return { groups, named: Object.fromEntries(names.map((name) => [name, matcher.group(name)])) };
    },
    replace: (text, replacement) => compiled.matcher(text).replaceFirst(replacement),
  };
}

const known = new Map<string, RE2JS | null>();
const MOST_KNOWN = 500;

/** The same few expressions are asked for with every drawing. */
function compile(pattern: string): RE2JS | null {
  const cached = known.get(pattern);
  if (cached !== undefined) return cached;
  if (known.size >= MOST_KNOWN) known.clear();
  const compiled = pattern.length > LONGEST ? null : read(pattern);
  known.set(pattern, compiled);
  return compiled;
}

function read(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern);
  } catch {
    // Written by a person, perhaps half, or in a dialect with look-around.
    return null;
  }
}
