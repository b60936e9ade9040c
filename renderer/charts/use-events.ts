import { useMemo } from 'react';
import { useCall } from '../connection/use-call.ts';
import { useScopeEntities } from '../scope/use-scope.ts';
import { alignedWindow, type TimeWindow } from '../time/time-range.ts';
import { type EventMark, eventMarks } from './event-marks.ts';

const NONE: EventMark[] = [];

/** The container events of the window as marks, oldest first; of these entities, else of those in scope. */
export function useEventMarks(window: TimeWindow, entities?: string[]): EventMark[] {
  const scoped = useScopeEntities();
  const wanted = entities ?? scoped;
  const { startMs, endMs } = alignedWindow(window, 240);
  const { data } = useCall('events.query', {
    startMs,
    endMs,
    limit: 2000,
    ...(wanted ? { entities: wanted } : {}),
  });
  return useMemo(() => (data ? eventMarks(data.events) : NONE), [data]);
}
