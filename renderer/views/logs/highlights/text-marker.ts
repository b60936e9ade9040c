import { RE2JS } from 're2js';
import type { Marker, TextMark } from '../../../components/log/marks.ts';
import type { HighlightRule } from './use-marker.ts';

/** What a query asked for of a text. */
export type Wanted = { kind: 'text'; text: string; anyCase: boolean } | { kind: 'pattern'; pattern: string };

type Finder = (text: string, lower: () => string) => [from: number, to: number][];

const MOST_MARKS = 200;
/** Beyond it nothing is marked: patterns cost time for every character. */
const LONGEST_TEXT = 20_000;

/** Finds the query's words and patterns, and those of the rules; a pattern that cannot be read finds nothing. */
export function textMarker(wanted: readonly Wanted[], rules: readonly HighlightRule[]): Marker {
  const finders: [Finder, colour: number | null][] = [
    ...wanted.map((each): [Finder, null] => [
      each.kind === 'text' ? words(each.text, each.anyCase) : pattern(each.pattern),
      null,
    ]),
    ...rules.map(({ match, colour }): [Finder, number] => [ruleFinder(match), colour]),
  ];
  return (text) => {
    if (text.length > LONGEST_TEXT) return [];
    let lowered: string | null = null;
    const lower = () => {
      lowered ??= text.toLowerCase();
      return lowered;
    };
    const marks: TextMark[] = [];
    for (const [find, colour] of finders) {
      for (const [from, to] of find(text, lower))
        if (marks.length < MOST_MARKS) marks.push({ from, to, colour });
    }
    return marks;
  };
}

/** A rule is a word in any case, or `/a pattern/`. */
export const rulePattern = (match: string): string | null =>
  match.length > 2 && match.startsWith('/') && match.endsWith('/') ? match.slice(1, -1) : null;

/** What is wrong with a rule; null for nothing. */
export function ruleFault(match: string): string | null {
  const source = rulePattern(match);
  if (source === null) return null;
  try {
    RE2JS.compile(source);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function ruleFinder(match: string): Finder {
  const source = rulePattern(match);
  return source === null ? words(match, match === match.toLowerCase()) : pattern(source);
}

function words(word: string, anyCase: boolean): Finder {
  const needle = anyCase ? word.toLowerCase() : word;
  return (text, lower) => {
    const haystack = anyCase ? lower() : text;
    // Lower-casing may change a text's length (İ); then places cannot be told and nothing is marked.
    if (needle === '' || haystack.length !== text.length) return [];
    const found: [number, number][] = [];
    for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length)) {
      found.push([at, at + needle.length]);
      if (found.length >= MOST_MARKS) break;
    }
    return found;
  };
}

function pattern(source: string): Finder {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch {
    // Told where it was written.
    return () => [];
  }
  return (text) => {
    const matcher = compiled.matcher(text);
    const found: [number, number][] = [];
    while (found.length < MOST_MARKS && matcher.find()) {
      if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()]);
    }
    return found;
  };
}
