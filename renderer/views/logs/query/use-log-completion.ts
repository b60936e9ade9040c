import { useMemo } from 'react';
import { type LogCompletionContext, logCompletionAt } from '../../../../shared/log-query/completion.ts';
import { logRuleOf, namedLogFields } from '../../../../shared/log-query/fields.ts';
import type { Candidate, Completion } from '../../../components/query/language.ts';
import { useCall } from '../../../connection/use-call.ts';
import type { RangedFilter } from '../use-log-search.ts';

const MOST = 60;

/**
 * What may stand at the cursor: names and values that lines of the result have, with their number, the most frequent
 * first. Until the engine has answered, the words of the language alone.
 */
export function useLogCompletion(
  filter: RangedFilter,
  draft: string,
  cursor: number,
  enabled: boolean,
): Completion {
  const before = prefixOf(filter.query);
  const place = useMemo(() => logCompletionAt(draft, cursor), [draft, cursor]);
  const { data, isPlaceholderData } = useCall(
    'logs.complete',
    { ...filter, query: before + draft, position: before.length + cursor },
    { enabled, staleMs: 10_000, keep: false },
  );
  return useMemo(() => {
    const { from, to } = place;
    if (!enabled) return { from, to, candidates: [] };
    if (!data || isPlaceholderData) return { from, to, candidates: wordsOfTheLanguage(place) };
    return {
      from: data.from - before.length,
      to: data.to - before.length,
      candidates: data.candidates.map(({ text, about, count }) => ({
        insert: text,
        label: text,
        about,
        count,
        goesOn: /[:=<>]$/.test(text),
      })),
    };
  }, [enabled, data, isPlaceholderData, place, before]);
}

/** The conditions that stand as chips come before the line; alternatives stay together. */
const prefixOf = (query: string): string =>
  query === '' ? '' : /\bor\b/i.test(query) ? `(${query}) ` : `${query} `;

function wordsOfTheLanguage(place: LogCompletionContext): Candidate[] {
  const typed = place.typed.toLowerCase();
  if (place.kind === 'value') {
    const values = logRuleOf(place.field).values ?? [];
    return values
      .filter((value) => value.startsWith(typed))
      .map((value) => ({ insert: value, label: value, about: '', count: null, goesOn: false }));
  }
  if (place.kind === 'has') return [];
  const names = Object.entries(namedLogFields).map(([name, { about }]) => ({ name, about }));
  return [...names, { name: 'has', about: 'has the field' }]
    .filter(({ name }) => name.startsWith(typed.replace(/^-/, '')))
    .slice(0, MOST)
    .map(({ name, about }) => ({
      insert: `${typed.startsWith('-') ? '-' : ''}${name}:`,
      label: name,
      about,
      count: null,
      goesOn: true,
    }));
}
