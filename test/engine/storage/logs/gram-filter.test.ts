import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeFilter,
  gramsOf,
  mayContain,
  mayHoldGrams,
} from '../../../../electron/engine/storage/logs/gram-filter.ts';

const filterOf = (texts: string[]) =>
  encodeFilter(1000, [Buffer.from(texts.map((text) => `${text}\n`).join(''))]);

const piece = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    'GET /api/orders',
    'Error',
    'kelvin \u212a',
    '\u0130stanbul',
    '\u001b[31m',
    'c0ffee15',
    '0.0.0.0',
  ),
);
const line = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join('').replaceAll('\n', ' '));

test('whatever stands in the text, in any case of ASCII, the filter says that it may', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 20 }),
      fc.nat(),
      fc.nat(),
      fc.nat(40),
      (lines, pick, from, length) => {
        const text = lines[pick % lines.length]!;
        const start = text.length === 0 ? 0 : from % text.length;
        // As bytes, as a search compares them: half a character stands for itself only in the whole.
        const part = text.slice(start, start + length).toWellFormed();
        if (!Buffer.from(text).includes(Buffer.from(part))) return;
        const filter = filterOf(lines);
        for (const literal of [part, part.replace(/[a-z]/g, (c) => c.toUpperCase())]) {
          expect(mayContain(filter, literal)).toBe(true);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("a search by Unicode's lower case is answered yes wherever the lower-case text holds it", () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 10 }),
      fc.nat(),
      fc.nat(30),
      (lines, from, length) => {
        const lower = lines[0]!.toLowerCase();
        const part = lower.slice(from % (lower.length + 1)).slice(0, length);
        if (!part.isWellFormed() || /^[\0-\x7f]*$/.test(part)) return;
        expect(mayContain(filterOf(lines), part)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a text that escape sequences or control characters part is found as it is shown', () => {
  const filter = filterOf([
    '\u001b[1;31mERR\u001b[0mOR-code',
    'wri\0tten',
    '\u001b]8;;https://x\u0007lin\u001b]8;;\u0007ked',
  ]);
  for (const shown of ['error-code', 'written', 'linked']) expect(mayContain(filter, shown)).toBe(true);
  expect(mayContain(filter, 'something-else-entirely')).toBe(false);
});

test('a filter is as small as what it holds lets it be, and never more than two bytes a line', () => {
  expect(filterOf(['one line of text'])!.length).toBe(64);
  const ids = Array.from({ length: 4000 }, (_, i) => (i * 2_654_435_761).toString(16).padStart(12, '0'));
  const full = encodeFilter(4000, [Buffer.from(ids.join('\n'))])!;
  expect(full.length).toBe(8192);
  const set = full.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  expect(set / (full.length * 8)).toBeLessThan(0.75);
});

test('an id that is not there is ruled out in nearly all blocks of random ids', () => {
  const hex = (seed: number) =>
    Math.imul(seed, 0x9e3779b1).toString(16).replace('-', '').padStart(8, '0') +
    Math.imul(seed ^ 0x5bd1e995, 0x85ebca6b)
      .toString(16)
      .replace('-', '')
      .padStart(8, '0');
  const lines = Array.from({ length: 2048 }, (_, i) => `"reqId":"${hex(i + 1)}"`);
  const filter = encodeFilter(lines.length, [Buffer.from(lines.join('\n'))]);
  let passed = 0;
  for (let i = 0; i < 1000; i++) if (mayContain(filter, hex(1_000_000 + i))) passed++;
  expect(passed).toBeLessThan(20);
});

test('without a filter, or of a text too short to tell, the answer is yes', () => {
  expect(encodeFilter(10, [Buffer.from('a few lines')])).toBeNull();
  expect(mayContain(null, 'anything')).toBe(true);
  expect(gramsOf('abc')).toHaveLength(0);
  expect(mayHoldGrams(filterOf(['x']), gramsOf('": {'))).toBe(true);
});
