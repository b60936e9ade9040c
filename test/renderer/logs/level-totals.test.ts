import { expect, test } from 'vitest';
import { levelTotals } from '../../../renderer/views/logs/level-totals.ts';

test('totals by level add up the steps', () => {
  const totals = levelTotals({
    startMs: 0,
    stepMs: 500,
    counts: [
      ['error', Float64Array.from([1, 0, 0])],
      ['info', Float64Array.from([7, 0, 2])],
    ],
    total: 10,
  });
  expect([...totals]).toEqual([
    ['error', 1],
    ['info', 9],
  ]);
});
