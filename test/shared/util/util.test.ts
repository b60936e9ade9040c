import { describe, expect, test } from 'vitest';
import { DisposableStore, disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';

describe('a disposable', () => {
  test('ends once, however often it is asked', () => {
    let ended = 0;
    const item = disposable(() => ended++);
    item.dispose();
    item.dispose();
    expect(ended).toBe(1);
  });

  test('store ends what it owns in reverse order, and what comes later at once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    for (const name of ['socket', 'reader', 'timer']) store.onDispose(() => void order.push(name));
    store.dispose();
    expect(order).toEqual(['timer', 'reader', 'socket']);
    store.onDispose(() => void order.push('late'));
    expect([order.at(-1), store.disposed]).toEqual(['late', true]);
  });
});

describe('an emitter', () => {
  test('tells listeners in the order in which they came', () => {
    const emitter = new Emitter<number>();
    const seen: string[] = [];
    emitter.on((value) => seen.push(`a${value}`));
    emitter.on((value) => seen.push(`b${value}`));
    emitter.fire(1);
    expect(seen).toEqual(['a1', 'b1']);
  });

  test('lets one function listen twice and leave once', () => {
    const emitter = new Emitter<number>();
    let seen = 0;
    const listener = (value: number) => {
      seen += value;
    };
    emitter.on(listener);
    emitter.on(listener).dispose();
    emitter.fire(1);
    expect([seen, emitter.size]).toEqual([1, 1]);
  });

  test('still tells those who were there when one leaves or comes in between', () => {
    const emitter = new Emitter<void>();
    const seen: string[] = [];
    const first = emitter.on(() => {
      seen.push('first');
      first.dispose();
      emitter.on(() => seen.push('late'));
    });
    emitter.on(() => seen.push('second'));
    emitter.fire();
    expect(seen).toEqual(['first', 'second']);
  });
});
