import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startOrder } from '../../../../electron/engine/storage/traces/gathered-spans.ts';

test('places are in order of the values, equal ones as they are compared', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.maxSafeInteger()), { maxLength: 200 });
  fc.assert(
    fc.property(values, (numbers) => {
      const order = startOrder(Float64Array.from(numbers), (a, b) => b - a);
      const expected = numbers.map((_, i) => i).sort((a, b) => numbers[a]! - numbers[b]! || b - a);
      expect([...order]).toEqual(expected);
    }),
  );
});
