import { describe, expect, test } from 'vitest';
import { cellLevels, hasBuckets, heatmapOf, mixed } from '../../../renderer/charts/heatmap-cells.ts';
import type { Labels } from '../../../shared/model/series.ts';

const timesMs = Float64Array.of(1000, 2000);
const bucket = (le: string, ...values: number[]): { labels: Labels; values: Float64Array } => ({
  labels: [['le', le]],
  values: Float64Array.from(values),
});

describe('a heatmap of classic buckets', () => {
  test('shows what fell into each bucket alone, from the smallest bound up', () => {
    const { rows } = heatmapOf(timesMs, [bucket('+Inf', 10, 4), bucket('0.1', 6, 1), bucket('1', 9, 4)]);
    expect(rows.map(({ from, to }) => [from, to])).toEqual([
      [-Infinity, 0.1],
      [0.1, 1],
      [1, Infinity],
    ]);
    expect(rows.map(({ values }) => [...values])).toEqual([
      [6, 1],
      [3, 3],
      [1, 0],
    ]);
  });

  test('adds series of the same bound, and takes a difference below zero for none', () => {
    const { rows } = heatmapOf(timesMs, [bucket('1', 2, 2), bucket('1', 1, 1), bucket('+Inf', 2, 3)]);
    expect([...(rows[0]?.values ?? [])]).toEqual([3, 3]);
    expect([...(rows[1]?.values ?? [])]).toEqual([0, 0]);
  });

  test('leaves out rows at the ends in which nothing ever fell, but one', () => {
    const bounds = ['0.1', '0.2', '0.3', '1', '2', '+Inf'];
    const { rows } = heatmapOf(
      timesMs,
      bounds.map((le, i) => bucket(le, i >= 3 ? 5 : 0, 0)),
    );
    expect(rows.map(({ to }) => to)).toEqual([0.3, 1, 2]);
  });

  test('is offered only where there are bounds', () => {
    expect(hasBuckets([bucket('1', 1)])).toBe(true);
    expect(hasBuckets([{ labels: [['route', '/']] }])).toBe(false);
  });

  test('draws the fullest cell deepest, empty ones not at all, each ending at its time', () => {
    const data = heatmapOf(timesMs, [bucket('1', 100, 0), bucket('+Inf', 101, 0)]);
    const levels = cellLevels(data, { left: 10, top: 0, width: 200, height: 40, startMs: 0, endMs: 2000 });
    expect(levels.map(({ depth }) => depth)).toEqual([1 / 11, 1]);
    expect([...(levels[1]?.cells ?? [])]).toEqual([10, 20, 99, 19]);
  });
});

test('colours mix channel by channel', () => {
  expect(mixed('#000000', '#ff8040', 0.5)).toBe('#804020');
  expect(mixed('#fff', '#000000', 0)).toBe('#ffffff');
});
