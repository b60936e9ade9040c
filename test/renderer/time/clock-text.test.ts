import { describe, expect, test } from 'vitest';
import { exactText, milliText, rangeText } from '../../../renderer/time/clock-text.ts';
import { instantText, parseInstant } from '../../../renderer/time/instant-text.ts';
import { viewHref } from '../../../renderer/time/url-state.ts';

const AT = Date.UTC(2026, 10, 20, 14, 32, 7, 412);

test('a moment is written to the millisecond with its day and zone', () => {
  expect(milliText(AT, 'utc')).toBe('14:32:07.412');
  expect(exactText(AT, 'utc')).toBe('2026-11-20 14:32:07.412 UTC');
});

test('a range of today shows no date, another one does', () => {
  expect(rangeText(AT, AT + 60_000, AT + 90_000, 'utc')).toBe('14:32:07 – 14:33:07');
  expect(rangeText(AT, AT + 60_000, AT + 9e7, 'utc')).toBe('2026-11-20 14:32:07 – 14:33:07');
  expect(rangeText(AT, AT + 9e7, AT + 9e7, 'utc')).toBe('2026-11-20 14:32 – 2026-11-21 15:32');
});

describe('a moment that a person types', () => {
  test('comes back in either zone', () => {
    for (const zone of ['utc', 'local'] as const) expect(parseInstant(instantText(AT, zone), zone)).toBe(AT);
  });

  test.each([
    ['2026-11-20', Date.UTC(2026, 10, 20)],
    ['2026-11-20 14:32', Date.UTC(2026, 10, 20, 14, 32)],
    ['2026-11-20T14:32:07.4', Date.UTC(2026, 10, 20, 14, 32, 7, 400)],
    ['2026-11-20T15:32:07+01:00', Date.UTC(2026, 10, 20, 14, 32, 7)],
    ['2026-02-31', null],
    ['yesterday', null],
    ['', null],
  ])('%s', (text, ms) => expect(parseInstant(text, 'utc')).toBe(ms));
});

describe('the address of another view', () => {
  test('takes range and scope along, and nothing of this view', () => {
    expect(viewHref('/logs', 'range=1h&scope=shop&sel=api&q=x')).toBe('/logs?range=1h&scope=shop');
  });

  test('adds its own parameters and drops what is emptied', () => {
    expect(viewHref('/containers/api', 'scope=shop', { scope: '', tab: 'logs' })).toBe(
      '/containers/api?tab=logs',
    );
  });
});
