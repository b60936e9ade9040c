import { expect, test } from 'vitest';
import { axisTop, levelTotals, volumeBars } from '../../../renderer/views/logs/volume-bars.ts';
import type { LogVolume } from '../../../shared/contract/logs.ts';

const volume: LogVolume = {
  startMs: 1000,
  stepMs: 500,
  counts: [
    ['error', Float64Array.from([1, 0, 0])],
    ['info', Float64Array.from([7, 0, 2])],
  ],
  total: 10,
};

test('bars stack quiet levels under loud ones and leave out empty steps', () => {
  expect(volumeBars(volume)).toEqual([
    {
      startMs: 1000,
      endMs: 1500,
      segments: [
        { level: 'info', count: 7 },
        { level: 'error', count: 1 },
      ],
      total: 8,
    },
    { startMs: 2000, endMs: 2500, segments: [{ level: 'info', count: 2 }], total: 2 },
  ]);
});

test('totals by level add up the steps', () => {
  expect([...levelTotals(volume)]).toEqual([
    ['error', 1],
    ['info', 9],
  ]);
});

test.each([
  [8, 10],
  [1, 1],
  [230, 300],
  [1001, 2000],
])('a highest bar of %d has an axis up to %d', (total, top) => {
  expect(axisTop([{ startMs: 0, endMs: 1, segments: [], total }])).toBe(top);
});
