import { create } from 'zustand';
import { persist } from 'zustand/middleware';

const MOST = 50;
const LONGEST = 4_000;

interface QueryHistory {
  /** Newest first. */
  queries: string[];
  remember(query: string): void;
  forget(): void;
}

/** The query goes to the front; the oldest beyond fifty are let go, and one too long to be of use is not kept. */
export function remembered(queries: string[], query: string): string[] {
  const text = query.trim();
  if (text === '' || text.length > LONGEST) return queries;
  return [text, ...queries.filter((other) => other !== text)].slice(0, MOST);
}

/** What this person asked last in PromQL, on this machine alone. */
export const useQueryHistory = create<QueryHistory>()(
  persist(
    (set) => ({
      queries: [],
      remember: (query) => set(({ queries }) => ({ queries: remembered(queries, query) })),
      forget: () => set({ queries: [] }),
    }),
    { name: 'trivet-promql-history' },
  ),
);
