import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { type Interval, spanInterval, type TraceTree } from './trace-tree.ts';

export interface CriticalPath {
  /** Parts of a span on the path, by place, in time order. */
  segments: Map<number, Interval[]>;
  /** Nanoseconds on the path per service, largest first. */
  byService: { service: number; nano: number }[];
  totalNano: number;
}

interface Frame {
  span: number;
  /** No later than this: where the walk left the parent. */
  until: number;
}

/**
 * The chain of spans that decided how long the trace took: from a root's end backwards, always into the child
 * that finished last before the point reached, as CRISP describes it (Zhang et al., USENIX ATC 2022, section 3).
 * A child that outlives its parent counts only up to the parent's end. The longest root is taken.
 */
export function criticalPath(detail: TraceDetail, tree: TraceTree): CriticalPath {
  const segments = new Map<number, Interval[]>();
  const root = longestRoot(detail, tree);
  if (root !== undefined) walk(detail, tree, root, segments);
  const nanoByService = new Map<number, number>();
  let total = 0;
  for (const [span, parts] of segments) {
    parts.reverse();
    const nano = parts.reduce((sum, { start, end }) => sum + end - start, 0);
    const service = detail.service[span]!;
    nanoByService.set(service, (nanoByService.get(service) ?? 0) + nano);
    total += nano;
  }
  const byService = [...nanoByService]
    .map(([service, nano]) => ({ service, nano }))
    .filter(({ nano }) => nano > 0)
    .sort((a, b) => b.nano - a.nano);
  return { segments, byService, totalNano: total };
}

function longestRoot(detail: TraceDetail, tree: TraceTree): number | undefined {
  let longest: number | undefined;
  for (const root of tree.roots) {
    if (longest === undefined || detail.durationNano[root]! > detail.durationNano[longest]!) longest = root;
  }
  return longest;
}

function walk(detail: TraceDetail, tree: TraceTree, root: number, segments: Map<number, Interval[]>): void {
  const stack: Frame[] = [{ span: root, until: Number.POSITIVE_INFINITY }];
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    const { start, end } = spanInterval(detail, frame.span);
    let cursor = Math.min(end, frame.until);
    for (const child of childrenByEndDescending(detail, tree, frame.span)) {
      const interval = spanInterval(detail, child);
      const childEnd = Math.min(interval.end, end);
      // It overlaps what is already on the path, or lies before its parent: it decided nothing.
      if (childEnd > cursor || interval.start < start || childEnd <= interval.start) continue;
      add(segments, frame.span, { start: childEnd, end: cursor });
      stack.push({ span: child, until: childEnd });
      cursor = interval.start;
    }
    add(segments, frame.span, { start, end: cursor });
  }
}

function childrenByEndDescending(detail: TraceDetail, tree: TraceTree, span: number): number[] {
  const children = Array.from(tree.children.subarray(tree.firstChild[span], tree.firstChild[span + 1]));
  return children.sort((a, b) => spanInterval(detail, b).end - spanInterval(detail, a).end);
}

function add(segments: Map<number, Interval[]>, span: number, part: Interval): void {
  if (part.end <= part.start) return;
  const parts = segments.get(span);
  if (parts) parts.push(part);
  else segments.set(span, [part]);
}
