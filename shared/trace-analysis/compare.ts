import type { TraceDetail } from '../contract/traces.ts';
import { Interner, mergeCallPaths } from './merge-call-paths.ts';
import { buildTraceTree } from './trace-tree.ts';

/**
 * Two traces laid over each other: one entry a call path, callers before their calls and siblings by when they first
 * began. Calls are the same when service, name, kind and statement are, all the way up; repeats under one caller are
 * counted together, so that a query for 12 items and one for 48 meet.
 */
export interface ComparedCalls {
  /** -1 at the top. */
  parent: Int32Array;
  depth: Uint32Array;
  service: string[];
  name: string[];
  kind: Uint8Array;
  /** Without its values; '' for none. */
  statement: string[];
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

/** Takes time in proportion to n log n for the n spans of both, at any depth. */
export function compareTraces(a: TraceDetail, b: TraceDetail): ComparedCalls {
  const operations = new Interner();
  const parts = [a, b].map((detail) => ({ detail, tree: buildTraceTree(detail) }));
  const paths = mergeCallPaths(parts, operations);
  const { parent } = paths;
  const depth = new Uint32Array(parent.length);
  for (let i = 0; i < parent.length; i++) depth[i] = parent[i]! < 0 ? 0 : depth[parent[i]!]! + 1;
  const [first, second] = paths.sums;
  return {
    parent,
    depth,
    ...operations.columns(paths.operation),
    countA: first!.count,
    countB: second!.count,
    errorsA: first!.errors,
    errorsB: second!.errors,
    totalNanoA: first!.totalNano,
    totalNanoB: second!.totalNano,
    selfNanoA: first!.selfNano,
    selfNanoB: second!.selfNano,
    spanA: first!.span,
    spanB: second!.span,
    durationNanoA: parts[0]!.tree.totalNano,
    durationNanoB: parts[1]!.tree.totalNano,
  };
}

export type CallMark = 'added' | 'missing' | 'slower' | 'faster' | 'same';

/** A call counts as changed from these on: half as long again, and enough of the trace to be worth a look. */
const FACTOR = 1.5;
const LEAST_SHARE = 0.005;

/** What became of a call from the first trace to the second. */
export function markOf(calls: ComparedCalls, at: number): CallMark {
  const [countA, countB] = [calls.countA[at]!, calls.countB[at]!];
  if (countA === 0) return 'added';
  if (countB === 0) return 'missing';
  const [a, b] = [calls.totalNanoA[at]!, calls.totalNanoB[at]!];
  const whole = Math.max(calls.durationNanoA, calls.durationNanoB);
  if (Math.abs(b - a) < whole * LEAST_SHARE) return 'same';
  if (b > a * FACTOR) return 'slower';
  return a > b * FACTOR ? 'faster' : 'same';
}

export interface RankedChange {
  at: number;
  mark: CallMark;
  /** By how much it makes the second trace longer (or shorter, negative). */
  nano: number;
}

/**
 * Where the difference comes from, largest first: of calls on both sides the change of their own time, of added and
 * missing ones the whole of their time, told at the topmost of them.
 */
export function rankedChanges(calls: ComparedCalls): RankedChange[] {
  const ranked: RankedChange[] = [];
  const oneSided = (at: number) => calls.countA[at] === 0 || calls.countB[at] === 0;
  for (let at = 0; at < calls.parent.length; at++) {
    const above = calls.parent[at]!;
    if (oneSided(at)) {
      const nano = calls.totalNanoB[at]! - calls.totalNanoA[at]!;
      if (above < 0 || !oneSided(above)) ranked.push({ at, mark: markOf(calls, at), nano });
      continue;
    }
    const nano = calls.selfNanoB[at]! - calls.selfNanoA[at]!;
    if (nano !== 0) ranked.push({ at, mark: nano > 0 ? 'slower' : 'faster', nano });
  }
  return ranked.sort((a, b) => Math.abs(b.nano) - Math.abs(a.nano) || a.at - b.at);
}
