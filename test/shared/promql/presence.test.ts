import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPresent, packPresence } from '../../../shared/promql/presence.ts';

test('every step of every series is found again in the bits', () => {
  const rows = fc
    .integer({ min: 1, max: 20 })
    .chain((steps) =>
      fc.array(fc.uint8Array({ minLength: steps, maxLength: steps, max: 1 }), { maxLength: 5 }),
    );
  fc.assert(
    fc.property(rows, (presences) => {
      const steps = presences[0]?.length ?? 0;
      const answer = {
        present: packPresence(presences, steps),
        timesMs: new Float64Array(steps),
        series: presences.map(() => ({ values: new Float64Array(steps) })),
      };
      for (const [series, present] of presences.entries())
        for (let step = 0; step < steps; step++)
          expect(isPresent(answer, series, step)).toBe(present[step] === 1);
    }),
  );
});

test('without bits every NaN is a gap', () => {
  const answer = {
    present: null,
    timesMs: Float64Array.of(0, 1),
    series: [{ values: Float64Array.of(1, Number.NaN) }],
  };
  expect([isPresent(answer, 0, 0), isPresent(answer, 0, 1)]).toEqual([true, false]);
});
