import { useMemo, useRef } from 'react';
import type { LogVolume } from '../../../shared/contract/logs.ts';
import { msToNano } from '../../../shared/model/time.ts';
import { useClient } from '../../connection/ConnectionProvider.tsx';
import { useCall } from '../../connection/use-call.ts';
import type { LogSearch } from './use-log-search.ts';
import { useVolumeWindow } from './use-volume-window.ts';

export interface LogVolumes {
  volume: LogVolume | undefined;
  /** What the search found; null while it is not known. */
  total: number | null;
  /** Lines in the range, whatever the search. */
  all: number | null;
  /** How long the last answer took, in milliseconds; null before it. */
  tookMs: number | null;
  error: Error | null;
}

/** The result by level over time, beside all that the range holds. */
export function useLogVolume({ filter, text }: LogSearch): LogVolumes {
  const { aligned } = useVolumeWindow();
  const bounds = {
    start: msToNano(aligned.startMs),
    end: msToNano(aligned.endMs),
    buckets: Math.min(1000, Math.round((aligned.endMs - aligned.startMs) / aligned.stepMs)),
  };
  const found = useCall('logs.volume', { ...filter, ...bounds });
  const everything = useCall(
    'logs.volume',
    { ...bounds, query: '', ...(filter.entities ? { entities: filter.entities } : {}) },
    { enabled: text !== '', staleMs: 10_000 },
  );
  const tookMs = useTook(found.isFetching, found.dataUpdatedAt);
  const total = found.data?.total ?? null;
  const all = text === '' ? total : (everything.data?.total ?? null);
  const { data: volume, error } = found;
  return useMemo(() => ({ volume, total, all, tookMs, error }), [volume, total, all, tookMs, error]);
}

/** From the question to its answer, as it was felt here. */
function useTook(asking: boolean, answeredAt: number): number | null {
  const client = useClient();
  const clock = useRef<{ since: number | null; took: number | null }>({ since: null, took: null });
  if (asking && clock.current.since === null && client) clock.current.since = performance.now();
  if (!asking && clock.current.since !== null && answeredAt > 0) {
    clock.current = { since: null, took: performance.now() - clock.current.since };
  }
  return clock.current.took;
}
