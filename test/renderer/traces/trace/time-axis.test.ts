import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisTicks, offsetText, panned, zoomed } from '../../../../renderer/views/traces/trace/time-axis.ts';

const labels = (from: number, to: number, width = 600) =>
  axisTicks({ from, to }, width).map(({ label }) => label);

test('ticks are round, share a unit and begin at 0', () => {
  expect(labels(0, 812e6)).toEqual(['0', '200 ms', '400 ms', '600 ms', '800 ms']);
  expect(labels(0, 2.4e9)).toEqual(['0', '0.5 s', '1 s', '1.5 s', '2 s']);
});

test('a narrow axis has few ticks and none overlap', () => {
  expect(labels(0, 812e6, 220)).toHaveLength(2);
});

test('no length makes no tick', () => {
  expect(axisTicks({ from: 5, to: 5 }, 600)).toEqual([]);
});

test('times at the cursor have three digits and a unit', () => {
  expect(offsetText(616_000_000)).toEqual({ value: '616', unit: 'ms' });
  expect(offsetText(1_240_000_000)).toEqual({ value: '1.24', unit: 's' });
  expect(offsetText(310_000)).toEqual({ value: '310', unit: 'µs' });
});

test('zoom and pan never leave the trace', () => {
  const total = 1_000_000_000;
  const inside = ({ from, to }: { from: number; to: number }) => from >= 0 && to <= total + 1 && from < to;
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.double({ min: 0.01, max: 5, noNaN: true }),
      fc.double({ min: -2e9, max: 2e9, noNaN: true }),
      (start, factor, by) => {
        const view = { from: start * total, to: (start + 0.1) * total };
        expect(inside(zoomed(view, view.from + 1e6, factor, total))).toBe(true);
        expect(inside(panned(view, by, total))).toBe(true);
      },
    ),
  );
});
