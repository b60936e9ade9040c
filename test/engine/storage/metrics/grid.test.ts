import { expect, test } from 'vitest';
import { toGrid } from '../../../../electron/engine/storage/metrics/grid.ts';

const N = Number.NaN;
const samples = (...pairs: [second: number, value: number][]) => ({
  timesMs: Float64Array.from(pairs, ([second]) => second * 1000),
  values: Float64Array.from(pairs, ([, value]) => value),
});
const grid = (startSecond: number, stepSeconds: number, steps: number) => ({
  startMs: startSecond * 1000,
  stepMs: stepSeconds * 1000,
  steps,
});

test('last is the newest sample of the step that ends at its time', () => {
  const line = toGrid(samples([1, 10], [2, 20], [3, 30], [4, 40]), grid(2, 2, 2), 'last');
  expect([...line]).toEqual([20, 40]);
});

test('max is the largest sample of the step', () => {
  const line = toGrid(samples([1, 30], [2, 20], [3, 10], [4, 40]), grid(2, 2, 2), 'max');
  expect([...line]).toEqual([30, 40]);
});

test('a step without a sample between two neighbours keeps the earlier value; after the newest there is nothing', () => {
  const line = toGrid(samples([1, 1], [2.001, 2], [4.001, 4]), grid(1, 1, 6), 'last');
  expect([...line]).toEqual([1, 1, 2, 2, 4, N]);
});

test('more than three missed samples are a gap', () => {
  const three = toGrid(samples([1, 1], [2, 2], [6, 6], [7, 7]), grid(1, 1, 7), 'last');
  expect([...three]).toEqual([1, 2, 2, 2, 2, 6, 7]);
  const four = toGrid(samples([1, 1], [2, 2], [7, 7], [8, 8]), grid(1, 1, 8), 'last');
  expect([...four]).toEqual([1, 2, N, N, N, N, 7, 8]);
});

test('what is a gap follows the distance that is usual there', () => {
  const slow = toGrid(samples([0, 1], [15, 2], [30, 3], [75, 4], [90, 5]), grid(0, 15, 7), 'last');
  expect([...slow]).toEqual([1, 2, 3, 3, 3, 4, 5]);
});

test('rate is the per-second increase over the step, spread evenly between samples', () => {
  const line = toGrid(samples([0, 0], [2, 4], [4, 24]), grid(1, 1, 4), 'rate');
  expect([...line]).toEqual([2, 2, 10, 10]);
  expect([...toGrid(samples([0, 0], [2, 4], [4, 24]), grid(4, 4, 1), 'rate')]).toEqual([6]);
});

test('a counter that fell started anew from zero', () => {
  expect([...toGrid(samples([0, 100], [1, 110], [2, 3], [3, 5]), grid(1, 1, 3), 'rate')]).toEqual([10, 3, 2]);
});

test('no rate is drawn over a gap', () => {
  const line = toGrid(samples([0, 0], [1, 1], [11, 101], [12, 102]), grid(1, 1, 12), 'rate');
  expect([...line]).toEqual([1, N, N, N, N, N, N, N, N, N, N, 1]);
});

test('a single sample has a value and no rate', () => {
  expect([...toGrid(samples([2, 5]), grid(1, 1, 3), 'last')]).toEqual([N, 5, N]);
  expect([...toGrid(samples([2, 5]), grid(1, 1, 3), 'rate')]).toEqual([N, N, N]);
});
