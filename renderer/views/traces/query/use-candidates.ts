import { useMemo } from 'react';
import type { CompletionContext } from '../../../../shared/trace-query/completion.ts';
import { useCall } from '../../../connection/use-call.ts';
import type { TraceFilter } from '../search/use-trace-search.ts';
import { type Candidate, candidates, knownCandidate, operatorCandidates } from './candidates.ts';

interface Line {
  /** What stands in the line. */
  draft: string;
  cursor: number;
  place: CompletionContext;
}

/**
 * What may stand at the cursor: names and values that stored spans have, with their number, the most frequent first.
 * Until the engine has answered, the words of the language alone.
 */
export function useCandidates(
  { draft, cursor, place }: Line,
  filter: TraceFilter,
  enabled: boolean,
): Candidate[] {
  const before = prefixOf(filter.query);
  const { data, isPlaceholderData } = useCall(
    'traces.complete',
    { ...filter, query: before + draft, position: before.length + cursor },
    { enabled, staleMs: 10_000, keep: false },
  );
  return useMemo(() => {
    if (!enabled) return [];
    if (!data || isPlaceholderData) return candidates(place, []);
    return [...operatorCandidates(place), ...data.candidates.map(knownCandidate)];
  }, [enabled, data, isPlaceholderData, place]);
}

/** The conditions that stand as chips come before the line; alternatives stay together. */
const prefixOf = (query: string): string =>
  query === '' ? '' : /\bor\b/i.test(query) ? `(${query}) ` : `${query} `;
