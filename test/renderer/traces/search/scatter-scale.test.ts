import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fromShare,
  logScale,
  logTicks,
  toShare,
} from '../../../../renderer/views/traces/search/scatter-scale.ts';

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
