import { expect, test } from 'vitest';
import { samplingText } from '../../../renderer/views/traces/sampling-text.ts';
import { settingsSchema } from '../../../shared/contract/settings.ts';

const textOf = (sampling: object) => samplingText(settingsSchema.parse({ sampling }).sampling);

test('nothing is said while every trace is stored', () => {
  expect(textOf({})).toBeNull();
});

test('every rule that leaves traces out is named', () => {
  expect(textOf({ probability: 0.125 })).toBe('stored: 12.5 % of traces');
  expect(textOf({ probability: 0.5, spansPerSecond: 1000, tail: { enabled: true } })).toBe(
    'stored: 50 % of traces, at most 1,000 spans/s, errors and slow ones',
  );
});
