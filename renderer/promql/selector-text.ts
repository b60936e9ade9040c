import type { Matcher } from '../../shared/model/series.ts';
import { quoted } from '../../shared/promql/go-text.ts';
import { parseSelector } from '../../shared/promql/parse.ts';
import { labelName } from '../../shared/promql/print.ts';

const BARE = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

export const matcherText = ({ name, op, value }: Matcher): string =>
  `${labelName(name)}${op}${quoted(value)}`;

/** `name{code=~"5.."}`; a name that is no identifier stands in the braces. */
export function selectorText(metric: string, matchers: readonly Matcher[]): string {
  const texts = matchers.map(matcherText);
  if (!BARE.test(metric)) return `{${[quoted(metric), ...texts].join(',')}}`;
  return texts.length === 0 ? metric : `${metric}{${texts.join(',')}}`;
}

/** Matchers as an address holds them; without the braces. */
export const matchersText = (matchers: readonly Matcher[]): string => matchers.map(matcherText).join(',');

/** Null when the text is no list of matchers. */
export function parseMatchers(text: string): Matcher[] | null {
  if (text.trim() === '') return [];
  // A selector must not be empty of conditions, which a list of matchers may well be: the name stands in for them.
  const parsed = parseSelector(`x{${text}}`);
  return parsed.ok
    ? parsed.value.matchers.filter(({ name, value }) => name !== '__name__' || value !== 'x')
    : null;
}
