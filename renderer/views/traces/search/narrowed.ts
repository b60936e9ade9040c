import { joinQueries } from '../../../../shared/query-text/tree-printer.ts';
import { durationText } from '../../../../shared/query-text/values.ts';
import { type Selection, selectionParams } from './selection.ts';
import type { TraceFilter } from './use-trace-search.ts';

// Math.min and Math.max know no bigint.
function latest(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
function earliest(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** The search for the selected traces alone: the selection as more conditions and narrower ends. */
export function narrowed(filter: TraceFilter, selection: Selection | null): TraceFilter {
  if (!selection) return filter;
  const { startNano, endNano, minDurationNano, maxDurationNano, errorsOnly } = selectionParams(selection);
  const start = latest(filter.start, startNano ?? filter.start);
  return {
    ...filter,
    start,
    end: latest(start, earliest(filter.end, endNano ?? filter.end)),
    query: joinQueries(
      filter.query,
      minDurationNano === undefined ? '' : `trace.duration>=${durationText(minDurationNano)}`,
      maxDurationNano === undefined ? '' : `trace.duration<=${durationText(maxDurationNano)}`,
      errorsOnly ? 'trace.errors>0' : '',
    ),
  };
}
