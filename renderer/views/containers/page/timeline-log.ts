import type { LogRow } from '../../../../shared/contract/logs.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import type { EventMark } from '../../../charts/event-marks.ts';

export type TimelineEntry =
  | { kind: 'line'; timeMs: number; row: LogRow }
  | { kind: 'event'; timeMs: number; mark: EventMark };

/** Lines and events in one order; events only between the first and the last line, or all when there is no line. */
export function timelineEntries(rows: LogRow[], marks: EventMark[]): TimelineEntry[] {
  const lines = rows.map<TimelineEntry>((row) => ({ kind: 'line', timeMs: nanoToMs(row.timeUnixNano), row }));
  lines.sort((a, b) => a.timeMs - b.timeMs);
  const first = lines[0]?.timeMs ?? Number.NEGATIVE_INFINITY;
  const last = lines.at(-1)?.timeMs ?? Number.POSITIVE_INFINITY;
  const events = marks
    .filter(({ timeMs }) => timeMs >= first && timeMs <= last)
    .map<TimelineEntry>((mark) => ({ kind: 'event', timeMs: mark.timeMs, mark }));
  return [...lines, ...events].sort((a, b) => a.timeMs - b.timeMs);
}

/** The entry nearest to the moment; -1 when there is none. */
export function nearestEntry(entries: TimelineEntry[], timeMs: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  entries.forEach((entry, i) => {
    const away = Math.abs(entry.timeMs - timeMs);
    if (away < distance) {
      best = i;
      distance = away;
    }
  });
  return best;
}
