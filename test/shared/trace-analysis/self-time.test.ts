import { expect, test } from 'vitest';
import { selfTimes } from '../../../shared/trace-analysis/self-time.ts';

const self = (rows: [start: number, duration: number, parent: number][]) => [
  ...selfTimes({
    startNano: Float64Array.from(rows, ([start]) => start),
    durationNano: Float64Array.from(rows, ([, duration]) => duration),
    parent: Int32Array.from(rows, ([, , parent]) => parent),
  }),
];

test('time in which children overlap is taken once', () => {
  expect(
    self([
      [0, 100, -1],
      [10, 30, 0],
      [20, 40, 0],
      [90, 5, 0],
    ]),
  ).toEqual([45, 30, 40, 5]);
});

test('what a child spends outside its parent is not the parent’s', () => {
  expect(
    self([
      [0, 10, -1],
      [5, 100, 0],
      [50, 10, 0],
    ]),
  ).toEqual([5, 100, 10]);
});
