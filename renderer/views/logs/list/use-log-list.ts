import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { LogPage } from '../../../../shared/contract/logs.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import { useClient } from '../../../connection/ConnectionProvider.tsx';
import { hashQueryKey } from '../../../connection/query-key.ts';
import { useStream } from '../../../connection/use-stream.ts';
import { LiveBuffer } from './live-buffer.ts';
import { emptyLogList, type LogListState, logListReducer } from './log-list.ts';

export interface LogFilter {
  query: string;
  entities?: string[] | undefined;
}

export interface LogList {
  state: LogListState;
  loading: boolean;
  error: Error | null;
  /** Asks for the lines before the oldest one shown. */
  loadOlder(): void;
  hold(): void;
  follow(): void;
  reload(): void;
}

const PAGE = 1_000;
const ENOUGH = 200;

/**
 * The list's lines: the newest stored page of the range first, older ones as they are asked for, and while the
 * range is live the tail. A changed filter or range starts again; what was under way is cancelled.
 */
export function useLogList(
  filter: LogFilter,
  range: { startMs: number; endMs: number },
  live: boolean,
): LogList {
  const client = useClient();
  const [state, dispatch] = useReducer(logListReducer, emptyLogList);
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [generation, setGeneration] = useState(0);
  const under = useRef<AbortController | null>(null);
  // While live the window moves by itself; only its length is a reason to ask again.
  const key = hashQueryKey([filter, live ? range.endMs - range.startMs : range, live, generation]);
  const bounds = useRef(range);
  bounds.current = range;

  const load = useCallback(
    async (cursor: string | undefined, end: bigint) => {
      if (!client) return;
      under.current?.abort();
      const controller = new AbortController();
      under.current = controller;
      setLoading(true);
      try {
        // A page ends when its time is up, with whatever it has found by then: go on until there is enough to show.
        for (let found = 0, next: string | null | undefined = cursor; next !== null && found < ENOUGH; ) {
          const page: LogPage = await client.call(
            'logs.query',
            {
              ...filter,
              start: msToNano(bounds.current.startMs),
              end,
              direction: 'backward',
              limit: PAGE,
              ...(next === undefined ? {} : { cursor: next }),
            },
            { signal: controller.signal },
          );
          dispatch({ kind: 'older', records: page.records, cursor: page.cursor });
          found += page.records.length;
          next = page.cursor;
        }
        setError(null);
      } catch (failure) {
        if (!controller.signal.aborted)
          setError(failure instanceof Error ? failure : new Error(String(failure)));
      } finally {
        if (under.current === controller) setLoading(false);
      }
    },
    [client, filter],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the filter and the range
  useEffect(() => {
    dispatch({ kind: 'reset' });
    void load(undefined, live ? msToNano(Date.now() + 60_000) : msToNano(bounds.current.endMs));
    return () => under.current?.abort();
  }, [client, key]);

  const buffer = useMemo(() => new LiveBuffer((tail) => dispatch({ kind: 'live', ...tail })), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what belongs to another search is let go
  useEffect(() => () => buffer.clear(), [buffer, key]);
  useStream('logs.tail', filter, (events) => buffer.add(events), { enabled: live, onError: setError });

  return {
    state,
    loading,
    error,
    loadOlder: useCallback(() => {
      if (loading || state.olderCursor === null) return;
      const oldest = state.rows[0];
      const cursor = state.olderCursor;
      if (cursor !== undefined) void load(cursor, msToNano(bounds.current.endMs));
      else if (oldest) void load(undefined, oldest.timeUnixNano);
    }, [load, loading, state.olderCursor, state.rows]),
    hold: useCallback(() => dispatch({ kind: 'hold' }), []),
    follow: useCallback(() => dispatch({ kind: 'follow' }), []),
    reload: useCallback(() => setGeneration((value) => value + 1), []),
  };
}
