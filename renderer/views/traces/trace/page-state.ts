import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { errorSpans, stepToError } from '../../../../shared/trace-analysis/error-spans.ts';
import type { TraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import type { Viewport } from './time-axis.ts';
import { type RowOptions, revealing, type TimelineRow } from './timeline-rows.ts';

/** What a person has opened, folded, picked and zoomed in one trace. */
export interface TracePageState extends RowOptions {
  selected: number | null;
  /** Null shows the whole trace, or the whole new root. */
  viewport: Viewport | null;
  showCriticalPath: boolean;
}

export const initialTracePage: TracePageState = {
  collapsed: new Set(),
  openFolds: new Set(),
  foldRepeats: true,
  root: null,
  selected: null,
  viewport: null,
  showCriticalPath: true,
};

export type TracePageAction =
  | { kind: 'select'; span: number | null }
  | { kind: 'toggle'; row: TimelineRow }
  | { kind: 'toggleFolding' }
  | { kind: 'toggleCriticalPath' }
  | { kind: 'root'; span: number | null }
  | { kind: 'viewport'; viewport: Viewport | null }
  | { kind: 'reveal'; span: number }
  | { kind: 'collapseAll' }
  | { kind: 'expandAll' };

const toggled = <T>(set: ReadonlySet<T>, value: T): Set<T> => {
  const copy = new Set(set);
  if (!copy.delete(value)) copy.add(value);
  return copy;
};

export function tracePageReducer(
  detail: TraceDetail,
  tree: TraceTree,
  state: TracePageState,
  action: TracePageAction,
): TracePageState {
  switch (action.kind) {
    case 'select':
      return { ...state, selected: action.span };
    case 'toggle':
      return action.row.kind === 'fold'
        ? { ...state, openFolds: toggled(state.openFolds, action.row.key) }
        : { ...state, collapsed: toggled(state.collapsed, action.row.span) };
    case 'toggleFolding':
      return { ...state, foldRepeats: !state.foldRepeats };
    case 'toggleCriticalPath':
      return { ...state, showCriticalPath: !state.showCriticalPath };
    case 'root':
      return { ...state, root: action.span, viewport: null };
    case 'viewport':
      return { ...state, viewport: action.viewport };
    case 'reveal':
      return reveal(detail, tree, state, action.span);
    case 'collapseAll':
      return { ...state, collapsed: withChildren(tree), openFolds: new Set() };
    case 'expandAll':
      return { ...state, collapsed: new Set() };
  }
}

/** Selects a span and opens whatever hides it; outside the present root the whole trace is shown again. */
function reveal(detail: TraceDetail, tree: TraceTree, state: TracePageState, span: number): TracePageState {
  const root = state.root !== null && !isBelow(detail, span, state.root) ? null : state.root;
  return { ...state, root, selected: span, ...revealing(detail, tree, { ...state, root }, span) };
}

function isBelow(detail: TraceDetail, span: number, ancestor: number): boolean {
  for (let i = span; i >= 0; i = detail.parent[i]!) if (i === ancestor) return true;
  return false;
}

function withChildren(tree: TraceTree): Set<number> {
  const spans = new Set<number>();
  for (let i = 0; i < tree.count; i++) if (tree.firstChild[i + 1]! > tree.firstChild[i]!) spans.add(i);
  return spans;
}

/** The error span after (1) or before (-1) the selected one, round the end; null when the trace has none. */
export function stepError(detail: TraceDetail, selected: number | null, step: 1 | -1): number | null {
  return stepToError(errorSpans(detail), selected, step);
}

/** The spans' extent that the whole view covers: the trace, or the new root alone. */
export function fullViewport(detail: TraceDetail, tree: TraceTree, root: number | null): Viewport {
  if (root === null) return { from: 0, to: Math.max(1, tree.totalNano) };
  const from = detail.startNano[root]!;
  return { from, to: from + Math.max(1, detail.durationNano[root]!) };
}
