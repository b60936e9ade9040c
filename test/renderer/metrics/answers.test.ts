import { describe, expect, test } from 'vitest';
import { answerSeries, commonUnit, pastSeries } from '../../../renderer/promql/answer-series.ts';
import { labelFacts } from '../../../renderer/promql/label-facts.ts';
import { remembered } from '../../../renderer/promql/query-history.ts';
import { instantTable, sortInstant } from '../../../renderer/views/metrics/result/instant-rows.ts';
import { isolated } from '../../../renderer/views/metrics/result/isolated.ts';
import { valuesText } from '../../../renderer/views/metrics/result/series-menu.ts';
import { askable, pastMs } from '../../../renderer/views/metrics/result/use-answers.ts';
import { traceOf } from '../../../renderer/views/metrics/result/use-exemplars.ts';
import type { InstantAnswer, RangeAnswer } from '../../../shared/contract/promql.ts';
import type { Labels } from '../../../shared/model/series.ts';

const stats = { seriesRead: 0, samplesRead: 0, peakSamples: 0, elapsedMs: 0 };
const timesMs = Float64Array.of(1000, 2000);
const answer = (...labels: Labels[]): RangeAnswer => ({
  warnings: [],
  infos: [],
  stats,
  timesMs,
  series: labels.map((each) => ({ labels: each, values: Float64Array.of(1, 2) })),
  present: null,
  truncated: false,
});
const asked = (letter: string, expr: string, legend: string, of: RangeAnswer) => ({
  letter,
  expr,
  legend,
  answer: of,
});

describe('the lines of answers', () => {
  test('of one query are told by their labels, of several also by the query', () => {
    const routes = answer([['route', '/a']], [['route', '/b']]);
    expect(answerSeries([asked('A', 'x', 'rate', routes)]).map(({ name }) => name)).toEqual(['/a', '/b']);
    const both = answerSeries([asked('A', 'x', 'p50', routes), asked('B', 'x', 'p95', routes)]);
    expect(both.map(({ name }) => name)).toEqual(['p50 /a', 'p50 /b', 'p95 /a', 'p95 /b']);
    expect(new Set(both.map(({ key }) => key)).size).toBe(4);
  });

  test('without labels are told by the legend, else by the query itself', () => {
    expect(answerSeries([asked('A', 'x', 'p95', answer([]))])[0]?.name).toBe('p95');
    expect(answerSeries([asked('A', 'sum(x)', '', answer([]))])[0]).toMatchObject({
      name: 'sum(x)',
      title: 'sum(x)',
    });
  });

  test('share an axis only in one unit', () => {
    const rate = answerSeries([asked('A', 'rate(a_total[1m])', '', answer([]))]);
    const size = answerSeries([asked('B', 'b_bytes', '', answer([]))]);
    expect(commonUnit(rate)).toBe('suffix:/s');
    expect(commonUnit([...rate, ...size])).toBe('none');
  });

  test('of an earlier time are moved on, dashed and coloured as those they belong to', () => {
    const present = answerSeries([asked('A', 'x', '', answer([['a', '1']], [['a', '2']]))]);
    const gone = answerSeries([asked('A', 'x', '', answer([['a', '2']], [['a', '3']]))]);
    const [line, ...rest] = pastSeries(gone, present, 500);
    expect(rest).toEqual([]);
    expect(line).toMatchObject({ name: '2 before', dashed: true, colour: present[1]?.colour });
    expect([...(line?.timesMs ?? [])]).toEqual([1500, 2500]);
  });
});

test('the comparison lies a range, a day or a week back', () => {
  expect([pastMs('range', 900_000), pastMs('1d', 900_000), pastMs('1w', 1)]).toEqual([
    900_000, 86_400_000, 604_800_000,
  ]);
});

test('what cannot be read is not asked', () => {
  const query = (expr: string) => ({ letter: 'A', expr, legend: '' });
  expect(askable([query('up'), query('sum('), query(' ')])).toEqual(['up', null, null]);
});

