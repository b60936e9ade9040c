import { create } from 'zustand';
import { persist } from 'zustand/middleware';

const MOST = 20;

interface SearchHistory {
  /** Newest first. */
  queries: string[];
  remember(query: string): void;
  forget(): void;
}

/** The query goes to the front; the oldest beyond twenty are let go. */
export const remembered = (queries: string[], query: string): string[] =>
  query.trim() === '' ? queries : [query, ...queries.filter((other) => other !== query)].slice(0, MOST);

/** What this person searched for last, on this machine alone. */
export const useSearchHistory = create<SearchHistory>()(
  persist(
    (set) => ({
      queries: [],
      remember: (query) => set(({ queries }) => ({ queries: remembered(queries, query) })),
      forget: () => set({ queries: [] }),
    }),
    { name: 'trivet-trace-history' },
  ),
);
