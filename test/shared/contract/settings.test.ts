import { expect, test } from 'vitest';
import { givenSettingsSchema, settingsSchema } from '../../../shared/contract/settings.ts';

test('a change of settings has the parts that are given and no other', () => {
  expect(givenSettingsSchema.parse({})).toEqual({});
  for (const [name, value] of Object.entries(settingsSchema.parse({}))) {
    expect(givenSettingsSchema.parse({ [name]: value })).toEqual({ [name]: value });
  }
});

test('a part that is given is checked as the whole is', () => {
  expect(givenSettingsSchema.safeParse({ statsd: { prefix: 'no blanks' } }).success).toBe(false);
  expect(givenSettingsSchema.parse({ statsd: {} })).toEqual({ statsd: { prefix: '' } });
});
