import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unitBase, unitChoices, unitText } from '../../../shared/dashboards/units.ts';

test.each([
  ['bytes', 1536, '1.50 KiB'],
  ['bytes', 1_048_575, '1.00 MiB'],
  ['decbytes', 1536, '1.54 kB'],
  ['mbytes', 2048, '2.00 GiB'],
  ['Bps', 1_500_000, '1.50 MB/s'],
  ['binBps', 2 ** 20, '1.00 MiB/s'],
  ['bps', 1e9, '1.00 Gb/s'],
  ['percentunit', 0.425, '42.5 %'],
  ['percent', 42.5, '42.5 %'],
  ['s', 0.00125, '1.25 ms'],
  ['s', 8000, '2 h 13 min'],
  ['ms', 1250, '1.25 s'],
  ['h', 1.5, '1 h 30 min'],
  ['short', 1_234_567, '1.23 Mil'],
  ['short', 0.5, '0.500'],
  ['none', 1234, '1,234'],
  ['ops', 1500, '1.50 K ops/s'],
  ['hertz', 2.4e9, '2.40 GHz'],
  ['watt', 0.5, '0.500 W'],
  ['mwatt', 1500, '1.50 W'],
  ['currencyUSD', 12.5, '$12.5'],
  ['bool_yes_no', 1, 'Yes'],
  ['bool', 0, 'False'],
  ['suffix: cats', 3, '3 cats'],
  ['prefix:#', 7, '#7'],
  ['si:mJ', 2500, '2.50 J'],
  ['req/s', 5, '5 req/s'],
  ['dateTimeAsIso', 1_700_000_000_000, '2023-11-14 22:13:20'],
  ['dthms', 3725, '01:02:05'],
  ['hex0x', 255, '0xFF'],
  ['bytes', Number.NaN, '—'],
  ['bytes', Number.POSITIVE_INFINITY, '∞'],
])('%s of %d reads %s', (unit, value, text) => {
  expect(unitText(value, unit)).toBe(text);
});

test.each([
  ['percentunit', 0.4256, 1, '42.6 %'],
  ['bytes', 1536, 0, '2 KiB'],
  ['s', 90, 1, '1.5 min'],
  ['short', 12_345, 2, '12.35 K'],
])('digits that are asked for stand: %s of %d with %d', (unit, value, decimals, text) => {
  expect(unitText(value, unit, { decimals })).toBe(text);
});

test('bytes step in powers of two, everything else in tens', () => {
  expect([unitBase('bytes'), unitBase('binBps'), unitBase('decbytes'), unitBase('s')]).toEqual([
    2, 2, 10, 10,
  ]);
});

test('every unit writes every number without an exponent or a hole', () => {
  const ids = unitChoices.map(({ id }) => id);
  fc.assert(
    fc.property(fc.constantFrom(...ids), fc.double({ min: -1e15, max: 1e15, noNaN: true }), (unit, value) => {
      const text = unitText(value, unit);
      expect(text).not.toMatch(/undefined|NaN|e[+-]\d/);
      expect(text.length).toBeGreaterThan(0);
    }),
  );
});
