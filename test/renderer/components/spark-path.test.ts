import { expect, test } from 'vitest';
import { sparkArea, sparkMax, sparkPath } from '../../../renderer/components/spark-path.ts';

const gap = Number.NaN;

test('values spread over the width, the largest on top', () => {
  expect(sparkPath([0, 5, 10], 20, 12, 10)).toBe('M0 11L10 6L20 1');
});

test('a gap stays a gap, and a lone value is still seen', () => {
  expect(sparkPath([1, gap, 1, 1], 30, 12, 1)).toBe('M0 1h1.5M20 1L30 1');
});

test('an area is closed for each run of values', () => {
  expect(sparkArea([1, 1, gap, 1, 1], 40, 12, 1).match(/Z/g)).toHaveLength(2);
  expect(sparkArea([gap, gap], 40, 12, 1)).toBe('');
});

test('the top comes in steps with some air, and small noise stays small', () => {
  expect(sparkMax([0.2, 0.3], 4)).toBe(5);
  expect(sparkMax([31, 29], 4)).toBe(40);
  expect(sparkMax([gap], 1)).toBe(3);
});
