import type { TracePoints } from '../../../../shared/contract/traces.ts';
import { type ComparedCalls, markOf } from '../../../../shared/trace-analysis/compare.ts';

export interface CompareOptions {
  /** Places whose calls are hidden. */
  collapsed: ReadonlySet<number>;
  /** Only what changed, and the callers that lead there. */
  changedOnly: boolean;
}

/** Places in sight, callers before their calls. */
export function compareRows(calls: ComparedCalls, { collapsed, changedOnly }: CompareOptions): number[] {
  const leads = changedOnly ? leadsToChange(calls) : null;
  const hidden = new Uint8Array(calls.parent.length);
  const rows: number[] = [];
  for (let i = 0; i < calls.parent.length; i++) {
    const parent = calls.parent[i]!;
    if (parent >= 0 && (hidden[parent] === 1 || collapsed.has(parent))) hidden[i] = 1;
    else if (leads === null || leads[i] === 1) rows.push(i);
  }
  return rows;
}

/** 1 at every changed call and all its callers. */
function leadsToChange(calls: ComparedCalls): Uint8Array {
  const leads = new Uint8Array(calls.parent.length);
  for (let i = calls.parent.length - 1; i >= 0; i--) {
    if (markOf(calls, i) !== 'same') leads[i] = 1;
    const parent = calls.parent[i]!;
    if (leads[i] === 1 && parent >= 0) leads[parent] = 1;
  }
  return leads;
}

/** 1 at every place with calls below. */
export function withCalls({ parent }: Pick<ComparedCalls, 'parent'>): Uint8Array {
  const found = new Uint8Array(parent.length);
  for (const each of parent) if (each >= 0) found[each] = 1;
  return found;
}

/** The trace of median duration, another than the one given; null when there is no other. */
export function usualTrace(
  { traceIds, durationNano, errorCounts }: Pick<TracePoints, 'traceIds' | 'durationNano' | 'errorCounts'>,
  other: string,
): string | null {
  const candidates = traceIds.map((_, i) => i).filter((i) => traceIds[i] !== other);
  // What is usual does not fail, unless all do.
  const well = candidates.filter((i) => errorCounts[i] === 0);
  const sorted = (well.length > 0 ? well : candidates).sort((a, b) => durationNano[a]! - durationNano[b]!);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  return middle === undefined ? null : traceIds[middle]!;
}
