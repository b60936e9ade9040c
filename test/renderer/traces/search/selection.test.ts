import { expect, test } from 'vitest';
import { narrowed } from '../../../../renderer/views/traces/search/narrowed.ts';
import {
  ALL,
  formatSelection,
  parseSelection,
  selectedPoints,
} from '../../../../renderer/views/traces/search/selection.ts';
import type { TracePoints } from '../../../../shared/contract/traces.ts';

const points = (rows: [startMs: number, nano: number, errors?: number][]): TracePoints => ({
  traceIds: rows.map((_, i) => String(i)),
  startMs: Float64Array.from(rows, ([ms]) => ms),
  durationNano: Float64Array.from(rows, ([, nano]) => nano),
  errorCounts: Uint32Array.from(rows, ([, , errors = 0]) => errors),
  root: new Uint32Array(rows.length),
  roots: [],
  truncated: false,
});

test('a selection is a box in time and duration', () => {
  const box = { startMs: 10, endMs: 20, minNano: 100, maxNano: 200, errorsOnly: false };
  const inside = selectedPoints(
    points([
      [15, 150],
      [15, 201],
      [9, 150],
      [20, 200],
    ]),
    box,
  );
  expect(inside).toEqual([0, 3]);
});

test('sides without a bound take everything; errors alone take the failing', () => {
  const all = points([
    [1, 10],
    [2, 500, 3],
    [3, 900],
  ]);
  expect(selectedPoints(all, { ...ALL, minNano: 500 })).toEqual([1, 2]);
  expect(selectedPoints(all, { ...ALL, errorsOnly: true })).toEqual([1]);
});

test('a selection survives the address, and what is none is none', () => {
  for (const selection of [
    { startMs: 10, endMs: 20, minNano: 100, maxNano: 200, errorsOnly: false },
    { ...ALL, minNano: 774_000_000 },
    { ...ALL, errorsOnly: true },
  ])
    expect(parseSelection(formatSelection(selection))).toEqual(selection);
  for (const none of ['', '1,2,3', 'a,b,c,d', ',,,']) expect(parseSelection(none)).toBeNull();
});

const filter = { query: 'service:orders', start: 1_000_000n, end: 9_000_000n };

test('the search for a selection has its durations as conditions and its ends where they are narrower', () => {
  const selection = { startMs: 0, endMs: 5, minNano: 560e6, maxNano: 1.1e9, errorsOnly: true };
  expect(narrowed(filter, selection)).toEqual({
    query: 'service:orders trace.duration>=560ms trace.duration<=1100ms trace.errors>0',
    start: 1_000_000n,
    end: 5_000_000n,
  });
});

test('without a selection the search is the search', () => {
  expect(narrowed(filter, null)).toBe(filter);
});

test('alternatives stay together when a selection narrows them', () => {
  const { query } = narrowed({ ...filter, query: 'service:a or service:b' }, { ...ALL, minNano: 1e6 });
  expect(query).toBe('(service:a or service:b) trace.duration>=1ms');
});
