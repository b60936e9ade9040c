import type { AnsiRun } from '../../components/ansi.ts';

export interface MarkedRun extends AnsiRun {
  /** Part of a search hit. */
  hit: boolean;
}

/** The engine's smart case: a query with an upper-case letter means it. */
export const isCaseSensitive = (query: string): boolean => query !== query.toLowerCase();

/** [from, to) of each hit in the text, left to right, not overlapping. */
export function findHits(text: string, query: string): [from: number, to: number][] {
  if (query === '') return [];
  const sensitive = isCaseSensitive(query);
  const haystack = sensitive ? text : text.toLowerCase();
  // Lower-casing may change a text's length (İ); then places cannot be told and nothing is marked.
  if (haystack.length !== text.length) return [];
  const hits: [number, number][] = [];
  for (let at = haystack.indexOf(query); at >= 0; at = haystack.indexOf(query, at + query.length)) {
    hits.push([at, at + query.length]);
  }
  return hits;
}

/** Styled runs cut at the edges of the hits, which may span several runs. */
export function markHits(runs: AnsiRun[], query: string): MarkedRun[] {
  const hits = findHits(runs.map(({ text }) => text).join(''), query);
  if (hits.length === 0) return runs.map((run) => ({ ...run, hit: false }));
  const marked: MarkedRun[] = [];
  let at = 0;
  for (const run of runs) {
    const end = at + run.text.length;
    let from = at;
    for (const [start, stop] of hits) {
      if (stop <= from || start >= end) continue;
      if (start > from) marked.push({ ...run, text: run.text.slice(from - at, start - at), hit: false });
      marked.push({
        ...run,
        text: run.text.slice(Math.max(start, from) - at, Math.min(stop, end) - at),
        hit: true,
      });
      from = Math.min(stop, end);
    }
    if (from < end) marked.push({ ...run, text: run.text.slice(from - at), hit: false });
    at = end;
  }
  return marked;
}
