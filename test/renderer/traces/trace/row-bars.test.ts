import { expect, test } from 'vitest';
import { cut, rowBars } from '../../../../renderer/views/traces/trace/row-bars.ts';
import { criticalPath } from '../../../../shared/trace-analysis/critical-path.ts';
import { buildTraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { traceFixture } from '../../../shared/trace-analysis/trace-fixture.ts';

const detail = traceFixture([
  { name: 'root', start: 0, end: 1000 },
  { name: 'child', parent: 0, start: 200, end: 600 },
]);
const tree = buildTraceTree(detail);
const path = criticalPath(detail, tree);
const root = { kind: 'span', span: 0, depth: 0, children: 1, open: true } as const;

test('self time is solid and waiting for children is what is left of the span', () => {
  const bars = rowBars(detail, tree, path, root, { from: 0, to: 1000 });
  expect(bars.span).toEqual({ left: 0, width: 1 });
  expect(bars.solid).toEqual([
    { left: 0, width: 0.2 },
    { left: 0.6, width: 0.4 },
  ]);
});

test('zoomed in, bars are cut at the edges', () => {
  expect(cut({ start: 0, end: 1000 }, { from: 500, to: 600 })).toEqual({ left: 0, width: 1 });
  expect(cut({ start: 0, end: 100 }, { from: 500, to: 600 })).toBeNull();
});

test('a span without length still has its place', () => {
  expect(cut({ start: 300, end: 300 }, { from: 0, to: 1000 })).toEqual({ left: 0.3, width: 0 });
});

test('a fold sums up its members', () => {
  const fold = {
    kind: 'fold',
    key: 'k',
    members: [0, 1],
    depth: 1,
    open: false,
    errors: 0,
    nPlusOne: false,
  } as const;
  const bars = rowBars(detail, tree, path, { ...fold, members: [0, 1] }, { from: 0, to: 1000 });
  expect(bars.label).toBe('1.40 µs in all, p50 400 ns');
});
