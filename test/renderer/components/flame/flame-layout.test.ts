import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  frameAt,
  frameBox,
  layoutFlame,
  neighbour,
  viewOf,
  wholeFlame,
} from '../../../../renderer/components/flame/flame-layout.ts';

const flame = (rows: [parent: number, value: number][]) => ({
  parent: Int32Array.from(rows, ([parent]) => parent),
  value: Float64Array.from(rows, ([, value]) => value),
});
/** A root of 100 with children of 30 and 60, the latter with a child of 20. */
const small = flame([
  [-1, 100],
  [0, 30],
  [0, 60],
  [2, 20],
]);

test('children lie under their parent, the widest first, as wide as their share', () => {
  const { left, width, depth } = layoutFlame(small);
  expect([...left]).toEqual([0, 0.6, 0, 0]);
  expect([...width].map((each) => Number(each.toFixed(9)))).toEqual([1, 0.3, 0.6, 0.2]);
  expect([...depth]).toEqual([0, 1, 1, 2]);
});

test('children that ran side by side share the width of their parent', () => {
  const { width } = layoutFlame(
    flame([
      [-1, 10],
      [0, 10],
      [0, 30],
    ]),
  );
  expect([...width]).toEqual([1, 0.25, 0.75]);
});

test('every frame lies inside its parent, and siblings never overlap', () => {
  const rows = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 1000 })), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rows, (given) => {
      const columns = flame(given.map(([parent, value], i) => [i === 0 ? -1 : parent % i, value]));
      const { left, width, layers } = layoutFlame(columns);
      for (let i = 1; i < given.length; i++) {
        const parent = columns.parent[i]!;
        expect(left[i]).toBeGreaterThanOrEqual(left[parent]! - 1e-9);
        expect(left[i]! + width[i]!).toBeLessThanOrEqual(left[parent]! + width[parent]! + 1e-9);
      }
      for (const layer of layers)
        for (let k = 1; k < layer.length; k++)
          expect(left[layer[k]!]).toBeGreaterThanOrEqual(left[layer[k - 1]!]! + width[layer[k - 1]!]! - 1e-9);
    }),
  );
});

test('a frame is found under the pointer, and none beside it', () => {
  const layout = layoutFlame(small);
  expect(frameAt(layout, wholeFlame, 1, 0.1)).toBe(2);
  expect(frameAt(layout, wholeFlame, 1, 0.7)).toBe(1);
  expect(frameAt(layout, wholeFlame, 1, 0.95)).toBe(-1);
  expect(frameAt(layout, wholeFlame, 9, 0.5)).toBe(-1);
});

test('a widened frame fills the canvas, its ancestors stay, its siblings go', () => {
  const layout = layoutFlame(small);
  const view = viewOf(layout, 2);
  expect(frameBox(layout, view, 600, 2)).toEqual({ x: 0, width: 600 });
  expect(frameBox(layout, view, 600, 0)).toEqual({ x: 0, width: 600 });
  expect(frameBox(layout, view, 600, 1)).toBeNull();
  expect(frameBox(layout, view, 600, 3)?.width).toBeCloseTo(200);
});

test('arrow keys walk to the caller, the first call, and the neighbours', () => {
  const layout = layoutFlame(small);
  expect(neighbour(small, layout, -1, 'ArrowDown')).toBe(0);
  expect(neighbour(small, layout, 0, 'ArrowDown')).toBe(2);
  expect(neighbour(small, layout, 2, 'ArrowRight')).toBe(1);
  expect(neighbour(small, layout, 3, 'ArrowUp')).toBe(2);
  expect(neighbour(small, layout, 3, 'ArrowDown')).toBe(3);
});

test('a path a hundred thousand calls deep is laid out', () => {
  const deep = flame(Array.from({ length: 100_000 }, (_, i) => [i - 1, 1]));
  expect(layoutFlame(deep).layers).toHaveLength(100_000);
});
