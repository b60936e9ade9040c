import { expect, test } from 'vitest';
import { bandsOf } from '../../../renderer/promql/use-baselines.ts';
import type { Baseline } from '../../../shared/contract/baseline.ts';
import type { Labels } from '../../../shared/model/series.ts';

const one = Float64Array.of(1);

const baseline = (...labels: Labels[]): Baseline => ({
  timesMs: one,
  series: labels.map((own) => ({
    labels: own,
    from: 'time-of-day',
    days: 7,
    median: one,
    lower: one,
    upper: one,
    flat: false,
  })),
  truncated: false,
  factor: 3,
  wantedDays: 7,
  leastDays: 3,
  aroundMs: 0,
  recentMs: 0,
});

test('a band takes the colour of the line of its query and labels; bands of lines that are not drawn are left out', () => {
  const a: Labels = [['job', 'a']];
  const b: Labels = [['job', 'b']];
  const lines = [
    { query: 0, key: 'first', labels: a, colour: 'red' },
    { query: 2, key: 'third', labels: a, colour: 'blue' },
  ];
  const bands = bandsOf([baseline(a, b), null, baseline(a)], lines);
  expect(bands.map(({ key, colour }) => [key, colour])).toEqual([
    ['first', 'red'],
    ['third', 'blue'],
  ]);
});
