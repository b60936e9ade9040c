import type { TraceCount } from '../../../shared/contract/traces.ts';
import type { Store } from '../storage/store.ts';
import type { TraceFilter } from '../storage/traces/matching.ts';

/** Between two words of how far it is. */
const BUDGET_MS = 250;

/** Counts what the filter finds, part by part; `tell` is shown the sum after each part, the last one included. */
export async function countTraces(
  store: Pick<Store, 'read'>,
  filter: TraceFilter,
  signal: AbortSignal,
  tell: (count: TraceCount) => void = () => undefined,
): Promise<TraceCount> {
  const sum: TraceCount = { traces: 0, spans: 0, errors: 0, scannedTraces: 0, done: false };
  let cursor: string | null = null;
  do {
    const part: { cursor: string | null } & TraceCount = await store.read(
      'traces.count',
      { ...filter, budgetMs: BUDGET_MS, ...(cursor === null ? {} : { cursor }) },
      { signal },
    );
    sum.traces += part.traces;
    sum.spans += part.spans;
    sum.errors += part.errors;
    sum.scannedTraces += part.scannedTraces;
    cursor = part.cursor;
    sum.done = cursor === null;
    tell({ ...sum });
  } while (cursor !== null);
  return sum;
}