test('labels are told with their values; those that split into fewest come first', () => {
  const facts = labelFacts([
    [
      ['__name__', 'x'],
      ['code', '200'],
      ['job', 'a'],
      ['route', '/1'],
    ],
    [
      ['__name__', 'x'],
      ['code', '200'],
      ['job', 'a'],
      ['route', '/2'],
    ],
    [
      ['__name__', 'x'],
      ['code', '500'],
      ['job', 'a'],
      ['route', '/3'],
    ],
  ]);
  expect(facts.map(({ name }) => name)).toEqual(['code', 'route', 'job']);
  expect(facts[0]?.values).toEqual([
    { value: '200', series: 2 },
    { value: '500', series: 1 },
  ]);
});

describe('the table of an instant', () => {
  const vector: InstantAnswer = {
    warnings: [],
    infos: [],
    stats,
    type: 'vector',
    samples: [
      {
        labels: [
          ['job', 'a'],
          ['route', '/1'],
        ],
        timeMs: 0,
        value: 1,
      },
      {
        labels: [
          ['job', 'a'],
          ['route', '/2'],
        ],
        timeMs: 0,
        value: Number.NaN,
      },
      {
        labels: [
          ['job', 'a'],
          ['route', '/10'],
        ],
        timeMs: 0,
        value: 5,
      },
    ],
  };
  const table = instantTable([{ letter: 'A', answer: vector, unit: 'none' }]);

  test('tells once what all rows have in common', () => {
    expect(table.columns).toEqual(['route']);
    expect(table.shared).toEqual([['job', 'a']]);
  });

  test('sorts by value with NaN last, and by labels with numbers as such', () => {
    const order = (key: string, descending: boolean) =>
      sortInstant(table.rows, { key, descending }).map(({ labels }) => labels.get('route'));
    expect(order('value', true)).toEqual(['/10', '/1', '/2']);
    expect(order('value', false)).toEqual(['/1', '/10', '/2']);
    expect(order('route', false)).toEqual(['/1', '/2', '/10']);
  });

  test('has a row for a scalar and for a string', () => {
    const scalar: InstantAnswer = { warnings: [], infos: [], stats, type: 'scalar', timeMs: 0, value: 3 };
    const text: InstantAnswer = { warnings: [], infos: [], stats, type: 'string', timeMs: 0, value: 'x' };
    const rows = instantTable([
      { letter: 'A', answer: scalar, unit: 'none' },
      { letter: 'B', answer: text, unit: 'none' },
    ]).rows;
    expect(rows.map(({ value, text: words }) => [value, words])).toEqual([
      [3, ''],
      [null, 'x'],
    ]);
  });
});

test('a click shows a series alone and again all; together with others it joins and leaves', () => {
  expect(isolated([], 'a', false)).toEqual(['a']);
  expect(isolated(['a'], 'a', false)).toEqual([]);
  expect(isolated(['a', 'b'], 'b', false)).toEqual(['b']);
  expect(isolated(['a'], 'b', true)).toEqual(['a', 'b']);
  expect(isolated(['a', 'b'], 'a', true)).toEqual(['b']);
});

test('an exemplar names its trace under any of the usual names', () => {
  const id = '0af7651916cd43dd8448eb211c80319c';
  expect(traceOf([['trace_id', id]])).toBe(id);
  expect(traceOf([['traceID', '8448EB211C80319C']])).toBe('00000000000000008448eb211c80319c');
  expect(traceOf([['trace_id', 'nonsense']])).toBeNull();
  expect(traceOf([])).toBeNull();
});

test('values are copied with their times, gaps left out', () => {
  expect(valuesText({ timesMs, values: Float64Array.of(1.5, Number.NaN) })).toBe(
    '1970-01-01T00:00:01.000Z\t1.5',
  );
});

test('the history keeps the newest fifty, each once, and none that is empty or beyond use', () => {
  const many = Array.from({ length: 60 }, (_, i) => `q${i}`).reduce(remembered, [] as string[]);
  expect(many).toHaveLength(50);
  expect(many[0]).toBe('q59');
  expect(remembered(['a', 'b'], 'b ')).toEqual(['b', 'a']);
  expect(remembered(['a'], '  ')).toEqual(['a']);
  expect(remembered([], 'x'.repeat(5000))).toEqual([]);
});
