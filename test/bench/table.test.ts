import { expect, test } from 'vitest';
import { type BenchRow, median, meetsAim, ratioOf } from './harness.ts';
import { formatTable } from './table.ts';

const row: BenchRow = {
  what: 'spans',
  figure: 30,
  unit: 'k/s',
  baseline: { what: 'bare decoding', figure: 100 },
  aim: { of: 'ratio', atLeast: 0.3 },
};

test('the median of several rounds', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('an aim is of the figure or of its ratio to the baseline', () => {
  expect(ratioOf(row)).toBeCloseTo(0.3);
  expect(meetsAim(row)).toBe(true);
  expect(meetsAim({ ...row, figure: 29 })).toBe(false);
  expect(meetsAim({ ...row, aim: { of: 'figure', atMost: 29 } })).toBe(false);
  expect(meetsAim({ ...row, aim: null })).toBeNull();
  expect(meetsAim({ ...row, baseline: null })).toBeNull();
});

test('a table names baseline, ratio and aim of each row', () => {
  const table = formatTable([{ bench: 'traces', ...row }]);
  expect(table.split('\n')[1]).toMatch(
    /^traces {2}spans +30 +k\/s +100 \(bare decoding\) +0\.300 +ratio >= 0\.300 +yes$/,
  );
});
