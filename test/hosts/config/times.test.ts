import { expect, test } from 'vitest';
import { parseDuration, parseTime, timeText } from '../../../electron/hosts/config/times.ts';
import { UsageError } from '../../../electron/hosts/config/usage-error.ts';

test.each([
  ['10ms', 10_000_000n],
  ['1.5h', 5_400_000_000_000n],
  ['3d', 259_200_000_000_000n],
  ['0.000000001s', 1n],
  ['7us', 7_000n],
  ['2w', 1_209_600_000_000_000n],
])('%s is %d ns long', (text, nanos) => expect(parseDuration(text)).toBe(nanos));

test.each(['', '10', 'ms', '-1s', '1 s', '10M', '1e3s', '0x1s', '1constructor'])(
  '"%s" is no length of time',
  (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError);
  },
);

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');

test.each([
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00.123+02:00', '2026-01-31T10:00:00.123Z'],
  ['2026-01-31t12:00:00z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['10m', '2026-11-21T11:50:00.000Z'],
  ['3d', '2026-11-18T12:00:00.000Z'],
])('%s is %s', (text, expected) => expect(timeText(parseTime(text, NOW_MS))).toBe(expected));

test('nine decimals are kept', () => {
  expect(parseTime('2026-01-31T12:00:00.123456789Z', NOW_MS) % 1_000_000_000n).toBe(123_456_789n);
});

test('longer ago than the epoch is the epoch', () => expect(parseTime('99999d', NOW_MS)).toBe(0n));

test.each(['yesterday', '2026-13-01T00:00:00Z', '12:00', '2026-01-31T12:00:00', ''])(
  '"%s" is no time',
  (text) => {
    expect(() => parseTime(text, NOW_MS)).toThrow(UsageError);
  },
);
