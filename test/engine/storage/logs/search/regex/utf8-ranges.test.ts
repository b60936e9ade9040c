import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Ranges } from '../../../../../../electron/engine/storage/logs/search/regex/utf8-ranges.ts';

const edges = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
const nearEdge = fc
  .tuple(fc.constantFrom(...edges), fc.integer({ min: -3, max: 3 }))
  .map(([edge, off]) => Math.min(0x10ffff, Math.max(0, edge + off)));
const character = fc.oneof(nearEdge, fc.integer({ min: 0, max: 0x10ffff }));
const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;

describe('byte ranges of characters', () => {
  it('hold the UTF-8 of each character of the range, once, and of no other', () => {
    fc.assert(
      fc.property(
        character,
        character,
        fc.array(character, { minLength: 1, maxLength: 20 }),
        (a, b, others) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const sequences = utf8Ranges(from, to);
          for (const code of [from, to, ...others].filter((other) => !isSurrogate(other))) {
            const bytes = [...Buffer.from(String.fromCodePoint(code))];
            const holding = sequences.filter(
              (sequence) =>
                sequence.length === bytes.length &&
                sequence.every(
                  ([low, high], i) => low <= (bytes[i] as number) && (bytes[i] as number) <= high,
                ),
            );
            expect([code, holding.length]).toEqual([code, code >= from && code <= to ? 1 : 0]);
          }
        },
      ),
    );
  });

  it('are few for all characters', () => {
    expect(utf8Ranges(0, 0x10ffff)).toHaveLength(9);
  });
});
