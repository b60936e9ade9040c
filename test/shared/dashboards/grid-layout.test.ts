import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arranged, compact, drawnGrid } from '../../../shared/dashboards/grid-layout.ts';
import { type Grid, newPanel, type Panel } from '../../../shared/dashboards/model.ts';

const panel = (id: number, grid: Grid, kind: Panel['kind'] = 'timeseries') => newPanel({ id, kind, grid });
const places = (panels: Panel[]) => panels.map(({ id, grid: { x, y } }) => [id, x, y]);

test('panels move up as far as they go', () => {
  const all = [panel(1, { x: 0, y: 4, w: 12, h: 4 }), panel(2, { x: 12, y: 9, w: 12, h: 4 })];
  expect(places(arranged(all))).toEqual([
    [1, 0, 0],
    [2, 12, 0],
  ]);
});

test('the one that is moved keeps its place and the others give way', () => {
  const all = [panel(1, { x: 0, y: 0, w: 12, h: 4 }), panel(2, { x: 0, y: 0, w: 12, h: 4 })];
  expect(places(arranged(all, 2))).toEqual([
    [1, 0, 4],
    [2, 0, 0],
  ]);
});

test('a row stands over what follows it, and folded hides it', () => {
  const all = [
    panel(1, { x: 0, y: 0, w: 24, h: 4 }),
    panel(2, { x: 0, y: 4, w: 24, h: 1 }, 'row'),
    panel(3, { x: 0, y: 5, w: 24, h: 4 }),
    panel(4, { x: 0, y: 9, w: 24, h: 1 }, 'row'),
  ];
  expect([...drawnGrid(all, ({ id }) => id === 2)].map(([id, { y }]) => [id, y])).toEqual([
    [1, 0],
    [2, 4],
    [4, 5],
  ]);
});

test('nothing ever lies over another, whatever is moved where', () => {
  const grid = fc.record({
    x: fc.nat(23),
    y: fc.nat(40),
    w: fc.integer({ min: 1, max: 24 }),
    h: fc.integer({ min: 1, max: 10 }),
  });
  fc.assert(
    fc.property(fc.array(grid, { maxLength: 25 }), fc.nat(24), (grids, pinned) => {
      const taken = new Set<string>();
      for (const { x, y, w, h } of compact(
        grids.map((each, id) => ({ id, grid: each })),
        pinned,
      ).values()) {
        expect(x + w).toBeLessThanOrEqual(24);
        for (let column = x; column < x + w; column++) {
          for (let line = y; line < y + h; line++) {
            expect(taken.has(`${column} ${line}`)).toBe(false);
            taken.add(`${column} ${line}`);
          }
        }
      }
    }),
  );
});
