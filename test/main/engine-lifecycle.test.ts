import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  initialLifecycle,
  type Lifecycle,
  type LifecycleEvent,
  shownState,
  step,
} from '../../electron/main/engine-lifecycle.ts';

const exited: LifecycleEvent = { type: 'exited', code: 1 };

function waits(times: number): number[] {
  let state: Lifecycle = initialLifecycle(0).next;
  return Array.from({ length: times }, () => {
    const ended = step(state, exited, 0);
    const [effect] = ended.effects;
    state = step(ended.next, { type: 'waited' }, 0).next;
    return effect?.do === 'wait' ? effect.ms : -1;
  });
}

test('each end in a row doubles the wait, up to half a minute', () => {
  expect(waits(9)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('an engine that was well for a minute starts the waits anew', () => {
  const running: Lifecycle = { phase: 'running', failures: 6, sinceMs: 0 };
  expect(step(running, exited, 60_000).effects).toEqual([{ do: 'wait', ms: 500 }]);
  expect(step(running, exited, 59_999).effects).toEqual([{ do: 'wait', ms: 30_000 }]);
});

test('a refusal is final until a person asks again', () => {
  const { next } = initialLifecycle(0);
  const refused = step(next, { type: 'refused', reason: 'in use', cure: 'close it' }, 0);
  expect(refused.effects).toEqual([{ do: 'kill' }]);
  expect(step(refused.next, exited, 0)).toEqual({ next: refused.next, effects: [] });
  expect(shownState(refused.next)).toEqual({ state: 'failed', reason: 'in use', cure: 'close it' });
  expect(step(refused.next, { type: 'restart-asked' }, 0).effects).toEqual([{ do: 'fork' }]);
});

test('a stop asks first and kills what takes too long', () => {
  const asked = step({ phase: 'running', failures: 0, sinceMs: 0 }, { type: 'stop-asked' }, 0);
  expect(asked.effects).toMatchObject([{ do: 'ask-to-stop' }]);
  expect(step(asked.next, { type: 'stop-overdue' }, 0).effects).toEqual([{ do: 'kill' }]);
  expect(step(asked.next, exited, 0).next).toEqual({ phase: 'stopped' });
});

test('a stop while waiting for a restart ends at once', () => {
  const waiting = step(initialLifecycle(0).next, exited, 0).next;
  expect(step(waiting, { type: 'stop-asked' }, 0)).toEqual({ next: { phase: 'stopped' }, effects: [] });
});

const anyEvent = fc.constantFrom<LifecycleEvent>(
  { type: 'ready' },
  { type: 'refused', reason: '', cure: null },
  { type: 'waited' },
  { type: 'restart-asked' },
  { type: 'stop-asked' },
  { type: 'stop-overdue' },
  exited,
);

test('whatever happens, a fork comes only while no process is meant to live, and never after a stop', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (sequence) => {
      let state = initialLifecycle(0).next;
      for (const event of sequence) {
        const { next, effects } = step(state, event, 0);
        if (effects.some((effect) => effect.do === 'fork')) {
          expect(['waiting', 'failed']).toContain(state.phase);
          expect(next.phase).toBe('starting');
        }
        if (state.phase === 'stopped') expect(next.phase).toBe('stopped');
        state = next;
      }
    }),
  );
});
