import { stepToError } from '../../../../shared/trace-analysis/error-spans.ts';
import { useKeys } from '../../../shell/keys.ts';
import type { TraceModel } from './model/trace-model.ts';
import type { TracePageAction, TracePageState } from './page-state.ts';

const KEYS = ['n', 'N', 'f', 'F', 'c', 'r', 'p', 'Escape'];

interface Finding {
  focus(): void;
  step(step: 1 | -1): void;
}

/** The keys of a trace; those that find belong to the box. */
export function useTraceKeys(
  model: TraceModel,
  state: TracePageState,
  dispatch: (action: TracePageAction) => void,
  find: Finding,
): void {
  const press = (key: string) => () => {
    const action = keyAction(key, model, state);
    if (action) dispatch(action);
  };
  useKeys({
    ...Object.fromEntries(KEYS.map((key) => [key, press(key)])),
    '/': find.focus,
    'Mod+f': find.focus,
    '>': () => find.step(1),
    '<': () => find.step(-1),
  });
}

/** What a key means in this state, or null. */
export function keyAction(key: string, model: TraceModel, state: TracePageState): TracePageAction | null {
  if (key === 'n' || key === 'N') {
    const span = stepToError(model.analysis.errors, state.selected, key === 'n' ? 1 : -1);
    return span === null ? null : { kind: 'reveal', span };
  }
  if (key === 'f') return { kind: 'toggleFolding' };
  if (key === 'F') return isClosed(state) ? { kind: 'expandAll' } : { kind: 'collapseAll' };
  if (key === 'c') return { kind: 'toggleCriticalPath' };
  if (key === 'r') return { kind: 'root', span: state.root === state.selected ? null : state.selected };
  if (key === 'p') return { kind: 'focus', span: state.focus === state.selected ? null : state.selected };
  return key === 'Escape' ? backOut(state) : null;
}

/** The first line is closed: so is everything. */
const isClosed = (state: TracePageState): boolean => state.closed[0] === 1;

function backOut(state: TracePageState): TracePageAction | null {
  if (state.viewport !== null) return { kind: 'viewport', viewport: null };
  if (state.selected !== null) return { kind: 'select', span: null };
  if (state.focus !== null) return { kind: 'focus', span: null };
  return state.root === null ? null : { kind: 'root', span: null };
}
