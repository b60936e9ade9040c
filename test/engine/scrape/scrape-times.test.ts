import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseByteSize } from '../../../electron/engine/scrape/config/byte-size.ts';
import {
  parsePrometheusDuration,
  prometheusDuration,
} from '../../../electron/engine/scrape/config/duration.ts';
import {
  alignedMs,
  firstScrapeMs,
  nextScrapeMs,
  offsetOf,
} from '../../../electron/engine/scrape/loop/scrape-times.ts';

describe('when a target is scraped', () => {
  test('the next time lies within one interval, at the offset, whatever the clock says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 1, max: 3_600_000 }),
        fc.string(),
        (now, interval, key) => {
          const offset = offsetOf(key, interval);
          const next = nextScrapeMs(now, interval, offset);
          expect(next).toBeGreaterThan(now);
          expect(next - now).toBeLessThanOrEqual(interval);
          expect((next - offset) % interval).toBe(0);
        },
      ),
    );
  });

  test('a new target is scraped within a second, and never later than its time', () => {
    expect(firstScrapeMs(100_000, 60_000, 30_250)).toBe(100_250);
    expect(firstScrapeMs(100_000, 60_000, 40_100)).toBe(100_100);
    expect(firstScrapeMs(100_050, 100, 99)).toBe(100_099);
  });

  test('targets are spread over the interval', () => {
    const offsets = Array.from({ length: 200 }, (_, i) => offsetOf(`target ${i}`, 10_000));
    const quarters = [0, 1, 2, 3].map(
      (q) => offsets.filter((offset) => Math.floor(offset / 2500) === q).length,
    );
    expect(Math.min(...quarters)).toBeGreaterThan(25);
  });

  test('a scrape some milliseconds late is stored at its planned time, a later one at its own', () => {
    expect(alignedMs(10_003, 10_000, 15_000)).toBe(10_000);
    expect(alignedMs(10_051, 10_000, 15_000)).toBe(10_051);
    expect(alignedMs(10_011, 10_000, 1_000)).toBe(10_011);
  });
});

describe('durations as Prometheus writes them', () => {
  test.each([
    ['0', 0],
    ['15s', 15_000],
    ['1h30m', 5_400_000],
    ['100ms', 100],
    ['1y', 31_536_000_000],
    ['1w2d', 777_600_000],
  ])('%s is %i ms', (text, ms) => expect(parsePrometheusDuration(text)).toBe(ms));

  test.each(['', '1', '-1s', '1.5s', '5 seconds', '1m1h', '1s1s', 's'])('"%s" is none', (text) =>
    expect(parsePrometheusDuration(text)).toBeNull(),
  );

  test('what is printed reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
        expect(parsePrometheusDuration(prometheusDuration(ms))).toBe(ms);
      }),
    );
    expect(prometheusDuration(90_000)).toBe('1m30s');
  });
});

test.each([
  ['0', 0],
  ['10B', 10],
  ['15MB', 15 * 2 ** 20],
  ['1KiB', 1024],
  ['100', null],
  ['1 MB', null],
  ['-1GB', null],
])('%s as a size is %s', (text, bytes) => expect(parseByteSize(text)).toBe(bytes));
