import { useMemo } from 'react';
import { msToNano } from '../../../shared/model/time.ts';
import { useCall } from '../../connection/use-call.ts';
import { alignedWindow, type TimeWindow } from '../../time/time-range.ts';

/** Lines logged as error or fatal in the window, by entity; null while not known. */
export function useErrorCounts(window: TimeWindow): ReadonlyMap<string, number> | null {
  const { startMs, endMs } = alignedWindow(window, 60);
  const { data } = useCall('logs.errorCounts', { start: msToNano(startMs), end: msToNano(endMs) });
  return useMemo(() => (data ? new Map(data) : null), [data]);
}
