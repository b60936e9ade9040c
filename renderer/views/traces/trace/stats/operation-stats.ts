import { STATUS_ERROR } from '../../../../../shared/trace-analysis/trace-tree.ts';
import type { TraceModel } from '../model/trace-model.ts';

export type StatsGrouping = 'operation' | 'service';

/** What the spans of one service, or of one of its operations, did in a trace. Times in nanoseconds. */
export interface OperationStats {
  service: string;
  /** Null in rows by service. */
  operation: string | null;
  count: number;
  errors: number;
  /** Sum of the durations; nested spans count again. */
  totalNano: number;
  selfNano: number;
  /** Time on the critical path. */
  criticalNano: number;
  meanNano: number;
  /** The duration that 95 of 100 stay within (nearest rank). */
  p95Nano: number;
  maxNano: number;
  /** Self time of all self time in the trace, 0 to 1. */
  share: number;
  /** Place of the span that took longest. */
  slowest: number;
}

/** Groups a trace's spans, the one with the most self time first. */
export function operationStats({ detail, analysis }: TraceModel, grouping: StatsGrouping): OperationStats[] {
  const names = detail.names.length;
  const places = new Map<number, number[]>();
  for (let i = 0; i < detail.parent.length; i++) {
    const service = detail.service[i]!;
    const key = grouping === 'service' ? service : service * names + detail.name[i]!;
    const group = places.get(key);
    if (group) group.push(i);
    else places.set(key, [i]);
  }
  const { selfNano } = analysis.tree;
  const allSelf = selfNano.reduce((sum, nano) => sum + nano, 0);
  return [...places.values()]
    .map((spans) => statsOf({ detail, analysis }, spans, grouping, allSelf))
    .sort((a, b) => b.selfNano - a.selfNano);
}

function statsOf(
  { detail, analysis }: Pick<TraceModel, 'detail' | 'analysis'>,
  spans: readonly number[],
  grouping: StatsGrouping,
  allSelf: number,
): OperationStats {
  const { durationNano, status } = detail;
  const { tree, path } = analysis;
  const durations = Float64Array.from(spans, (span) => durationNano[span]!).sort();
  const first = spans[0]!;
  const stats: OperationStats = {
    service: detail.services[detail.service[first]!] ?? '',
    operation: grouping === 'service' ? null : (detail.names[detail.name[first]!] ?? ''),
    count: spans.length,
    errors: 0,
    totalNano: 0,
    selfNano: 0,
    criticalNano: 0,
    meanNano: 0,
    p95Nano: durations[Math.ceil(durations.length * 0.95) - 1] ?? 0,
    maxNano: durations.at(-1) ?? 0,
    share: 0,
    slowest: first,
  };
  for (const span of spans) {
    if (status[span] === STATUS_ERROR) stats.errors++;
    stats.totalNano += durationNano[span]!;
    stats.selfNano += tree.selfNano[span]!;
    stats.criticalNano += path.nano[span]!;
    if (durationNano[span]! > durationNano[stats.slowest]!) stats.slowest = span;
  }
  stats.meanNano = stats.totalNano / spans.length;
  stats.share = allSelf > 0 ? stats.selfNano / allSelf : 0;
  return stats;
}

export type StatsSort = Exclude<keyof OperationStats, 'slowest'>;

export function sortedStats(
  rows: readonly OperationStats[],
  key: StatsSort,
  descending: boolean,
): OperationStats[] {
  const compare = (a: OperationStats, b: OperationStats) => {
    const [x, y] = [a[key] ?? '', b[key] ?? ''];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  return rows.toSorted((a, b) => (descending ? compare(b, a) : compare(a, b)));
}
