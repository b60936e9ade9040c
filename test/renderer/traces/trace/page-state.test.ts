import { expect, test } from 'vitest';
import {
  fullViewport,
  initialTracePage,
  stepError,
  type TracePageAction,
  tracePageReducer,
} from '../../../../renderer/views/traces/trace/page-state.ts';
import { buildTraceTree } from '../../../../shared/trace-analysis/trace-tree.ts';
import { traceFixture } from '../../../shared/trace-analysis/trace-fixture.ts';

const detail = traceFixture([
  { name: 'root', start: 0, end: 100 },
  { name: 'a', parent: 0, start: 10, end: 40, error: true },
  { name: 'b', parent: 0, start: 50, end: 90 },
  { name: 'c', parent: 2, start: 60, end: 80, error: true },
]);
const tree = buildTraceTree(detail);
const run = (...actions: TracePageAction[]) =>
  actions.reduce((state, action) => tracePageReducer(detail, tree, state, action), initialTracePage);

test('stepping through errors goes round in both directions', () => {
  expect([stepError(detail, null, 1), stepError(detail, 1, 1), stepError(detail, 3, 1)]).toEqual([1, 3, 1]);
  expect([stepError(detail, null, -1), stepError(detail, 3, -1), stepError(detail, 1, -1)]).toEqual([
    3, 1, 3,
  ]);
});

test('a trace without errors has nothing to step to', () => {
  expect(stepError(traceFixture([{ name: 'ok', start: 0, end: 1 }]), null, 1)).toBeNull();
});

test('revealing a span selects it and opens its ancestors', () => {
  const state = run({ kind: 'collapseAll' }, { kind: 'reveal', span: 3 });
  expect(state.selected).toBe(3);
  expect([...state.collapsed]).toEqual([]);
});

test('revealing a span outside the new root shows the whole trace again', () => {
  expect(run({ kind: 'root', span: 2 }, { kind: 'reveal', span: 1 }).root).toBeNull();
  expect(run({ kind: 'root', span: 2 }, { kind: 'reveal', span: 3 }).root).toBe(2);
});

test('a new root sets the time axis to its own extent', () => {
  expect(fullViewport(detail, tree, 2)).toEqual({ from: 50, to: 90 });
  expect(fullViewport(detail, tree, null)).toEqual({ from: 0, to: 100 });
});

test('toggling a row twice changes nothing', () => {
  const row = { kind: 'span', span: 2, depth: 1, children: 1, open: true } as const;
  expect([...run({ kind: 'toggle', row }).collapsed]).toEqual([2]);
  expect([...run({ kind: 'toggle', row }, { kind: 'toggle', row }).collapsed]).toEqual([]);
});
