import type { TraceDetail } from '../../../../../shared/contract/traces.ts';

/** What is odd about a span in its trace, in a word or two; '' for nothing. */
export function spanMark(detail: TraceDetail, span: number): string {
  if (detail.missingParent[span] === 1) return 'orphan';
  const parent = detail.parent[span]!;
  if (parent < 0 || detail.followsFrom[span] === 1) return '';
  const start = detail.startNano[span]!;
  const [from, length] = [detail.startNano[parent]!, detail.durationNano[parent]!];
  // A child may outlive its parent, but it starts while the parent runs unless their clocks differ.
  return start < from || (length > 0 && start > from + length) ? 'skew' : '';
}
