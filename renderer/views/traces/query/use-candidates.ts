import { useMemo } from 'react';
import { completionAt } from '../../../../shared/trace-query/completion.ts';
import type { Completion } from '../../../components/query/language.ts';
import { useCall } from '../../../connection/use-call.ts';
import type { TraceFilter } from '../search/use-trace-search.ts';
import { candidates, knownCandidate, operatorCandidates } from './candidates.ts';

/**
 * What may stand at the cursor: names and values that stored spans have, with their number, the most frequent first.
 * Until the engine has answered, the words of the language alone.
 */
export function useTraceCompletion(
  filter: TraceFilter,
  draft: string,
  cursor: number,
  enabled: boolean,
): Completion {
  const place = useMemo(() => completionAt(draft, cursor), [draft, cursor]);
  const before = prefixOf(filter.query);
  const { data, isPlaceholderData } = useCall(
    'traces.complete',
    { ...filter, query: before + draft, position: before.length + cursor },
    { enabled, staleMs: 10_000, keep: false },
  );
  return useMemo(() => {
    const { from, to } = place;
    if (!enabled) return { from, to, candidates: [] };
    if (!data || isPlaceholderData) return { from, to, candidates: candidates(place, []) };
    return { from, to, candidates: [...operatorCandidates(place), ...data.candidates.map(knownCandidate)] };
  }, [enabled, data, isPlaceholderData, place]);
}

/** The conditions that stand as chips come before the line; alternatives stay together. */
const prefixOf = (query: string): string =>
  query === '' ? '' : /\bor\b/i.test(query) ? `(${query}) ` : `${query} `;
