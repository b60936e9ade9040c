import type { Matcher as SeriesMatcher } from '../model/series.ts';
import { unquoted } from '../promql/go-text.ts';
import { compilePattern } from '../promql/matcher-pattern.ts';

/** One comparison with a label of an alert; a label that is not there counts as empty. */
export interface AlertMatcher extends SeriesMatcher {
  matches(value: string): boolean;
}

const NAME = /\s*(?:("(?:[^"\\]|\\.)*")|([^\s"'`,={}!~]+))\s*/y;
const OPERATOR = /(=~|!~|!=|=)\s*/y;
const VALUE = /("(?:[^"\\]|\\.)*")|([^",{}]*)/y;
const END = /\s*(,|$)/y;

/**
 * `severity="critical"`, `{team=~"a|b", env!=prod}`: one or more matchers as Alertmanager writes them, with quoted or
 * bare values, and quoted names for what is no usual label.
 *
 * @throws Error that says what is wrong, with the text
 */
export function parseMatchers(text: string): AlertMatcher[] {
  const trimmed = text.trim();
  const braces = trimmed.startsWith('{') && trimmed.endsWith('}');
  if (trimmed.startsWith('{') !== trimmed.endsWith('}')) throw new Error(`bad matcher format: ${text}`);
  const inside = braces ? trimmed.slice(1, -1) : trimmed;
  const found: AlertMatcher[] = [];
  for (let at = 0; inside.slice(at).trim() !== ''; ) {
    const { matcher, next } = readMatcher(inside, at, text);
    found.push(matcher);
    at = next;
  }
  if (found.length === 0 && !braces) throw new Error(`bad matcher format: ${text}`);
  return found;
}

function readMatcher(inside: string, from: number, whole: string): { matcher: AlertMatcher; next: number } {
  let at = from;
  const take = (pattern: RegExp): RegExpExecArray => {
    pattern.lastIndex = at;
    const match = pattern.exec(inside);
    if (!match) throw new Error(`bad matcher format: ${whole}`);
    at = pattern.lastIndex;
    return match;
  };
  const [, quotedName, bareName = ''] = take(NAME);
  const [, op] = take(OPERATOR);
  const [, quotedValue, bareValue = ''] = take(VALUE);
  take(END);
  const name = quotedName ? unquoted(quotedName) : bareName;
  const value = quotedValue ? unquoted(quotedValue) : bareValue.trim();
  if (/['`]/.test(value) && !quotedValue) throw new Error(`bad matcher format: ${whole}`);
  return { matcher: matcherOf(name, op as SeriesMatcher['op'], value), next: at };
}

/** @throws Error in the words of Go's regexp */
export function matcherOf(name: string, op: SeriesMatcher['op'], value: string): AlertMatcher {
  if (op === '=' || op === '!=') {
    return { name, op, value, matches: (other) => (other === value) === (op === '=') };
  }
  const pattern = compilePattern(value);
  return { name, op, value, matches: (other) => pattern.matcher(other).find() === (op === '=~') };
}

/** Whether all of them hold. */
export const matchesAll = (matchers: readonly AlertMatcher[], labels: ReadonlyMap<string, string>): boolean =>
  matchers.every(({ name, matches }) => matches(labels.get(name) ?? ''));

/** A name in quotes where it could not be read without them. */
const nameText = (name: string) => (/^[^\s"'`,={}!~]+$/.test(name) ? name : JSON.stringify(name));

/** As parseMatchers reads it. */
export const matcherText = ({ name, op, value }: SeriesMatcher): string =>
  `${nameText(name)}${op}${JSON.stringify(value)}`;
