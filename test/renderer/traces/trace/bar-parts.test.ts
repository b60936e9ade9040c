import { expect, test } from 'vitest';
import { displayOrder } from '../../../../renderer/views/traces/trace/model/display-order.ts';
import {
  eachSelfPart,
  foldLabel,
  PixelRuns,
} from '../../../../renderer/views/traces/trace/timeline/bar-parts.ts';
import { indentAt, indentOf } from '../../../../renderer/views/traces/trace/timeline/indent.ts';
import { windowAt } from '../../../../renderer/views/traces/trace/timeline/use-line-window.ts';
import { buildTraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { traceFixture } from '../../../shared/trace-analysis/trace-fixture.ts';

const detail = traceFixture([
  { name: 'root', start: 0, end: 1000 },
  { name: 'child', parent: 0, start: 200, end: 600 },
  { name: 'beside', parent: 0, start: 300, end: 500 },
  { name: 'late', parent: 0, start: 900, end: 1200 },
]);

test('self time is what is left of a span while none of its children ran', () => {
  const parts: number[][] = [];
  eachSelfPart(detail, buildTraceTree(detail), 0, (start, end) => parts.push([start, end]));
  expect(parts).toEqual([
    [0, 200],
    [600, 900],
  ]);
});

test('stretches outside the canvas are left out and those that touch are one', () => {
  const runs = new PixelRuns((nano) => nano, 100);
  for (const [start, end] of [
    [-50, -10],
    [-5, 10],
    [10.2, 20],
    [40, 300],
    [400, 500],
  ] as const)
    runs.add(start, end);
  expect(runs.all()).toEqual([
    [-5, 20],
    [40, 100],
  ]);
});

test('a fold says what its members took together and in the middle', () => {
  const repeats = traceFixture([
    { name: 'root', start: 0, end: 100 },
    ...[10, 20, 30, 40, 100].map((length, i) => ({ name: 'call', parent: 0, start: i, end: i + length })),
  ]);
  expect(foldLabel(repeats, displayOrder(repeats, buildTraceTree(repeats), true), 1)).toBe(
    '200 ns in all, p50 30.0 ns',
  );
});

test('deep rows move left together, so that 1,500 levels stay inside the column', () => {
  const chain = traceFixture(
    Array.from({ length: 1500 }, (_, i) => ({
      name: 'step',
      start: i,
      end: 5000 - i,
      ...(i > 0 ? { parent: i - 1 } : {}),
    })),
  );
  const order = displayOrder(chain, buildTraceTree(chain), false);
  const lines = Uint32Array.from({ length: order.count }, (_, line) => line);
  const indent = indentOf(order, lines, 1200, 1240, 150);
  const places = Array.from({ length: 40 }, (_, i) => indentAt(indent, 1200 + i, 150));
  expect(places.every((place) => place >= 0 && place <= 150)).toBe(true);
  expect(new Set(places).size).toBeGreaterThan(30);
});

test('the drawn rows reach beyond those in sight on either side, and stay the same while scrolling a little', () => {
  const { from, to } = windowAt(24 * 1000, 600, 250_000);
  expect(from).toBeLessThan(1000);
  expect(to).toBeGreaterThan(1025);
  expect(windowAt(24 * 1001, 600, 250_000)).toEqual({ from, to });
  expect(windowAt(0, 600, 3)).toEqual({ from: 0, to: 3 });
});
