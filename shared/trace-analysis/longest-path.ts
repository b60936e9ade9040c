import type { TraceDetail } from '../contract/traces.ts';
import type { TraceTree } from './trace-tree.ts';

export interface LongestPath {
  /** Places from a root down to the span where the path ends. */
  spans: number[];
  /** Sum of the durations of its spans; parents and children count both, so it may exceed the trace's duration. */
  totalNano: number;
}

/** The path from a root downwards whose spans' durations have the largest sum. It says nothing about waiting. */
export function longestPath(detail: TraceDetail, tree: TraceTree): LongestPath {
  const sum = Float64Array.from(detail.durationNano);
  const next = new Int32Array(tree.count).fill(-1);
  for (let k = tree.order.length - 1; k >= 0; k--) {
    const span = tree.order[k]!;
    const below = next[span]!;
    if (below >= 0) sum[span]! += sum[below]!;
    const parent = detail.parent[span]!;
    // Siblings come last first: the first of equals wins.
    if (parent >= 0 && (next[parent]! < 0 || sum[span]! >= sum[next[parent]!]!)) next[parent] = span;
  }
  let at = -1;
  for (const root of tree.roots) if (at < 0 || sum[root]! > sum[at]!) at = root;
  const totalNano = at < 0 ? 0 : sum[at]!;
  const spans: number[] = [];
  for (; at >= 0; at = next[at]!) spans.push(at);
  return { spans, totalNano };
}
