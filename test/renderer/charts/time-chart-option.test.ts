import { describe, expect, test } from 'vitest';
import { nearestIndex, readingsAt } from '../../../renderer/charts/chart-series.ts';
import { byContainerName, mean, withLatest } from '../../../renderer/charts/container-series.ts';
import { decades } from '../../../renderer/charts/dots-option.ts';
import { levelSeries } from '../../../renderer/charts/level-series.ts';
import {
  axisText,
  type TimeChartSpec,
  timeChartOption,
  valueAxis,
} from '../../../renderer/charts/time-chart-option.ts';

const gap = Number.NaN;
const timesMs = Float64Array.of(0, 1000, 2000);
const spec: TimeChartSpec = {
  window: { startMs: 0, endMs: 2000 },
  series: [{ name: '<b>api</b>', colour: 'var(--c1)', timesMs, values: Float64Array.of(1, gap, 3) }],
  kind: 'line',
  margins: { left: 40, right: 10, top: 10, bottom: 20 },
  widthPx: 400,
  heightPx: 120,
  zone: 'utc',
  format: String,
};
const option = (changes: Partial<TimeChartSpec> = {}) =>
  timeChartOption({ ...spec, ...changes }, (colour) => colour) as {
    series: { type: string; data: unknown[]; connectNulls?: boolean; barWidth?: number; stack?: string }[];
    tooltip?: unknown;
    animation: boolean;
  };

describe('a chart over time', () => {
  test('draws a gap as a gap', () => {
    const [line] = option().series;
    expect(line?.data).toEqual([
      [0, 1],
      [1000, null],
      [2000, 3],
    ]);
    expect(line?.connectNulls).toBe(false);
  });

  test('has no tooltip of its own, so no name can become HTML, and no motion', () => {
    expect(option().tooltip).toBeUndefined();
    expect(option().animation).toBe(false);
  });

  test('keeps a limit in sight and draws it over the whole width', () => {
    expect(valueAxis({ ...spec, limit: 512 }).max).toBeGreaterThanOrEqual(512);
    expect(option({ limit: 512 }).series.at(-1)?.data).toEqual([
      [0, 512],
      [2000, 512],
    ]);
  });

  test('stacks bars over the middle of their steps', () => {
    const [bars] = option({ kind: 'bars' }).series;
    expect(bars).toMatchObject({ type: 'bar', stack: 'all' });
    expect(bars?.data[0]).toEqual([500, 1]);
  });

  test.each([
    ['80.0 %', '80 %'],
    ['1.00 GiB', '1 GiB'],
    ['1.50 MiB/s', '1.5 MiB/s'],
    ['0 B', '0'],
    ['30,000', '30k'],
    ['2,500', '2,500'],
    ['4,000,000', '4M'],
    ['100 %', '100 %'],
    ['10', '10'],
  ])('writes %s on its axis as %s', (text, short) => expect(axisText(text)).toBe(short));
});

describe('readings at the cursor', () => {
  test('are the nearest values, largest first, without those that have a gap there', () => {
    const series = [
      { name: 'a', colour: 'x', timesMs, values: Float64Array.of(1, 2, 3) },
      { name: 'b', colour: 'x', timesMs, values: Float64Array.of(9, 8, 7) },
      { name: 'c', colour: 'x', timesMs, values: Float64Array.of(5, gap, 5) },
    ];
    expect(readingsAt(series, 1100).map(({ name, value }) => [name, value])).toEqual([
      ['b', 8],
      ['a', 2],
    ]);
  });

  test('nearest of none is none', () => expect(nearestIndex(new Float64Array(), 5)).toBe(-1));
});

test('series of one container are added up, and a step without any value stays a gap', () => {
  const series = (name: string, values: number[]) => ({
    labels: [['name', name]] as [string, string][],
    values: Float64Array.from(values),
  });
  const { byName } = byContainerName(
    {
      timesMs,
      truncated: false,
      series: [series('web', [1, gap, gap]), series('web', [2, 5, gap]), series('db', [1, 1, 1])],
    },
    100,
  );
  expect([...(byName.get('web') ?? [])]).toEqual([300, 500, gap]);
  expect(mean(byName.get('web') ?? new Float64Array())).toBe(400);
});

test('levels without a line are left out, and the times are those of the buckets', () => {
  const volume = {
    startMs: 10,
    stepMs: 5,
    total: 3,
    counts: [
      ['warn', Float64Array.of(0, 3)],
      ['error', Float64Array.of(0, 0)],
    ] as ['warn' | 'error', Float64Array][],
  };
  expect(levelSeries(volume, ['warn', 'error'])).toMatchObject([
    { name: 'warn', timesMs: Float64Array.of(10, 15) },
  ]);
});

test('durations stand between whole decades and a round top', () => {
  expect(decades(Float64Array.of(12e6, 1.24e9))).toEqual({ min: 10e6, max: 2e9 });
  expect(decades(new Float64Array())).toEqual({ min: 1e6, max: 1e9 });
});

test('a live line ends with the newest reading, and leaves the stored one as it was', () => {
  const stored = Float64Array.of(1, 2);
  expect([...withLatest(stored, 7)]).toEqual([1, 2, 7]);
  expect(withLatest(stored, null)).toBe(stored);
  expect(stored).toHaveLength(2);
});
