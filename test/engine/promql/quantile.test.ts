import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantileOf } from '../../../electron/engine/promql/quantile.ts';

/** By the book: NaN smallest, between two values in proportion. */
function expected(q: number, values: number[]): number {
  const sorted = [...values].sort((a, b) => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
    return a - b;
  });
  const rank = q * (sorted.length - 1);
  const lower = sorted[Math.floor(rank)] as number;
  const upper = sorted[Math.min(Math.floor(rank) + 1, sorted.length - 1)] as number;
  const weight = rank - Math.floor(rank);
  return lower * (1 - weight) + upper * weight;
}

const value = fc.oneof(
  fc.double({ noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  fc.constantFrom(Number.NaN, 0, -0, 1),
);

test('few values and many are sorted the same, with NaN before all', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(value, { minLength: 1, maxLength: 120 }),
      (q, values) => {
        const found = quantileOf(q, Float64Array.from(values));
        const wanted = expected(q, values);
        expect(Number.isNaN(found)).toBe(Number.isNaN(wanted));
        if (!Number.isNaN(wanted)) expect(found).toBeCloseTo(wanted, 6);
      },
    ),
  );
});

test.each([
  [-0.1, Number.NEGATIVE_INFINITY],
  [1.1, Number.POSITIVE_INFINITY],
  [Number.NaN, Number.NaN],
])('beyond its bounds a quantile is infinite: %d', (q, result) => {
  expect(quantileOf(q, Float64Array.of(1, 2))).toBe(result);
});
