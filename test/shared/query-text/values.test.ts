import { expect, test } from 'vitest';
import { durationText, parseDuration, parseNumber } from '../../../shared/query-text/values.ts';

test.each([
  ['10ms', 10_000_000n],
  ['1.5s', 1_500_000_000n],
  ['250us', 250_000n],
  ['250µs', 250_000n],
  ['2m', 120_000_000_000n],
  ['9007199254740993ns', 9_007_199_254_740_993n],
])('%s is a length of time', (text, nanos) => expect(parseDuration(text)).toBe(nanos));

test.each(['', '10', 'ms', '-1s', '1 week'])('%j is none', (text) => expect(parseDuration(text)).toBeNull());

test.each([0n, 1n, 1_500n, 1_000_000n, 90_000_000_000n])('%d ns is written and read the same', (nanos) =>
  expect(parseDuration(durationText(nanos))).toBe(nanos),
);

test.each([
  ['500', 500],
  ['-1.5e3', -1500],
  ['.5', 0.5],
  ['9007199254740993', 9_007_199_254_740_993n],
  ['', null],
  ['5ms', null],
  ['0x10', null],
  ['NaN', null],
])('%j as a number is %s', (text, expected) => expect(parseNumber(text)).toBe(expected));
