import { useState } from 'react';
import type { TraceCount } from '../../../../shared/contract/traces.ts';
import { useStream } from '../../../connection/use-stream.ts';
import type { TraceFilter } from './use-trace-search.ts';

/** Exact numbers of what a search finds, while they are counted; the former ones until a new count is further. */
export function useCounts(filter: TraceFilter): TraceCount | null {
  const [counts, setCounts] = useState<{ of: string; value: TraceCount } | null>(null);
  useStream('traces.counting', filter, (events) => {
    const newest = events.at(-1);
    if (!newest) return;
    // A live window counts again and again: only a finished count takes the place of one of the same query.
    setCounts((before) =>
      newest.done || before?.of !== filter.query ? { of: filter.query, value: newest } : before,
    );
  });
  return counts?.of === filter.query ? counts.value : null;
}
