import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { TracePage, TraceSummary } from '../../../../shared/contract/traces.ts';
import { useClient } from '../../../connection/ConnectionProvider.tsx';
import type { TraceFilter } from './use-trace-search.ts';

/** The first rows come in a small page of their own, so that they come at once. */
const FIRST_ROWS = 100;
const PAGE_ROWS = 1_000;
const MOST_ROWS = 100_000;
/** A search over many traces says how far it is after about this time. */
const BUDGET_MS = 250;

export interface TracePages {
  traces: TraceSummary[];
  /** Traces that were looked at for them. */
  scanned: number;
  loaded: boolean;
  hasMore: boolean;
  fetching: boolean;
  /** By a person; more may be there. */
  stopped: boolean;
  error: Error | null;
  retry(): void;
  /** More rows are wanted, up to this one at least. */
  want(row: number): void;
  goOn(): void;
  /** Stops the search that is under way in the engine; what was found stays. */
  stop(): void;
}

/** Traces found, page by page as they are scrolled to; a live window loads as far again as it was scrolled. */
export function useTracePages(filter: TraceFilter, order: 'newest' | 'longest'): TracePages {
  const client = useClient();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState(FIRST_ROWS);
  const [stopped, setStopped] = useState(false);
  const queryKey = useMemo(() => ['traces.search', 'pages', filter, order], [filter, order]);
  const pages = useInfiniteQuery({
    queryKey,
    enabled: client !== null,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<TracePage> => {
      if (!client) throw new TrivetError('disconnected', 'the engine is not connected');
      const limit = pageParam === null ? FIRST_ROWS : PAGE_ROWS;
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const budget = order === 'newest' ? { budgetMs: BUDGET_MS } : {};
      return client.call('traces.search', { ...filter, order, limit, ...cursor, ...budget }, { signal });
    },
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetching, isPlaceholderData, fetchNextPage, refetch } = pages;
  const traces = useMemo(() => data?.pages.flatMap((page) => page.traces) ?? [], [data]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question starts over
  useEffect(() => {
    setWanted(FIRST_ROWS);
    setStopped(false);
  }, [filter.query, filter.fileId, order]);
  useEffect(() => {
    const more = hasNextPage && !isFetching && !isPlaceholderData && !stopped;
    if (more && traces.length < Math.min(wanted, MOST_ROWS)) void fetchNextPage();
  }, [hasNextPage, isFetching, isPlaceholderData, stopped, traces.length, wanted, fetchNextPage]);
  const want = useCallback((row: number) => {
    setStopped(false);
    setWanted((before) => Math.max(before, row));
  }, []);
  return {
    traces,
    scanned: data?.pages.reduce((sum, page) => sum + page.scannedTraces, 0) ?? 0,
    loaded: data !== undefined,
    hasMore: hasNextPage && traces.length < MOST_ROWS,
    fetching: isFetching,
    stopped,
    error: pages.error,
    retry: () => void refetch(),
    want,
    goOn: () => setStopped(false),
    stop: () => {
      setStopped(true);
      void queries.cancelQueries({ queryKey });
    },
  };
}
