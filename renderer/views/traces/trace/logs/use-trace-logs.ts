import { useMemo } from 'react';
import type { LogRow } from '../../../../../shared/contract/logs.ts';
import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { indicesOfSpanIds } from '../../../../../shared/model/span-ids.ts';
import { useCall } from '../../../../connection/use-call.ts';

const AROUND_NANO = 60_000_000_000n;
const MOST_LINES = 1_000;

export interface TraceLogs {
  /** In time order. */
  records: LogRow[];
  /** There are more lines than these. */
  more: boolean;
  /** Times of the lines of each span, in nanoseconds after the trace's start. */
  bySpan: ReadonlyMap<number, readonly number[]>;
}

const NONE: TraceLogs = { records: [], more: false, bySpan: new Map() };

/** Lines that name the trace: as theirs, or anywhere in their text. */
export const traceLogsQuery = (traceId: string): string => `trace:${traceId} or ${traceId}`;

/** Lines that name the trace, from a minute before it to a minute after it. */
export function useTraceLogs(detail: TraceDetail): TraceLogs {
  const { summary, startTimeUnixNano } = detail;
  const start = startTimeUnixNano > AROUND_NANO ? startTimeUnixNano - AROUND_NANO : 0n;
  const { data } = useCall(
    'logs.query',
    {
      query: traceLogsQuery(summary.traceId),
      start,
      end: startTimeUnixNano + summary.durationNano + AROUND_NANO,
      direction: 'forward',
      limit: MOST_LINES,
    },
    { staleMs: 30_000 },
  );
  return useMemo(
    () =>
      data
        ? { records: data.records, more: data.cursor !== null, bySpan: logTimes(detail, data.records) }
        : NONE,
    [detail, data],
  );
}

export function logTimes(detail: TraceDetail, records: readonly LogRow[]): Map<number, number[]> {
  const wanted = new Set(records.map(({ spanId }) => spanId).filter(Boolean));
  const times = new Map<number, number[]>();
  if (wanted.size === 0) return times;
  const spanOf = indicesOfSpanIds(detail.spanIds, wanted);
  for (const { spanId, timeUnixNano } of records) {
    const span = spanOf.get(spanId);
    if (span === undefined) continue;
    const nano = Number(timeUnixNano - detail.startTimeUnixNano);
    times.set(span, [...(times.get(span) ?? []), nano]);
  }
  return times;
}
