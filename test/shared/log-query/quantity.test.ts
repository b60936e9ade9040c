import { expect, test } from 'vitest';
import { parseQuantity } from '../../../shared/log-query/quantity.ts';

test.each([
  ['12', 'number', 12],
  ['-1.5e3', 'number', -1500],
  ['500ms', 'time', 0.5],
  ['1.5 s', 'time', 1.5],
  ['250µs', 'time', 0.00025],
  ['1m30s', 'time', 90],
  ['1h0m0.5s', 'time', 3600.5],
  ['2d', 'time', 172_800],
  ['1MiB', 'size', 1_048_576],
  ['1.5kB', 'size', 1500],
  ['12 B', 'size', 12],
])('%s', (text, kind, value) =>
  expect(parseQuantity(text)).toEqual({ kind, value: expect.closeTo(value, 9) }),
);

test.each(['', 'x', '5 apples', 'ms', '1.2.3', '0x10', '1M1', '9'.repeat(50)])('%s is no quantity', (text) =>
  expect(parseQuantity(text)).toBeNull(),
);
