import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatSelection,
  fromShare,
  logScale,
  logTicks,
  parseSelection,
  selectedPoints,
  toShare,
} from '../../../renderer/views/traces/scatter-scale.ts';
import type { TracePoints } from '../../../shared/contract/traces.ts';

const points = (rows: [startMs: number, nano: number][]): TracePoints => ({
  traceIds: rows.map((_, i) => String(i)),
  startMs: Float64Array.from(rows, ([ms]) => ms),
  durationNano: Float64Array.from(rows, ([, nano]) => nano),
  errorCounts: new Uint32Array(rows.length),
  root: new Uint32Array(rows.length),
  roots: [],
  truncated: false,
});

test('every duration lies inside its scale', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e14, noNaN: true }), { minLength: 1 }), (durations) => {
      const scale = logScale(Float64Array.from(durations));
      for (const nano of durations) {
        const share = toShare(scale, nano);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('a place on the axis is the duration it stands for', () => {
  const scale = logScale(Float64Array.from([1e6, 1e9]));
  expect(fromShare(scale, toShare(scale, 5e7))).toBeCloseTo(5e7, 0);
});

test('ticks are 1, 2 and 5 of each decade, with units', () => {
  const labels = logTicks({ minNano: 4e6, maxNano: 3e9 }, 400).map(({ label }) => label);
  expect(labels).toEqual(['5 ms', '10 ms', '20 ms', '50 ms', '100 ms', '200 ms', '500 ms', '1 s', '2 s']);
});

test('a selection is a box in time and duration', () => {
  const selection = { startMs: 10, endMs: 20, minNano: 100, maxNano: 200 };
  const inside = selectedPoints(
    points([
      [15, 150],
      [15, 201],
      [9, 150],
      [20, 200],
    ]),
    selection,
  );
  expect(inside).toEqual([0, 3]);
});

test('a selection survives the address, and what is none is none', () => {
  const selection = { startMs: 10, endMs: 20, minNano: 100, maxNano: 200 };
  expect(parseSelection(formatSelection(selection))).toEqual(selection);
  expect([parseSelection(''), parseSelection('1,2,3'), parseSelection('a,b,c,d')]).toEqual([
    null,
    null,
    null,
  ]);
});
