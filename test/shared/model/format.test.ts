import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytes,
  bytesPerSecond,
  count,
  duration,
  durationWords,
  percent,
  quantityText,
  significant,
} from '../../../shared/model/format.ts';

describe('three significant digits', () => {
  test.each([
    [0, '0'],
    [1, '1.00'],
    [9.999, '10.0'],
    [12.34, '12.3'],
    [99.95, '100'],
    [123.4, '123'],
    [999.4, '999'],
    [1234.5, '1,235'],
    [0.001234, '0.00123'],
    [-5.678, '-5.68'],
    [1e9, '1,000,000,000'],
  ])('%d reads %s', (value, text) => expect(significant(value)).toBe(text));

  test('are within half a unit of the third digit, whatever the size', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const shown = Number(significant(value).replaceAll(',', ''));
        expect(Math.abs(shown - value) / value).toBeLessThanOrEqual(0.00501);
      }),
    );
  });
});

describe('bytes', () => {
  test.each([
    [null, '—'],
    [0, '0 B'],
    [512, '512 B'],
    [1023.9, '1.00 KiB'],
    [1536, '1.50 KiB'],
    [1023.9 * 1024, '1.00 MiB'],
    [3 * 2 ** 30, '3.00 GiB'],
    [5000 * 2 ** 40, '5,000 TiB'],
  ])('%d reads %s', (value, text) => expect(quantityText(bytes(value))).toBe(text));

  test('per second have their unit, and none when unknown', () => {
    expect(quantityText(bytesPerSecond(2048))).toBe('2.00 KiB/s');
    expect(quantityText(bytesPerSecond(null))).toBe('—');
  });
});

describe('lengths of time', () => {
  test.each([
    [null, '—'],
    [0, '0 s'],
    [310, '310 ns'],
    [999_999, '1.00 ms'],
    [1_500, '1.50 µs'],
    [812e6, '812 ms'],
    [1.24e9, '1.24 s'],
    [120e9, '2 min'],
    [220e9, '3 min 40 s'],
  ])('%d ns read %s', (nanos, text) => expect(quantityText(duration(nanos))).toBe(text));

  test.each([
    [0, '0 s'],
    [12_345, '12 s'],
    [220_000, '3 min 40 s'],
    [3_600_000, '1 h'],
    [3_605_000, '1 h'],
    [187_200_000, '2 d 4 h'],
    [-5_000, '−5 s'],
  ])('%d ms in words are %s', (ms, text) => expect(durationWords(ms)).toBe(text));
});

test('percent has its sign, what is unknown a dash', () => {
  expect(quantityText(percent(12.345))).toBe('12.3 %');
  expect(quantityText(percent(0))).toBe('0 %');
  expect(quantityText(percent(null))).toBe('—');
});

test('counts are in full', () => {
  expect([count(0), count(1234567), count(null)]).toEqual(['0', '1,234,567', '—']);
});
