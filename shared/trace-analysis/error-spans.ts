import type { TraceDetail } from '../contract/traces.ts';
import { STATUS_ERROR, type TraceTree } from './trace-tree.ts';

/** Places of the error spans, in order of their start. */
export function errorSpans({ status }: Pick<TraceDetail, 'status'>): number[] {
  const errors: number[] = [];
  for (let i = 0; i < status.length; i++) if (status[i] === STATUS_ERROR) errors.push(i);
  return errors;
}

/** The error after the place or, in direction -1, before it; round the end, and the first from nowhere. */
export function stepToError(
  errors: readonly number[],
  from: number | null,
  direction: 1 | -1,
): number | null {
  if (errors.length === 0) return null;
  if (from === null) return direction === 1 ? errors[0]! : errors.at(-1)!;
  const next = direction === 1 ? errors.find((span) => span > from) : errors.findLast((span) => span < from);
  return next ?? (direction === 1 ? errors[0]! : errors.at(-1)!);
}

export interface RootCause {
  /** The span where the error most likely arose. */
  span: number;
  /** From the topmost span that failed with it down to that span, every one of them in error. */
  chain: number[];
  /** True when the failure reached a root; else someone above went on without error. */
  reachedRoot: boolean;
}

/**
 * Where the trace's failure most likely arose: an error span none of whose descendants failed, at the end of an
 * unbroken chain of errors from above. A chain from a root goes first, then the longest, then the one that
 * failed first. Null without errors.
 */
export function rootCause(detail: TraceDetail, tree: TraceTree): RootCause | null {
  const failed = (span: number) => span >= 0 && detail.status[span] === STATUS_ERROR;
  /** Length of the chain that ends at the span, and whether it begins at a root. */
  const length = new Uint32Array(tree.count);
  const fromRoot = new Uint8Array(tree.count);
  let best = -1;
  const endOf = (span: number) => detail.startNano[span]! + detail.durationNano[span]!;
  for (const span of tree.order) {
    if (!failed(span)) continue;
    const parent = detail.parent[span]!;
    length[span] = failed(parent) ? length[parent]! + 1 : 1;
    fromRoot[span] = parent < 0 ? 1 : failed(parent) ? fromRoot[parent]! : 0;
    if (tree.errors[span] !== 1) continue;
    const better =
      best < 0 ||
      fromRoot[span]! - fromRoot[best]! ||
      length[span]! - length[best]! ||
      endOf(best) - endOf(span);
    if (better === true || better > 0) best = span;
  }
  if (best < 0) return null;
  const chain: number[] = [];
  for (let at = best; failed(at); at = detail.parent[at]!) chain.push(at);
  return { span: best, chain: chain.reverse(), reachedRoot: fromRoot[best] === 1 };
}
