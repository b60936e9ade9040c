import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { TimeWindow } from '../../../time/time-range.ts';

/**
 * A live window that waits for the answers under way: moved on before, it would cancel every query slower than a
 * step. It is looked up when the clock moves and not watched, for a page of fifty panels would be drawn for each.
 */
export function useSteadyWindow(window: TimeWindow, live: boolean): TimeWindow {
  const queries = useQueryClient();
  const held = useRef(window);
  const sameLength = held.current.endMs - held.current.startMs === window.endMs - window.startMs;
  const waits = live && sameLength && queries.isFetching({ queryKey: ['dashboard'] }) > 0;
  if (!waits) held.current = window;
  return held.current;
}
