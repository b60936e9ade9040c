import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import type { TraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import type { DisplayOrder } from './model/display-order.ts';
import type { TraceModel } from './model/trace-model.ts';
import { allClosed, carriedOver, initiallyClosed, type LineOptions, opened } from './model/visible-lines.ts';
import type { Viewport } from './time-axis.ts';

/** What a person has opened, folded, picked and zoomed in one trace. */
export interface TracePageState extends LineOptions {
  foldRepeats: boolean;
  selected: number | null;
  /** Null shows the whole trace, or the whole new root. */
  viewport: Viewport | null;
  showCriticalPath: boolean;
}

export const orderOf = (
  model: TraceModel,
  { foldRepeats }: Pick<TracePageState, 'foldRepeats'>,
): DisplayOrder => (foldRepeats ? model.folded : model.plain);

export const initialTracePage = (model: TraceModel): TracePageState => ({
  closed: initiallyClosed(model.folded),
  foldRepeats: true,
  root: null,
  focus: null,
  selected: null,
  viewport: null,
  showCriticalPath: true,
});

export type TracePageAction =
  | { kind: 'select'; span: number | null }
  | { kind: 'toggle'; line: number }
  | { kind: 'toggleFolding' }
  | { kind: 'toggleCriticalPath' }
  | { kind: 'root'; span: number | null }
  | { kind: 'focus'; span: number | null }
  | { kind: 'viewport'; viewport: Viewport | null }
  | { kind: 'reveal'; span: number }
  | { kind: 'collapseAll' }
  | { kind: 'expandAll' }
  | { kind: 'restore'; state: TracePageState };

export function tracePageReducer(
  model: TraceModel,
  state: TracePageState,
  action: TracePageAction,
): TracePageState {
  switch (action.kind) {
    case 'select':
      return { ...state, selected: action.span };
    case 'toggle':
      return { ...state, closed: toggled(state.closed, action.line) };
    case 'toggleFolding':
      return refolded(model, state);
    case 'toggleCriticalPath':
      return { ...state, showCriticalPath: !state.showCriticalPath };
    case 'root':
      return { ...state, root: action.span, focus: null, viewport: null };
    case 'focus':
      return { ...state, focus: action.span, ...(action.span === null ? {} : { root: null }) };
    case 'viewport':
      return { ...state, viewport: action.viewport };
    case 'reveal':
      return reveal(model, state, action.span);
    case 'collapseAll':
      return { ...state, closed: allClosed(orderOf(model, state)) };
    case 'expandAll':
      return { ...state, closed: new Uint8Array(orderOf(model, state).count) };
    case 'restore':
      return action.state;
  }
}

function toggled(closed: Uint8Array, line: number): Uint8Array {
  const copy = closed.slice();
  copy[line] = closed[line] === 1 ? 0 : 1;
  return copy;
}

function refolded(model: TraceModel, state: TracePageState): TracePageState {
  const next = { ...state, foldRepeats: !state.foldRepeats };
  return { ...next, closed: carriedOver(orderOf(model, state), state.closed, orderOf(model, next)) };
}

/** Selects a span and opens whatever hides it; outside the present root or focus the whole trace is shown again. */
function reveal(model: TraceModel, state: TracePageState, span: number): TracePageState {
  const { detail } = model;
  const order = orderOf(model, state);
  const inRoot = state.root === null || isBelow(detail, span, state.root);
  const inFocus =
    state.focus === null || isBelow(detail, span, state.focus) || isBelow(detail, state.focus, span);
  return {
    ...state,
    root: inRoot ? state.root : null,
    focus: inFocus ? state.focus : null,
    selected: span,
    closed: opened(order, state.closed, order.lineOf[span]!),
  };
}

function isBelow(detail: TraceDetail, span: number, ancestor: number): boolean {
  for (let i = span; i >= 0; i = detail.parent[i]!) if (i === ancestor) return true;
  return false;
}

/** The spans' extent that the whole view covers: the trace, or the new root alone. */
export function fullViewport(detail: TraceDetail, tree: TraceTree, root: number | null): Viewport {
  if (root === null) return { from: 0, to: Math.max(1, tree.totalNano) };
  const from = detail.startNano[root]!;
  return { from, to: from + Math.max(1, detail.durationNano[root]!) };
}
