import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FloatReader } from '../../../../electron/engine/formats/exposition/float-reader.ts';

function read(text: string): number | null {
  const reader = new FloatReader();
  const bytes = Buffer.from(text);
  return reader.read(bytes, 0, bytes.length) === bytes.length ? reader.value : null;
}

test('every double comes back from the text that JavaScript and Go write for it', () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
      const text = Object.is(value, -0) ? '-0' : String(value);
      expect(read(text)).toBe(value);
      expect(read(text.toUpperCase())).toBe(value);
      expect(read(value.toExponential())).toBe(value === 0 ? 0 : value);
    }),
    { numRuns: 2000 },
  );
});

test('any digits give the nearest double', () => {
  const digits = fc.stringMatching(/^[0-9]{1,25}$/);
  fc.assert(
    fc.property(digits, digits, fc.integer({ min: -40, max: 40 }), (whole, fraction, exponent) => {
      const text = `${whole}.${fraction}e${exponent}`;
      expect(read(text)).toBe(Number(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['+Inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
  ['NaN', Number.NaN],
  ['-0', -0],
  ['1.', 1],
  ['.5', 0.5],
  ['+7', 7],
  ['0000000000000000000000000000000000000000001.2e-1', 0.12],
])('%s is a number', (text, value) => {
  expect(read(text)).toBe(value);
});

test.each([
  '',
  '-',
  '.',
  'e5',
  '1e',
  '1e+',
  '0x1',
  '0b1',
  '1_0',
  '1z',
  'in',
  'infinite',
  'nano',
  '--1',
  '1e400',
])('%j is none', (text) => {
  expect(read(text)).toBeNull();
});
