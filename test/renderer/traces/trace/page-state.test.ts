import { expect, test } from 'vitest';
import { buildTraceModel } from '../../../../renderer/views/traces/trace/model/trace-model.ts';
import { visibleLines } from '../../../../renderer/views/traces/trace/model/visible-lines.ts';
import { pageFromParams, pageParams } from '../../../../renderer/views/traces/trace/page-address.ts';
import {
  fullViewport,
  initialTracePage,
  orderOf,
  type TracePageAction,
  tracePageReducer,
} from '../../../../renderer/views/traces/trace/page-state.ts';
import { keyAction } from '../../../../renderer/views/traces/trace/use-trace-keys.ts';
import { traceFixture } from '../../../shared/trace-analysis/trace-fixture.ts';

const model = buildTraceModel(
  traceFixture([
    { name: 'root', start: 0, end: 100 },
    { name: 'a', parent: 0, start: 10, end: 40, error: true },
    { name: 'b', parent: 0, start: 50, end: 90 },
    { name: 'c', parent: 2, start: 60, end: 80, error: true },
    ...Array.from({ length: 6 }, (_, i) => ({ name: 'repeat', parent: 3, start: 61 + i, end: 62 + i })),
  ]),
);
const first = initialTracePage(model);
const run = (...actions: TracePageAction[]) =>
  actions.reduce((state, action) => tracePageReducer(model, state, action), first);
const shown = (state: typeof first) => visibleLines(orderOf(model, state), state).length;

test('revealing a span selects it and opens its ancestors', () => {
  const state = run({ kind: 'collapseAll' }, { kind: 'reveal', span: 3 });
  expect(state.selected).toBe(3);
  expect(shown(state)).toBe(4);
});

test('revealing a span outside the new root or the focus shows the whole trace again', () => {
  expect(run({ kind: 'root', span: 2 }, { kind: 'reveal', span: 1 }).root).toBeNull();
  expect(run({ kind: 'root', span: 2 }, { kind: 'reveal', span: 3 }).root).toBe(2);
  expect(run({ kind: 'focus', span: 2 }, { kind: 'reveal', span: 1 }).focus).toBeNull();
  expect(run({ kind: 'focus', span: 2 }, { kind: 'reveal', span: 0 }).focus).toBe(2);
});

test('a new root sets the time axis to its own extent', () => {
  const { tree } = model.analysis;
  expect(fullViewport(model.detail, tree, 2)).toEqual({ from: 50, to: 90 });
  expect(fullViewport(model.detail, tree, null)).toEqual({ from: 0, to: 100 });
});

test('toggling a line twice changes nothing', () => {
  const line = model.folded.lineOf[2]!;
  expect(shown(run({ kind: 'toggle', line }))).toBeLessThan(shown(first));
  expect(run({ kind: 'toggle', line }, { kind: 'toggle', line }).closed).toEqual(first.closed);
});

test('keys step through errors round the end, and back out one step at a time', () => {
  expect(keyAction('n', model, first)).toEqual({ kind: 'reveal', span: 1 });
  expect(keyAction('N', model, first)).toEqual({ kind: 'reveal', span: 3 });
  const zoomed = run({ kind: 'reveal', span: 3 }, { kind: 'viewport', viewport: { from: 1, to: 2 } });
  expect(keyAction('Escape', model, zoomed)).toEqual({ kind: 'viewport', viewport: null });
  expect(keyAction('Escape', model, first)).toBeNull();
});

test('everything is closed by a key, and opened by the same again', () => {
  const closed = keyAction('F', model, first)!;
  expect(closed).toEqual({ kind: 'collapseAll' });
  expect(keyAction('F', model, run(closed))).toEqual({ kind: 'expandAll' });
});

test('the address holds the state and gives it back', () => {
  const states = [
    first,
    run({ kind: 'reveal', span: 3 }),
    run({ kind: 'reveal', span: 7 }),
    run({ kind: 'toggleFolding' }, { kind: 'toggle', line: model.plain.lineOf[2]! }),
    run({ kind: 'root', span: 2 }, { kind: 'toggleCriticalPath' }),
    run({ kind: 'focus', span: 3 }, { kind: 'viewport', viewport: { from: 10, to: 60 } }),
    run({ kind: 'collapseAll' }, { kind: 'toggle', line: 0 }),
  ];
  for (const state of states) {
    expect(pageFromParams(model, pageParams(model, state))).toEqual(state);
  }
});

test('an address that names what the trace does not have shows the whole trace', () => {
  const params = { span: 'ffffffffffffffff', root: 'nonsense', shut: '~.zz', zoom: '9-3', fold: 'x' };
  expect(pageFromParams(model, params)).toEqual(first);
});
