import type { EngineProcessState } from '../../shared/contract/bridge.ts';

/** Where the engine's process is in its life. `failures` counts the ends in a row that nobody asked for. */
export type Lifecycle =
  | { phase: 'starting'; failures: number; sinceMs: number }
  | { phase: 'running'; failures: number; sinceMs: number }
  | { phase: 'waiting'; failures: number; waitMs: number; reason: string }
  | { phase: 'failed'; reason: string; cure: string | null }
  | { phase: 'stopping' }
  | { phase: 'stopped' };

export type LifecycleEvent =
  | { type: 'ready' }
  | { type: 'refused'; reason: string; cure: string | null }
  | { type: 'exited'; code: number }
  | { type: 'waited' }
  | { type: 'restart-asked' }
  | { type: 'stop-asked' }
  | { type: 'stop-overdue' };

export type LifecycleEffect =
  | { do: 'fork' }
  | { do: 'wait'; ms: number }
  | { do: 'ask-to-stop'; graceMs: number }
  | { do: 'kill' };

export interface Step {
  next: Lifecycle;
  effects: LifecycleEffect[];
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** An engine that ran this long was well: the next end starts the waits anew. */
const WELL_AFTER_MS = 60_000;
/** How long a stopping engine may flush and close its store. */
export const STOP_GRACE_MS = 10_000;

export const initialLifecycle = (nowMs: number): Step => ({
  next: { phase: 'starting', failures: 0, sinceMs: nowMs },
  effects: [{ do: 'fork' }],
});

const backOffMs = (failures: number) => Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
const fork = (failures: number, nowMs: number): Step => ({
  next: { phase: 'starting', failures, sinceMs: nowMs },
  effects: [{ do: 'fork' }],
});
const stay = (next: Lifecycle): Step => ({ next, effects: [] });

function exited(state: Lifecycle, code: number, nowMs: number): Step {
  if (state.phase === 'stopping') return stay({ phase: 'stopped' });
  if (state.phase !== 'starting' && state.phase !== 'running') return stay(state);
  const wasWell = state.phase === 'running' && nowMs - state.sinceMs >= WELL_AFTER_MS;
  const failures = wasWell ? 1 : state.failures + 1;
  const waitMs = backOffMs(failures);
  return {
    next: { phase: 'waiting', failures, waitMs, reason: `the engine ended with code ${code}` },
    effects: [{ do: 'wait', ms: waitMs }],
  };
}

function stopAsked(state: Lifecycle): Step {
  if (state.phase === 'starting' || state.phase === 'running') {
    return { next: { phase: 'stopping' }, effects: [{ do: 'ask-to-stop', graceMs: STOP_GRACE_MS }] };
  }
  return stay(state.phase === 'stopping' ? state : { phase: 'stopped' });
}

/** The whole life of the engine's process; whoever owns the process carries out the effects in order. */
export function step(state: Lifecycle, event: LifecycleEvent, nowMs: number): Step {
  switch (event.type) {
    case 'ready':
      return stay(
        state.phase === 'starting' ? { phase: 'running', failures: state.failures, sinceMs: nowMs } : state,
      );
    case 'refused':
      if (state.phase !== 'starting') return stay(state);
      return {
        next: { phase: 'failed', reason: event.reason, cure: event.cure },
        effects: [{ do: 'kill' }],
      };
    case 'exited':
      return exited(state, event.code, nowMs);
    case 'waited':
      return state.phase === 'waiting' ? fork(state.failures, nowMs) : stay(state);
    case 'restart-asked':
      return state.phase === 'failed' || state.phase === 'waiting' ? fork(0, nowMs) : stay(state);
    case 'stop-asked':
      return stopAsked(state);
    case 'stop-overdue':
      return state.phase === 'stopping' ? { next: state, effects: [{ do: 'kill' }] } : stay(state);
  }
}

/** What a window is told. */
export function shownState(state: Lifecycle): EngineProcessState {
  switch (state.phase) {
    case 'starting':
    case 'running':
      return { state: state.phase };
    case 'waiting':
      return { state: 'restarting', attempt: state.failures, waitMs: state.waitMs, reason: state.reason };
    case 'failed':
      return { state: 'failed', reason: state.reason, cure: state.cure };
    case 'stopping':
    case 'stopped':
      return { state: 'stopped' };
  }
}
