import { expect, test } from 'vitest';
import { compareRows, usualTrace } from '../../../../renderer/views/traces/compare/compare-rows.ts';
import { compareTraces, markOf } from '../../../../shared/trace-analysis/compare.ts';
import { type FixtureSpan, traceFixture } from '../../../shared/trace-analysis/trace-fixture.ts';

const calls = compareTraces(
  traceFixture([
    { name: 'root', start: 0, end: 1000 },
    { name: 'same', parent: 0, start: 0, end: 100 },
    { name: 'inner', parent: 1, start: 0, end: 50 },
    { name: 'slow', parent: 0, start: 200, end: 300 },
    { name: 'gone', parent: 0, start: 400, end: 500 },
    { name: 'quick', parent: 0, start: 500, end: 900 },
    { name: 'tiny', parent: 0, start: 950, end: 951 },
  ] satisfies FixtureSpan[]),
  traceFixture([
    { name: 'root', start: 0, end: 1200 },
    { name: 'same', parent: 0, start: 0, end: 110 },
    { name: 'inner', parent: 1, start: 0, end: 50 },
    { name: 'slow', parent: 0, start: 200, end: 500 },
    { name: 'new', parent: 3, start: 300, end: 400 },
    { name: 'quick', parent: 0, start: 500, end: 600 },
    { name: 'tiny', parent: 0, start: 950, end: 954 },
  ] satisfies FixtureSpan[]),
);
const rows = (collapsed: number[] = [], changedOnly = false) =>
  compareRows(calls, { collapsed: new Set(collapsed), changedOnly }).map((at) => calls.name[at]);

test('a call is new, gone, slower, faster or the same; what is too short to matter is the same', () => {
  const marks = Object.fromEntries(calls.name.map((name, i) => [name, markOf(calls, i)]));
  expect(marks).toEqual({
    root: 'same',
    same: 'same',
    inner: 'same',
    slow: 'slower',
    new: 'added',
    gone: 'missing',
    quick: 'faster',
    tiny: 'same',
  });
});

test('calls stand under their callers until those are closed', () => {
  expect(rows()).toEqual(['root', 'same', 'inner', 'slow', 'new', 'gone', 'quick', 'tiny']);
  expect(rows([calls.name.indexOf('slow')])).not.toContain('new');
  expect(rows([0])).toEqual(['root']);
});

test('changes alone are shown with the callers that lead to them', () => {
  expect(rows([], true)).toEqual(['root', 'slow', 'new', 'gone', 'quick']);
});

test('the usual trace is that of median duration among the others, and does not fail if it can', () => {
  const points = (durations: number[], errors: number[] = []) => ({
    traceIds: durations.map((_, i) => `t${i}`),
    durationNano: Float64Array.from(durations),
    errorCounts: Uint32Array.from(durations, (_, i) => errors[i] ?? 0),
  });
  expect(usualTrace(points([900, 10, 30, 20]), 't0')).toBe('t3');
  expect(usualTrace(points([900, 10, 30, 20], [0, 0, 0, 1]), 't0')).toBe('t1');
  expect(usualTrace(points([900, 10], [0, 1]), 't0')).toBe('t1');
  expect(usualTrace(points([900]), 't0')).toBeNull();
});
