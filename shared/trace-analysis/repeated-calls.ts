import type { TraceDetail } from '../contract/traces.ts';
import { SpanKind } from '../model/span.ts';
import { STATUS_ERROR, type TraceTree } from './trace-tree.ts';

/** Siblings that did the same: one operation of one service, and the same statement where there is one. */
export interface RepeatedCalls {
  /** -1 for repeated roots. */
  parent: number;
  /** Places in start order. */
  spans: number[];
  errors: number;
  /** Sum of their durations. */
  totalNano: number;
  /** Time in which at least one of them ran, as far as it lies inside the parent. */
  coveredNano: number;
  /** 0 to 1: that time of the parent's duration, and of the trace's. */
  shareOfParent: number;
  shareOfTrace: number;
  /** It looks like one query for a list and one more for each of its items. */
  nPlusOne: boolean;
}

/** So many siblings that do the same become one line. */
export const FOLD_FROM = 5;
/** So many calls without a statement out of one parent look like a query per item; with one, FOLD_FROM are enough. */
const N_PLUS_ONE_FROM = 10;

/**
 * The children grouped by service, operation and statement, groups in the order of their first. A place is also a
 * rank in time, so members stand in start order.
 */
export function groupSiblings(detail: TraceDetail, children: ArrayLike<number>): number[][] {
  const groups = new Map<number, number[]>();
  const names = detail.names.length;
  const services = detail.services.length;
  for (let k = 0; k < children.length; k++) {
    const span = children[k]!;
    // Below 2^53 for any trace that fits in memory.
    const key = (detail.statement[span]! * services + detail.service[span]!) * names + detail.name[span]!;
    const group = groups.get(key);
    if (group) group.push(span);
    else groups.set(key, [span]);
  }
  return [...groups.values()];
}

/** True when the siblings, all of one group, look like a query per item of a list. */
export function looksLikeNPlusOne(detail: TraceDetail, group: readonly number[]): boolean {
  const first = group[0];
  if (first === undefined) return false;
  if (detail.statement[first]! !== 0) return group.length >= FOLD_FROM;
  return group.length >= N_PLUS_ONE_FROM && group.every((span) => detail.kind[span] === SpanKind.client);
}

/** Every group of at least FOLD_FROM siblings in the trace, the one that took most of its time first. */
export function repeatedCalls(detail: TraceDetail, tree: TraceTree): RepeatedCalls[] {
  const found: RepeatedCalls[] = [];
  for (let parent = -1; parent < tree.count; parent++) {
    const children =
      parent < 0 ? tree.roots : tree.children.subarray(tree.firstChild[parent], tree.firstChild[parent + 1]);
    if (children.length < FOLD_FROM) continue;
    for (const group of groupSiblings(detail, children)) {
      if (group.length >= FOLD_FROM) found.push(toRepeated(detail, tree, parent, group));
    }
  }
  return found.sort((a, b) => b.coveredNano - a.coveredNano);
}

function toRepeated(detail: TraceDetail, tree: TraceTree, parent: number, spans: number[]): RepeatedCalls {
  const from = parent < 0 ? 0 : detail.startNano[parent]!;
  const length = parent < 0 ? tree.totalNano : detail.durationNano[parent]!;
  let coveredNano = 0;
  let totalNano = 0;
  let errors = 0;
  let cursor = from;
  for (const span of spans) {
    const end = Math.min(detail.startNano[span]! + detail.durationNano[span]!, from + length);
    coveredNano += Math.max(0, end - Math.max(cursor, detail.startNano[span]!));
    cursor = Math.max(cursor, end);
    totalNano += detail.durationNano[span]!;
    if (detail.status[span] === STATUS_ERROR) errors++;
  }
  return {
    parent,
    spans,
    errors,
    totalNano,
    coveredNano,
    shareOfParent: share(coveredNano, length),
    shareOfTrace: share(coveredNano, tree.totalNano),
    nPlusOne: looksLikeNPlusOne(detail, spans),
  };
}

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
