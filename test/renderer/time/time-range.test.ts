import { describe, expect, test } from 'vitest';
import {
  alignedWindow,
  DEFAULT_RANGE,
  fixedRange,
  lengthText,
  lengthWords,
  parseLength,
  rangeFromParams,
  rangeToParams,
  shifted,
  stepFor,
  type TimeRange,
  tickMs,
  windowAt,
  zoomedOut,
} from '../../../renderer/time/time-range.ts';

const MIN = 60_000;
const NOW = Date.UTC(2026, 10, 20, 14, 40);

function roundTrip(range: TimeRange): TimeRange {
  const params = new URLSearchParams('scope=shop');
  rangeToParams(range, params);
  return rangeFromParams(params);
}

describe('the range in the address', () => {
  test('a relative and a fixed range come back as they were', () => {
    const relative: TimeRange = { kind: 'last', lengthMs: 45 * MIN };
    const fixed = fixedRange(NOW - 7 * MIN, NOW - 3);
    expect(roundTrip(relative)).toEqual(relative);
    expect(roundTrip(fixed)).toEqual(fixed);
  });

  test('the default leaves no parameter behind', () => {
    const params = new URLSearchParams('range=1h&from=1&to=2&scope=shop');
    rangeToParams(DEFAULT_RANGE, params);
    expect(params.toString()).toBe('scope=shop');
  });

  test('RFC 3339 and milliseconds are read', () => {
    const params = new URLSearchParams({ from: '2026-11-20T14:00:00Z', to: String(NOW) });
    expect(rangeFromParams(params)).toEqual({
      kind: 'fixed',
      startMs: Date.UTC(2026, 10, 20, 14),
      endMs: NOW,
    });
  });

  test.each(['range=', 'range=abc', 'range=-5m', 'from=x&to=y', 'from=2026-11-20T14:00:00Z'])(
    '%s means the default',
    (search) => expect(rangeFromParams(new URLSearchParams(search))).toEqual(DEFAULT_RANGE),
  );
});

describe('lengths', () => {
  test.each([
    [15 * MIN, '15m', 'last 15 min'],
    [60 * MIN, '1h', 'last 1 h'],
    [90 * MIN, '90m', 'last 90 min'],
    [2 * 1440 * MIN, '2d', 'last 2 d'],
    [45_000, '45s', 'last 45 s'],
  ])('%d ms', (ms, text, words) => {
    expect(lengthText(ms)).toBe(text);
    expect(parseLength(text)).toBe(ms);
    expect(lengthWords(ms)).toBe(words);
  });

  test('are held between a second and a year', () => {
    expect(parseLength('0s')).toBe(1000);
    expect(parseLength('99999d')).toBe(365 * 1440 * MIN);
  });
});

describe('moving the range', () => {
  const fixed: TimeRange = { kind: 'fixed', startMs: NOW - 60 * MIN, endMs: NOW - 30 * MIN };

  test('shifting goes half a length and never past now', () => {
    expect(shifted(fixed, -1, NOW)).toEqual({
      kind: 'fixed',
      startMs: NOW - 75 * MIN,
      endMs: NOW - 45 * MIN,
    });
    expect(windowAt(shifted(fixed, 1, NOW), NOW).endMs).toBe(NOW - 15 * MIN);
    expect(windowAt(shifted({ kind: 'last', lengthMs: 15 * MIN }, 1, NOW), NOW).endMs).toBe(NOW);
  });

  test('zooming out doubles; a moving range goes on moving', () => {
    expect(zoomedOut({ kind: 'last', lengthMs: 15 * MIN }, NOW)).toEqual({
      kind: 'last',
      lengthMs: 30 * MIN,
    });
    const wide = windowAt(zoomedOut(fixed, NOW), NOW);
    expect(wide.endMs - wide.startMs).toBe(60 * MIN);
  });

  test('a brush from right to left is the same range', () => {
    expect(fixedRange(2000, 9000)).toEqual(fixedRange(9000, 2000));
  });
});

describe('steps', () => {
  test('are round and about as many as asked for', () => {
    expect(stepFor({ startMs: 0, endMs: 15 * MIN }, 60)).toBe(15_000);
    expect(stepFor({ startMs: 0, endMs: 7 * 1440 * MIN }, 240)).toBe(60 * MIN);
  });

  test('a window widened to steps does not change while the clock moves within one', () => {
    const at = (endMs: number) => alignedWindow({ startMs: endMs - 15 * MIN, endMs }, 60);
    expect(at(NOW + 1000)).toEqual(at(NOW + 14_000));
    expect(at(NOW + 1000)).not.toEqual(at(NOW + 16_000));
  });

  test('the clock of a long range ticks seldom', () => {
    expect(tickMs(15 * MIN)).toBe(3000);
    expect(tickMs(7 * 1440 * MIN)).toBe(MIN);
  });
});
