import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idTexts, startOrder } from '../../../../electron/engine/storage/traces/gathered-spans.ts';
import { packSpanIds } from '../../../../shared/model/span-ids.ts';

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

test('ids become texts that differ as the ids do, and zeros none', () => {
  const [first, none, last] = idTexts(
    packSpanIds(['00000000000000ff', '0000000000000000', 'ff00000000000000']),
  );
  expect(none).toBe('');
  expect(new Set([first, none, last]).size).toBe(3);
});
