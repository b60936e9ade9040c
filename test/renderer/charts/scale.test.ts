import { describe, expect, test } from 'vitest';
import { timeAt, timeTicks, valueTicks, xAt } from '../../../renderer/charts/scale.ts';

const MIN = 60_000;
const START = Date.UTC(2026, 10, 20, 14, 25);
const window = { startMs: START, endMs: START + 15 * MIN };
const margins = { left: 40, right: 10, top: 0, bottom: 0 };

test('a place and its time are inverse to each other', () => {
  for (const x of [40, 123, 640])
    expect(xAt(timeAt(x, window, 650, margins), window, 650, margins)).toBeCloseTo(x);
});

describe('time ticks', () => {
  test('stand at round minutes and leave room for their labels', () => {
    expect(timeTicks(window, 400, 'utc').map(({ text }) => text)).toEqual([
      '14:25',
      '14:30',
      '14:35',
      '14:40',
    ]);
  });

  test('midnight shows the day', () => {
    const night = { startMs: Date.UTC(2026, 10, 20, 23), endMs: Date.UTC(2026, 10, 21, 1) };
    expect(timeTicks(night, 500, 'utc').map(({ text }) => text)).toContain('11-21');
  });

  test('below a second they show milliseconds', () => {
    const short = { startMs: START, endMs: START + 1000 };
    expect(timeTicks(short, 300, 'utc')[1]?.text).toBe('14:25:00.500');
  });
});

describe('value ticks', () => {
  test.each([
    [63.1, 4, 80, 20],
    [100, 4, 100, 25],
    [0.3, 4, 0.3, 0.1],
    [7, 1, 8, 8],
  ])('%d in %d steps', (max, count, top, step) => {
    const ticks = valueTicks(max, count);
    expect(ticks.max).toBeCloseTo(top);
    expect(ticks.step).toBeCloseTo(step);
  });

  test('of bytes stand at powers of two', () => {
    expect(valueTicks(512 * 2 ** 20, 2, 2)).toEqual({ max: 512 * 2 ** 20, step: 256 * 2 ** 20 });
  });

  test('of nothing have a scale all the same', () => expect(valueTicks(0, 4).max).toBe(1));
});
