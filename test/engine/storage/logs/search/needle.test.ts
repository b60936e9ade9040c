import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Needle } from '../../../../../electron/engine/storage/logs/search/needle.ts';

const letters = fc.array(fc.constantFrom('a', 'b', 'A', 'B', 'z', 'Z', '1', '@', '[', '`', '{', 'é', '\n'), {
  maxLength: 60,
});
const text = letters.map((parts) => parts.join(''));
const few = fc
  .array(fc.constantFrom('a', 'b', 'z', '1', '@', '`'), { minLength: 1, maxLength: 9 })
  .map((parts) => parts.join(''));

/** Of ASCII alone: letters of Latin-1 are bytes of other characters here. */
const lower = (latin1: string) => latin1.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

describe('a needle', () => {
  it('stands in bytes where it stands in their text, in any case or in its own', () => {
    fc.assert(
      fc.property(text, few, fc.boolean(), fc.nat(20), fc.nat(20), (hay, needle, anyCase, from, cut) => {
        const bytes = Buffer.from(hay);
        const end = Math.max(0, bytes.length - cut);
        const latin1 = bytes.toString('latin1', 0, end);
        const expected = (anyCase ? lower(latin1) : latin1).indexOf(needle, from);
        const found = new Needle(needle, anyCase).find(bytes, from, end);
        expect(found).toBe(from > latin1.length ? -1 : expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('is found behind more bytes than it is long, however long it is', () => {
    const needle = `${'x'.repeat(300)}end`;
    const bytes = Buffer.from(`${'X'.repeat(1000)}EnD and more`);
    expect(new Needle(needle, true).find(bytes, 0)).toBe(700);
    expect(new Needle(needle, false).find(bytes, 0, bytes.length - 1)).toBe(-1);
  });
});
