import type { AlertView } from '../../../../shared/contract/alerts.ts';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';

export interface MatcherCandidate {
  /** The whole text with the candidate in it. */
  text: string;
  label: string;
  /** Alerts that have the label, or the label with the value. */
  alerts: number;
}

const MOST_CANDIDATES = 30;

/** The part behind the last comma that no quotes are around: name, operator as far as it is typed, value. */
const LAST = /(^|,)\s*([^\s"'`,={}!~]*)\s*(=~|!~|!=|=|!)?\s*("?)([^",]*)$/;

const plainValue = (value: string) => JSON.stringify(value);

/**
 * What may come next in a matcher that is being typed: names of labels that alerts of now have, and behind an
 * operator the values of the label, the most frequent first.
 *
 * @param standing matchers that stand already; alerts that they leave out are not looked at
 */
export function matcherCandidates(
  text: string,
  alerts: readonly Pick<AlertView, 'labels'>[],
  standing: readonly AlertMatcherText[],
): MatcherCandidate[] {
  const match = LAST.exec(text);
  if (!match) return [];
  const [whole, comma = '', name = '', op = '', , value = ''] = match;
  const before = text.slice(0, text.length - whole.length) + (comma === '' ? '' : ', ');
  if (op === '' || op === '!') {
    const taken = new Set(standing.map(({ name: other }) => other));
    return counted(alerts.flatMap(({ labels }) => labels.map(([label]) => label)))
      .filter(([label]) => label.startsWith(name) && label !== name && !taken.has(label))
      .slice(0, MOST_CANDIDATES)
      .map(([label, count]) => ({ text: `${before}${label}=`, label, alerts: count }));
  }
  const values = alerts.flatMap(({ labels }) =>
    labels.filter(([label]) => label === name).map(([, own]) => own),
  );
  return counted(values)
    .filter(([own]) => own.toLowerCase().includes(value.toLowerCase()) && own !== value)
    .slice(0, MOST_CANDIDATES)
    .map(([own, count]) => ({
      text: `${before}${name}${op}${plainValue(op.endsWith('~') ? escapedPattern(own) : own)}`,
      label: own,
      alerts: count,
    }));
}

/** A value as a pattern that means nothing but it. */
const escapedPattern = (value: string): string => value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

function counted(texts: readonly string[]): [text: string, count: number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
