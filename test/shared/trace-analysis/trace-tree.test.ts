import { expect, test } from 'vitest';
import { buildTraceTree, selfIntervals } from '../../../shared/trace-analysis/trace-tree.ts';
import { traceFixture } from './trace-fixture.ts';

test('self time is what no child covers, and children count only inside their parent', () => {
  const detail = traceFixture([
    { name: 'root', start: 0, end: 100 },
    { name: 'a', parent: 0, start: 10, end: 40 },
    { name: 'b', parent: 0, start: 30, end: 60 },
    { name: 'late', parent: 0, start: 90, end: 150 },
  ]);
  const tree = buildTraceTree(detail);
  expect(selfIntervals(detail, tree, 0)).toEqual([
    { start: 0, end: 10 },
    { start: 60, end: 90 },
  ]);
  expect(Array.from(tree.selfNano)).toEqual([40, 30, 30, 60]);
  expect(tree.totalNano).toBe(150);
});

test('errors and descendants are summed up the tree', () => {
  const detail = traceFixture([
    { name: 'root', start: 0, end: 9 },
    { name: 'mid', parent: 0, start: 1, end: 8 },
    { name: 'leaf', parent: 1, start: 2, end: 3, error: true },
    { name: 'leaf', parent: 1, start: 4, end: 5, error: true },
  ]);
  const tree = buildTraceTree(detail);
  expect(Array.from(tree.errors)).toEqual([2, 2, 1, 1]);
  expect(Array.from(tree.descendants)).toEqual([3, 2, 0, 0]);
});

test('a chain of 20,000 spans is no deeper than the stack allows', () => {
  const spans = Array.from({ length: 20_000 }, (_, i) => ({
    name: 'n',
    start: i,
    end: 40_000 - i,
    parent: i - 1,
  }));
  const tree = buildTraceTree(traceFixture(spans));
  expect(tree.depth[19_999]).toBe(19_999);
});

test('spans without their parent are roots beside the first', () => {
  const tree = buildTraceTree(
    traceFixture([
      { name: 'root', start: 0, end: 9 },
      { name: 'orphan', start: 3, end: 5 },
    ]),
  );
  expect(Array.from(tree.roots)).toEqual([0, 1]);
});
