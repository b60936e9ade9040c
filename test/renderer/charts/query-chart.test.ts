import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearestLine } from '../../../renderer/charts/nearest-line.ts';
import { type PathPen, penArea, penLine, plotPoints } from '../../../renderer/charts/plot-paths.ts';
import {
  layersOf,
  plotOf,
  type QueryChartSpec,
  type QuerySeries,
  queryChartOption,
  queryPaths,
} from '../../../renderer/charts/query-chart-option.ts';
import { seriesColours } from '../../../renderer/charts/series-colours.ts';
import { seriesNames, seriesText } from '../../../renderer/charts/series-names.ts';
import { seriesStats, sortRows } from '../../../renderer/charts/series-stats.ts';
import { shareOf, valueAtShare, valueScale } from '../../../renderer/charts/value-scale.ts';
import type { Labels } from '../../../shared/model/series.ts';

const gap = Number.NaN;
const timesMs = Float64Array.of(0, 1000, 2000, 3000);
const series = (key: string, values: number[], more: Partial<QuerySeries> = {}): QuerySeries => ({
  key,
  name: key,
  colour: 'var(--c1)',
  timesMs,
  values: Float64Array.from(values),
  ...more,
});
const spec: QueryChartSpec = {
  window: { startMs: 0, endMs: 3000 },
  series: [series('a', [1, gap, 3, 4]), series('b', [1, 1, 1, 1])],
  kind: 'line',
  margins: { left: 40, right: 10, top: 10, bottom: 20 },
  widthPx: 350,
  heightPx: 130,
  zone: 'utc',
  format: String,
};

function built(changes: Partial<QueryChartSpec> = {}) {
  const whole = { ...spec, ...changes };
  const layers = layersOf(whole);
  const plot = plotOf(whole, layers);
  const resolve = (colour: string) => colour;
  return {
    option: queryChartOption(whole, plot, resolve) as {
      animation: boolean;
      tooltip?: unknown;
      series?: unknown;
    },
    plot,
    layers,
    paths: [...queryPaths(whole, plot, layers, resolve)],
  };
}

function pen(): PathPen & { steps: string[] } {
  const steps: string[] = [];
  const put = (name: string) => (x: number, y: number) => steps.push(`${name}${x} ${y}`);
  return { steps, moveTo: put('M'), lineTo: put('L'), rect: put('R'), closePath: () => steps.push('Z') };
}

describe('a chart of a query', () => {
  test('is one path a line, without motion and without a tooltip that could take a name for HTML', () => {
    const { option, paths } = built();
    expect(paths).toHaveLength(2);
    expect(option.animation).toBe(false);
    expect(option.tooltip).toBeUndefined();
    expect(option.series).toBeUndefined();
  });

  test('breaks a line at a gap and draws a value alone as a dot', () => {
    const { paths } = built();
    const drawn = pen();
    penLine(drawn, paths[0]?.shape.upper ?? new Float32Array());
    expect(drawn.steps.map((step) => step[0])).toEqual(['M', 'L', 'M', 'L']);
    expect(drawn.steps[1]).toMatch(/^L41 /);
  });

  test('stacks values on one another and leaves dashed lines out of the stack', () => {
    const before = series('before', [9, 9, 9, 9], { dashed: true });
    const { layers, paths } = built({ kind: 'stacked', series: [...spec.series, before] });
    expect([...(layers?.[1]?.upper ?? [])]).toEqual([2, 1, 4, 5]);
    expect(paths.map(({ shape }) => shape.draw)).toEqual(['area', 'line', 'area', 'line', 'line']);
  });

  test('ends an area at a gap and begins another behind it', () => {
    const drawn = pen();
    const { plot } = built();
    const upper = plotPoints(timesMs, Float64Array.of(1, 1, gap, 1), plot);
    penArea(drawn, upper, plotPoints(timesMs, Float64Array.of(0, 0, 0, 0), plot));
    expect(drawn.steps.filter((step) => step === 'Z')).toHaveLength(2);
  });

  test('puts what is below zero under the axis, whatever stands above it', () => {
    const { layers } = built({
      kind: 'bars',
      series: [series('in', [2, 2, 2, 2]), series('out', [-1, -1, -1, -1])],
    });
    expect([...(layers?.[1]?.upper ?? [])]).toEqual([-1, -1, -1, -1]);
  });

  test('keeps thresholds in sight', () => {
    const { plot, paths } = built({ thresholds: [{ value: 50, colour: 'var(--err)' }] });
    expect(plot.scale.max).toBeGreaterThanOrEqual(50);
    expect(paths.at(-1)?.style).toMatchObject({ stroke: 'var(--err)' });
  });

  test('finds the line under the pointer, in a stack the layer that covers it', () => {
    const { plot } = built();
    const y = (share: number) => 10 + (1 - share) * 100;
    expect(nearestLine(spec.series, null, plot, { x: 340, y: y(shareOf(plot.scale, 3.9)) })?.key).toBe('a');
    expect(nearestLine(spec.series, null, plot, { x: 340, y: y(shareOf(plot.scale, 1.1)) })?.key).toBe('b');
    const stacked = built({ kind: 'stacked' });
    const at = { x: 340, y: y(shareOf(stacked.plot.scale, 4.5)) };
    expect(nearestLine(spec.series, stacked.layers, stacked.plot, at)?.key).toBe('b');
  });
});

