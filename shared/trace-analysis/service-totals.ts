import type { TraceDetail } from '../contract/traces.ts';
import type { CriticalPath } from './critical-path.ts';
import { STATUS_ERROR, type TraceTree } from './trace-tree.ts';

/** What one service did in a trace. Times in nanoseconds. */
export interface ServiceTotal {
  /** Index into the detail's services. */
  service: number;
  spans: number;
  errors: number;
  /** Sum of the durations of its spans; nested ones count again. */
  totalNano: number;
  /** Time in which at least one of its spans ran. */
  busyNano: number;
  selfNano: number;
  criticalNano: number;
}

/** Every service of the trace, the one with the most self time first. */
export function serviceTotals(detail: TraceDetail, tree: TraceTree, path: CriticalPath): ServiceTotal[] {
  const totals = detail.services.map(
    (_, service): ServiceTotal => ({
      service,
      spans: 0,
      errors: 0,
      totalNano: 0,
      busyNano: 0,
      selfNano: 0,
      criticalNano: 0,
    }),
  );
  const busyUntil = new Float64Array(totals.length).fill(Number.NEGATIVE_INFINITY);
  // The columns are in start order, so one sweep merges what overlaps.
  for (let i = 0; i < tree.count; i++) {
    const own = totals[detail.service[i]!]!;
    const start = detail.startNano[i]!;
    const end = start + detail.durationNano[i]!;
    own.spans++;
    if (detail.status[i] === STATUS_ERROR) own.errors++;
    own.totalNano += detail.durationNano[i]!;
    own.selfNano += tree.selfNano[i]!;
    own.criticalNano += path.nano[i]!;
    own.busyNano += Math.max(0, end - Math.max(start, busyUntil[own.service]!));
    busyUntil[own.service] = Math.max(busyUntil[own.service]!, end);
  }
  return totals.sort((a, b) => b.selfNano - a.selfNano || a.service - b.service);
}
