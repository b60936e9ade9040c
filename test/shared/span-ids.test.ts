import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  indexOfSpanId,
  indicesOfSpanIds,
  packSpanIds,
  spanIdAt,
  spanIdCount,
  unpackSpanIds,
} from '../../shared/model/span-ids.ts';

const id = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex'));

test('packed ids come back, each at its place', () => {
  fc.assert(
    fc.property(fc.array(id), (ids) => {
      const packed = packSpanIds(ids);
      expect(unpackSpanIds(packed)).toEqual(ids);
      expect(spanIdCount(packed)).toBe(ids.length);
      for (const one of ids) expect(indexOfSpanId(packed, one)).toBe(ids.indexOf(one));
    }),
  );
});

test('only ids that a span has are found, also when others end alike', () => {
  const packed = packSpanIds(['00000000000000ff', '11000000000000ff', '00000000000000ff']);
  const wanted = ['11000000000000ff', '22000000000000ff', '00000000000000ff'];
  expect([...indicesOfSpanIds(packed, wanted)]).toEqual([
    ['00000000000000ff', 0],
    ['11000000000000ff', 1],
  ]);
  expect(indexOfSpanId(packed, '')).toBe(-1);
  expect(spanIdAt(packed, 3)).toBe('');
});
