import type { TraceDetail } from '../contract/traces.ts';
import { StatusCode } from '../model/span.ts';
import { selfTimes } from './self-time.ts';

/**
 * A trace's shape as typed arrays, made once per trace. Places are indexes into the detail's columns. Children
 * stand in start order; a span whose parent is missing is a root.
 */
export interface TraceTree {
  readonly count: number;
  readonly roots: Int32Array;
  /** Children of span i: children[firstChild[i] .. firstChild[i + 1]). */
  readonly firstChild: Uint32Array;
  readonly children: Int32Array;
  /** Every span, a parent before its children and siblings in start order. */
  readonly order: Int32Array;
  readonly depth: Uint32Array;
  /** Spans below, itself not counted. */
  readonly descendants: Uint32Array;
  /** Error spans below and itself. */
  readonly errors: Uint32Array;
  /** Time in a span while none of its children ran, in nanoseconds. */
  readonly selfNano: Float64Array;
  /** Nanoseconds from the trace's start to its last end. */
  readonly totalNano: number;
}

export const STATUS_ERROR = StatusCode.error;

export function buildTraceTree(detail: TraceDetail): TraceTree {
  const count = detail.parent.length;
  const { roots, firstChild, children } = link(detail.parent);
  const order = preorder(roots, firstChild, children, count);
  const depth = new Uint32Array(count);
  for (const i of order) {
    const parent = detail.parent[i]!;
    depth[i] = parent < 0 ? 0 : depth[parent]! + 1;
  }
  const descendants = new Uint32Array(count);
  const errors = new Uint32Array(count);
  for (let k = order.length - 1; k >= 0; k--) {
    const i = order[k]!;
    if (detail.status[i] === STATUS_ERROR) errors[i]!++;
    const parent = detail.parent[i]!;
    if (parent < 0) continue;
    descendants[parent]! += descendants[i]! + 1;
    errors[parent]! += errors[i]!;
  }
  const selfNano = selfTimes(detail);
  const total = totalNano(detail);
  return {
    count,
    roots,
    firstChild,
    children,
    order,
    depth,
    descendants,
    errors,
    selfNano,
    totalNano: total,
  };
}

/** Lists of children in one array (compressed sparse rows); the columns are in start order, and so are they. */
function link(parent: Int32Array) {
  const count = parent.length;
  const firstChild = new Uint32Array(count + 1);
  let rootCount = 0;
  for (const p of parent) {
    if (p < 0) rootCount++;
    else firstChild[p + 1]!++;
  }
  for (let i = 0; i < count; i++) firstChild[i + 1]! += firstChild[i]!;
  const next = firstChild.slice();
  const children = new Int32Array(count - rootCount);
  const roots = new Int32Array(rootCount);
  let root = 0;
  for (let i = 0; i < count; i++) {
    const p = parent[i]!;
    if (p < 0) roots[root++] = i;
    else children[next[p]!++] = i;
  }
  return { roots, firstChild, children };
}

function preorder(
  roots: Int32Array,
  firstChild: Uint32Array,
  children: Int32Array,
  count: number,
): Int32Array {
  const order = new Int32Array(count);
  // Traces nest thousands deep: an explicit stack, never recursion.
  const stack = Array.from(roots).reverse();
  let filled = 0;
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    order[filled++] = i;
    for (let c = firstChild[i + 1]! - 1; c >= firstChild[i]!; c--) stack.push(children[c]!);
  }
  return order.subarray(0, filled);
}

export interface Interval {
  start: number;
  end: number;
}

export const spanInterval = (detail: TraceDetail, i: number): Interval => ({
  start: detail.startNano[i]!,
  end: detail.startNano[i]! + detail.durationNano[i]!,
});

/**
 * The parts of a span during which no child ran, in nanoseconds after the trace's start. A child's time counts
 * only where it lies inside its parent.
 */
export function selfIntervals(
  detail: TraceDetail,
  tree: Pick<TraceTree, 'firstChild' | 'children'>,
  i: number,
): Interval[] {
  const { start, end } = spanInterval(detail, i);
  const parts: Interval[] = [];
  let cursor = start;
  for (let c = tree.firstChild[i]!; c < tree.firstChild[i + 1]!; c++) {
    const child = spanInterval(detail, tree.children[c]!);
    if (child.start > cursor) parts.push({ start: cursor, end: Math.min(child.start, end) });
    cursor = Math.max(cursor, child.end);
    if (cursor >= end) break;
  }
  if (cursor < end) parts.push({ start: cursor, end });
  return parts.filter((part) => part.end > part.start);
}

function totalNano(detail: TraceDetail): number {
  let last = 0;
  for (let i = 0; i < detail.startNano.length; i++) {
    last = Math.max(last, detail.startNano[i]! + detail.durationNano[i]!);
  }
  return last;
}
