import { useKeys } from '../../../shell/keys.ts';
import type { TracePageAction, TracePageState } from './page-state.ts';

/** The keys of a trace: n N errors, f fold, r re-root, c critical path, Escape back out. */
export function useTraceKeys(
  state: TracePageState,
  dispatch: (action: TracePageAction) => void,
  errorAfter: (step: 1 | -1) => number | null,
): void {
  const press = (key: string) => () => {
    const action = keyAction(key, state, errorAfter);
    if (action) dispatch(action);
  };
  useKeys(Object.fromEntries(['n', 'N', 'f', 'c', 'r', 'Escape'].map((key) => [key, press(key)])));
}

/** What a key means in this state, or null. */
export function keyAction(
  key: string,
  state: TracePageState,
  errorAfter: (step: 1 | -1) => number | null,
): TracePageAction | null {
  if (key === 'n' || key === 'N') {
    const span = errorAfter(key === 'n' ? 1 : -1);
    return span === null ? null : { kind: 'reveal', span };
  }
  if (key === 'f') return { kind: 'toggleFolding' };
  if (key === 'c') return { kind: 'toggleCriticalPath' };
  if (key === 'r') return { kind: 'root', span: state.root === state.selected ? null : state.selected };
  if (key !== 'Escape') return null;
  if (state.viewport !== null) return { kind: 'viewport', viewport: null };
  if (state.selected !== null) return { kind: 'select', span: null };
  return state.root === null ? null : { kind: 'root', span: null };
}
