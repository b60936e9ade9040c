import { expect, test } from 'vitest';
import { defaultWindowState, restoreWindowState } from '../../electron/main/window-state.ts';

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
const kept = (bounds: unknown, maximized = false) => restoreWindowState({ bounds, maximized }, screens);

test('a window on a screen comes back to its place', () => {
  const bounds = { x: 100, y: 80, width: 1200, height: 800 };
  expect(kept(bounds, true)).toEqual({ bounds, size: { width: 1200, height: 800 }, maximized: true });
});

test('a window whose screen is gone keeps its size and is placed anew', () => {
  const state = kept({ x: 2500, y: 80, width: 1200, height: 800 });
  expect(state).toEqual({ bounds: null, size: { width: 1200, height: 800 }, maximized: false });
  expect(kept({ x: 100, y: -500, width: 1200, height: 800 }).bounds).toBeNull();
});

test('a window is never smaller than its least size', () => {
  expect(kept({ x: 0, y: 0, width: 1, height: 1 }).size).toEqual({ width: 800, height: 560 });
});

test('anything else is the first start’s window', () => {
  for (const value of [null, 7, 'x', []]) {
    expect(restoreWindowState(value, screens)).toMatchObject({ bounds: null });
  }
  expect(kept({ x: 'left' })).toEqual(defaultWindowState);
  expect(kept({ x: Number.NaN, y: 0, width: 10, height: 10 })).toEqual(defaultWindowState);
});
