import type { TraceDetail } from '../contract/traces.ts';
import { buildTraceTree, STATUS_ERROR } from './trace-tree.ts';

/**
 * Two traces laid over each other: one entry a call path, callers before their calls and siblings by when they first
 * began. Calls are the same when service and name are, all the way up; repeats under one caller are counted together.
 */
export interface ComparedCalls {
  /** -1 at the top. */
  parent: Int32Array;
  depth: Uint32Array;
  service: string[];
  name: string[];
  /** Spans on this path in the first trace and in the second; 0 where it is missing. */
  countA: Float64Array;
  countB: Float64Array;
  errorsA: Float64Array;
  errorsB: Float64Array;
  /** Summed durations, and what of them was not in children, in nanoseconds. */
  totalNanoA: Float64Array;
  totalNanoB: Float64Array;
  selfNanoA: Float64Array;
  selfNanoB: Float64Array;
  /** Place in its trace of the first span on the path; -1 where it is missing. */
  spanA: Int32Array;
  spanB: Int32Array;
  /** From the first start to the last end of each trace, in nanoseconds. */
  durationNanoA: number;
  durationNanoB: number;
}

interface Path {
  parent: Path | null;
  service: string;
  name: string;
  calls: Map<string, Path>;
  /** Nanoseconds after its trace's start, in the first trace that has it. */
  startNano: number;
  a: Side;
  b: Side;
}

interface Side {
  count: number;
  errors: number;
  totalNano: number;
  selfNano: number;
  span: number;
}

const noSide = (): Side => ({ count: 0, errors: 0, totalNano: 0, selfNano: 0, span: -1 });

/** Time and memory grow with the spans of both, whatever their depth. */
export function compareTraces(a: TraceDetail, b: TraceDetail): ComparedCalls {
  const top = path(null, '', '', 0);
  const durationNanoA = layOver(top, a, 'a');
  const durationNanoB = layOver(top, b, 'b');
  return { ...columns(inOrder(top)), durationNanoA, durationNanoB };
}

const path = (parent: Path | null, service: string, name: string, startNano: number): Path => ({
  parent,
  service,
  name,
  startNano,
  calls: new Map(),
  a: noSide(),
  b: noSide(),
});

/** Adds one trace's spans to their paths; answers its duration. */
function layOver(top: Path, detail: TraceDetail, side: 'a' | 'b'): number {
  const tree = buildTraceTree(detail);
  const paths: Path[] = [];
  for (const span of tree.order) {
    const parent = detail.parent[span]! < 0 ? top : paths[detail.parent[span]!]!;
    const service = detail.services[detail.service[span]!]!;
    const name = detail.names[detail.name[span]!]!;
    const key = `${service}\u0000${name}`;
    const own = parent.calls.get(key) ?? path(parent, service, name, detail.startNano[span]!);
    parent.calls.set(key, own);
    paths[span] = own;
    const sums = own[side];
    if (sums.count === 0) sums.span = span;
    sums.count++;
    sums.totalNano += detail.durationNano[span]!;
    sums.selfNano += tree.selfNano[span]!;
    if (detail.status[span] === STATUS_ERROR) sums.errors++;
  }
  return tree.totalNano;
}

/** Callers before their calls, siblings by start; without recursion, for traces may be thousands deep. */
function inOrder(top: Path): Path[] {
  const order: Path[] = [];
  const stack = [top];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next !== top) order.push(next);
    const calls = [...next.calls.values()].sort((a, b) => a.startNano - b.startNano);
    for (const call of calls.toReversed()) stack.push(call);
  }
  return order;
}

function columns(order: Path[]): Omit<ComparedCalls, 'durationNanoA' | 'durationNanoB'> {
  const places = new Map(order.map((each, i) => [each, i]));
  const parent = Int32Array.from(order, (each) => (each.parent ? (places.get(each.parent) ?? -1) : -1));
  const depth = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) depth[i] = parent[i]! < 0 ? 0 : depth[parent[i]!]! + 1;
  const figures = (side: 'a' | 'b', of: keyof Side) => Float64Array.from(order, (each) => each[side][of]);
  return {
    parent,
    depth,
    service: order.map((each) => each.service),
    name: order.map((each) => each.name),
    countA: figures('a', 'count'),
    countB: figures('b', 'count'),
    errorsA: figures('a', 'errors'),
    errorsB: figures('b', 'errors'),
    totalNanoA: figures('a', 'totalNano'),
    totalNanoB: figures('b', 'totalNano'),
    selfNanoA: figures('a', 'selfNano'),
    selfNanoB: figures('b', 'selfNano'),
    spanA: Int32Array.from(order, (each) => each.a.span),
    spanB: Int32Array.from(order, (each) => each.b.span),
  };
}
