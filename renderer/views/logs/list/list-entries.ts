import type { LogRow } from '../../../../shared/contract/logs.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import type { EventMark } from '../../../charts/event-marks.ts';

/** A line, or what happened to a container between two lines. */
export type ListEntry = LogRow | EventMark;

export const isMark = (entry: ListEntry): entry is EventMark => 'timeMs' in entry;

/** Lines and the events between the first and the last of them, oldest first; marks ascend. */
export function listEntries(rows: LogRow[], marks: readonly EventMark[]): ListEntry[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return rows;
  const [startMs, endMs] = [nanoToMs(first.timeUnixNano), nanoToMs(last.timeUnixNano)];
  const between = marks.filter(({ timeMs }) => timeMs >= startMs && timeMs <= endMs);
  if (between.length === 0) return rows;
  const entries: ListEntry[] = [];
  let from = 0;
  for (const mark of between) {
    const to = firstAfter(rows, mark.timeMs);
    for (let i = from; i < to; i++) entries.push(rows[i] as LogRow);
    entries.push(mark);
    from = Math.max(from, to);
  }
  for (let i = from; i < rows.length; i++) entries.push(rows[i] as LogRow);
  return entries;
}

/** The place of the first line that is later than the moment. */
function firstAfter(rows: readonly LogRow[], timeMs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nanoToMs((rows[middle] as LogRow).timeUnixNano) > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
