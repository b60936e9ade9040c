import { create } from 'zustand';
import { persist } from 'zustand/middleware';

const MOST = 20;

export interface SearchHistory {
  /** Newest first. */
  queries: string[];
  remember(query: string): void;
}

/** The query goes to the front; the oldest beyond twenty are let go. */
export const remembered = (queries: string[], query: string): string[] =>
  query.trim() === '' ? queries : [query, ...queries.filter((other) => other !== query)].slice(0, MOST);

/** What this person searched for last, on this machine alone; one store a language, kept under the name. */
export const searchHistory = (name: string) =>
  create<SearchHistory>()(
    persist(
      (set) => ({
        queries: [],
        remember: (query) => set(({ queries }) => ({ queries: remembered(queries, query) })),
      }),
      { name },
    ),
  );

export type UseSearchHistory = ReturnType<typeof searchHistory>;
