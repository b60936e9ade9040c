import { expect, test } from 'vitest';
import { goFloat, goPlainFloat } from '../../../electron/engine/promql/go-float.ts';

test.each([
  [0, '0'],
  [1.1, '1.1'],
  [-1, '-1'],
  [123456, '123456'],
  [1234567, '1.234567e+06'],
  [1e21, '1e+21'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NaN, 'NaN'],
])('%d in a message is %s', (value, text) => {
  expect(goFloat(value)).toBe(text);
});

test.each([
  [1e21, '1000000000000000000000'],
  [1.5e-7, '0.00000015'],
  [-123.25, '-123.25'],
  [6, '6'],
  [-0, '-0'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
])('%d as a label is %s', (value, text) => {
  expect(goPlainFloat(value)).toBe(text);
});
