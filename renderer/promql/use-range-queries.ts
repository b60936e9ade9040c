import { keepPreviousData, useIsFetching, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { TrivetError } from '../../shared/contract/errors.ts';
import type { InstantAnswer, RangeAnswer } from '../../shared/contract/promql.ts';
import { useClient } from '../connection/ConnectionProvider.tsx';
import type { TimeWindow } from '../time/time-range.ts';

/** What became of one query. The former answer stays until there is a new one. */
export interface QueryRun<A> {
  answer: A | null;
  /** The query that was answered, which is not the present one while that is under way. */
  expr: string;
  error: Error | null;
  busy: boolean;
}

interface Answered<A> {
  expr: string;
  answer: A;
}

export interface RangeGrid extends TimeWindow {
  stepMs: number;
}

const MOST_SERIES = 1_000;

/** Asks every query over the same steps; null stands for one that is not to be asked. */
export function useRangeQueries(exprs: (string | null)[], grid: RangeGrid): QueryRun<RangeAnswer>[] {
  const client = useClient();
  const { startMs, endMs, stepMs } = grid;
  return useQueries({
    queries: exprs.map((expr) => ({
      queryKey: ['promql.range', { expr, startMs, endMs, stepMs }],
      enabled: client !== null && expr !== null,
      placeholderData: keepPreviousData,
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Answered<RangeAnswer>> => {
        if (!client || expr === null) throw new TrivetError('disconnected', 'the engine is not connected');
        const params = { expr, startMs, endMs, stepMs, mostSeries: MOST_SERIES };
        return { expr, answer: await client.call('promql.range', params, { signal }) };
      },
    })),
  }).map((result, i) => runOf(result, exprs[i] ?? null));
}

/** The same at one moment. */
export function useInstantQueries(exprs: (string | null)[], timeMs: number): QueryRun<InstantAnswer>[] {
  const client = useClient();
  return useQueries({
    queries: exprs.map((expr) => ({
      queryKey: ['promql.instant', { expr, timeMs }],
      enabled: client !== null && expr !== null,
      placeholderData: keepPreviousData,
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Answered<InstantAnswer>> => {
        if (!client || expr === null) throw new TrivetError('disconnected', 'the engine is not connected');
        return { expr, answer: await client.call('promql.instant', { expr, timeMs }, { signal }) };
      },
    })),
  }).map((result, i) => runOf(result, exprs[i] ?? null));
}

function runOf<A>(
  { data, error, isFetching }: { data: Answered<A> | undefined; error: Error | null; isFetching: boolean },
  expr: string | null,
): QueryRun<A> {
  if (expr === null) return { answer: null, expr: '', error: null, busy: false };
  return { answer: data?.answer ?? null, expr: data?.expr ?? expr, error, busy: isFetching };
}

const isQuery = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
  String(queryKey[0]).startsWith('promql.');

/**
 * A live window that waits for the answers under way: moved on before, it would cancel every query that takes longer
 * than a step. Other queries or another length are not held back.
 */
export function useHeldWindow(window: TimeWindow, live: boolean, question: string): TimeWindow {
  const busy = useIsFetching({ predicate: isQuery }) > 0;
  const key = `${window.endMs - window.startMs} ${question}`;
  const held = useRef({ key, window });
  if (!live || !busy || held.current.key !== key) held.current = { key, window };
  return held.current.window;
}

export interface Stopping {
  /** True after a person ended these queries; they are not asked again until told to. */
  stopped: boolean;
  stop(): void;
  goOn(): void;
}

/** Ends what is under way, in the engine too. Another question starts by itself. */
export function useStopping(question: string): Stopping {
  const queries = useQueryClient();
  const [stoppedAt, setStoppedAt] = useState<string | null>(null);
  const stop = useCallback(() => {
    setStoppedAt(question);
    void queries.cancelQueries({ predicate: isQuery });
  }, [queries, question]);
  const goOn = useCallback(() => setStoppedAt(null), []);
  return useMemo(() => ({ stopped: stoppedAt === question, stop, goOn }), [stoppedAt, question, stop, goOn]);
}
