import { useCallback, useMemo } from 'react';
import { useNow } from './ticker.ts';
import {
  DEFAULT_RANGE,
  fixedRange,
  rangeFromParams,
  rangeToParams,
  shifted,
  type TimeRange,
  type TimeWindow,
  tickMs,
  windowAt,
  zoomedOut,
} from './time-range.ts';
import { useUrl } from './url-state.ts';

export interface RangeControl {
  range: TimeRange;
  /** The two ends now; moves with the clock while live. */
  window: TimeWindow;
  live: boolean;
  set(range: TimeRange): void;
  /** Two moments picked in a chart. */
  brush(aMs: number, bMs: number): void;
  shift(direction: -1 | 1): void;
  zoomOut(): void;
  /** Holds the window still, or lets it move again with the length it had. */
  toggleLive(): void;
}

/** The global time range, kept in the address. */
export function useTimeRange(): RangeControl {
  const { params, edit } = useUrl();
  const range = useMemo(() => rangeFromParams(params), [params]);
  const live = range.kind === 'last';
  const now = useNow(live ? tickMs(range.lengthMs) : null);
  const window = useMemo(() => windowAt(range, now), [range, now]);

  const set = useCallback((next: TimeRange) => edit((target) => rangeToParams(next, target)), [edit]);
  const brush = useCallback((aMs: number, bMs: number) => set(fixedRange(aMs, bMs)), [set]);
  return {
    range,
    window,
    live,
    set,
    brush,
    shift: (direction) => set(shifted(range, direction, Date.now())),
    zoomOut: () => set(zoomedOut(range, Date.now())),
    toggleLive() {
      if (live) set(fixedRange(window.startMs, window.endMs));
      else set(lastOf(range));
    },
  };
}

/** A held window goes on with its own length where that is a usual one. */
function lastOf(range: TimeRange): TimeRange {
  if (range.kind === 'last') return range;
  const lengthMs = range.endMs - range.startMs;
  return lengthMs % 60_000 === 0 ? { kind: 'last', lengthMs } : DEFAULT_RANGE;
}