describe('a value axis', () => {
  const scale = (low: number, high: number, more = {}) => valueScale({ low, high, steps: 5, ...more });

  test('starts at zero unless all values are far from it', () => {
    expect(scale(10, 100)).toMatchObject({ min: 0, max: 100 });
    expect(scale(960, 1000)).toMatchObject({ min: 960, max: 1000 });
    expect(scale(960, 1000, { fromZero: true }).min).toBe(0);
  });

  test('holds values below zero', () => {
    expect(scale(-12, 30)).toMatchObject({ min: -20, max: 30 });
  });

  test('gives a flat line room, and no values the range from 0 to 1', () => {
    expect(scale(0, 0).max).toBeGreaterThan(0);
    const flat = scale(7, 7);
    expect(flat.min).toBeLessThan(7);
    expect(flat.max).toBeGreaterThan(7);
    expect(scale(gap, gap)).toMatchObject({ min: 0, max: 1 });
  });

  test('steps bytes in powers of two, and takes fixed ends as they are', () => {
    expect(scale(0, 900 * 2 ** 20, { base: 2 }).ticks[1]).toBe(256 * 2 ** 20);
    expect(scale(0, 55, { min: -5, max: 100 })).toMatchObject({ min: -5, max: 100 });
  });

  test('is logarithmic in whole powers of ten when asked', () => {
    expect(scale(0.002, 30, { log: true })).toMatchObject({ min: 0.001, max: 100, log: true });
  });

  test('has ascending ticks within its ends, and shares that lead back to their values', () => {
    const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.boolean(), (a, b, fromZero) => {
        const made = scale(Math.min(a, b), Math.max(a, b), { fromZero });
        expect(made.max).toBeGreaterThan(made.min);
        expect(made.ticks.length).toBeLessThan(20);
        expect(made.ticks).toEqual([...made.ticks].sort((x, y) => x - y));
        expect(shareOf(made, valueAtShare(made, 0.25))).toBeCloseTo(0.25, 6);
      }),
    );
  });
});

describe('the names of lines', () => {
  const labels = (more: [string, string][]): Labels => [['__name__', 'http_requests_total'], ...more];

  test('leave out what all have in common', () => {
    const names = seriesNames(
      [
        labels([
          ['job', 'api'],
          ['route', '/a'],
        ]),
        labels([
          ['job', 'api'],
          ['route', '/b'],
        ]),
      ],
      '',
    );
    expect(names.map(({ name }) => name)).toEqual(['/a', '/b']);
    expect(names[0]?.title).toBe('http_requests_total{job="api", route="/a"}');
  });

  test('say which label is meant where several differ, and which series where none does', () => {
    const names = seriesNames(
      [
        [
          ['a', '1'],
          ['b', '2'],
        ],
        [
          ['a', '2'],
          ['b', '1'],
        ],
      ],
      'x',
    );
    expect(names[0]?.name).toBe('a=1, b=2');
    expect(seriesNames([[['a', '1']]], 'p95')[0]?.name).toBe('p95');
  });

  test('are written as PromQL reads them, quoted where they must be', () => {
    expect(
      seriesText([
        ['__name__', 'http.requests'],
        ['my label', 'a"b'],
      ]),
    ).toBe('{"http.requests", "my label"="a\\"b"}');
  });
});

test('up to twelve lines of a chart have each a colour of their own', () => {
  const colours = seriesColours(Array.from({ length: 12 }, (_, i) => `series ${i}`));
  expect(new Set(colours).size).toBe(12);
  expect(seriesColours(Array.from({ length: 30 }, (_, i) => `s${i}`))).toHaveLength(30);
});

test('what a line comes to leaves gaps out', () => {
  expect(seriesStats(Float64Array.of(gap, 2, 4, gap))).toEqual({ last: 4, min: 2, max: 4, mean: 3 });
  expect(seriesStats(Float64Array.of(gap))).toEqual({ last: null, min: null, max: null, mean: null });
});

test('a sorted legend has those without a value last, whichever way', () => {
  const row = (name: string, last: number | null) => ({
    series: { name },
    last,
    min: null,
    max: null,
    mean: null,
  });
  const rows = [row('none', null), row('small', 1), row('large', 2)];
  const order = (descending: boolean) =>
    sortRows(rows, { key: 'last', descending }).map(({ series: { name } }) => name);
  expect(order(true)).toEqual(['large', 'small', 'none']);
  expect(order(false)).toEqual(['small', 'large', 'none']);
});

test('what is usual for a line lies behind it as an area with its middle, within the scale, and not under stacks', () => {
  const of = (...values: number[]) => Float64Array.from(values);
  const bands = [
    {
      key: 'a',
      colour: 'var(--c1)',
      timesMs,
      median: of(2, 2, 2, 2),
      lower: of(0, 0, gap, 0),
      upper: of(40, 40, gap, 40),
    },
  ];
  const { paths, plot } = built({ bands });
  expect(paths.map(({ shape }) => shape.draw)).toEqual(['area', 'line', 'line', 'line']);
  expect(paths[0]?.style.opacity).toBeLessThan(0.3);
  expect(shareOf(plot.scale, 40)).toBeLessThanOrEqual(1);
  expect(
    built({ bands, kind: 'stacked' }).paths.some(({ style }) => style.opacity === paths[0]?.style.opacity),
  ).toBe(false);
});
