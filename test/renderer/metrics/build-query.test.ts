import { describe, expect, test } from 'vitest';
import { parseMatchers, selectorText } from '../../../renderer/promql/selector-text.ts';
import {
  aggregationOf,
  bucketQuery,
  buildQueries,
  type MetricChoice,
  shapesOf,
} from '../../../renderer/views/metrics/query/build-query.ts';
import { rateRange, sampleInterval } from '../../../renderer/views/metrics/query/rate-range.ts';
import { pickedFrom } from '../../../renderer/views/metrics/query/read-query.ts';
import { type MetricType, metricTypes } from '../../../shared/model/series.ts';
import { parse } from '../../../shared/promql/parse.ts';

const choice = (metric: string, type: MetricType, more: Partial<MetricChoice> = {}): MetricChoice => ({
  metric,
  type,
  series: 4,
  shape: null,
  aggregation: null,
  by: [],
  where: [],
  ...more,
});
const exprs = (of: MetricChoice) => buildQueries(of, '1m').map(({ expr }) => expr);

describe('one click gives the sensible query', () => {
  test('a counter its rate, summed', () => {
    expect(exprs(choice('http_requests_total', 'counter'))).toEqual(['sum(rate(http_requests_total[1m]))']);
  });

  test('a counter split by labels and narrowed to values', () => {
    const where = [{ name: 'code', op: '=~' as const, value: '5..' }];
    expect(exprs(choice('http_requests_total', 'counter', { by: ['route', 'my label'], where }))).toEqual([
      'sum by (route, "my label") (rate(http_requests_total{code=~"5.."}[1m]))',
    ]);
  });

  test('a histogram its quantiles, and its buckets for the heatmap', () => {
    const histogram = choice('request_seconds', 'histogram', { by: ['route'] });
    expect(exprs(histogram)).toEqual(
      ['0.5', '0.95', '0.99'].map(
        (q) => `histogram_quantile(${q}, sum by (le, route) (rate(request_seconds_bucket[1m])))`,
      ),
    );
    expect(bucketQuery(histogram, '1m')).toBe('sum by (le) (rate(request_seconds_bucket[1m]))');
    expect(buildQueries(histogram, '1m').map(({ legend }) => legend)).toEqual(['p50', 'p95', 'p99']);
  });

  test('a gauge its values as they are, averaged where they are many', () => {
    expect(exprs(choice('memory_bytes', 'gauge'))).toEqual(['memory_bytes']);
    expect(exprs(choice('memory_bytes', 'gauge', { series: 900 }))).toEqual(['avg(memory_bytes)']);
    expect(exprs(choice('memory_bytes', 'gauge', { by: ['name'] }))).toEqual([
      'avg by (name) (memory_bytes)',
    ]);
  });

  test('an info metric its labels, whatever it was declared as', () => {
    expect(shapesOf({ metric: 'build_info', type: 'gauge' })[0]).toBe('labels');
    expect(exprs(choice('target_info', 'info'))).toEqual(['target_info']);
  });

  test('a metric that nobody described what its name says', () => {
    expect(exprs(choice('jobs_total', 'unknown'))).toEqual(['sum(rate(jobs_total[1m]))']);
    expect(exprs(choice('queue_depth', 'unknown'))).toEqual(['queue_depth']);
  });

  test('the mean of a histogram or summary is its sum by its count', () => {
    expect(exprs(choice('x_seconds', 'summary', { shape: 'mean' }))).toEqual([
      'sum(rate(x_seconds_sum[1m])) / sum(rate(x_seconds_count[1m]))',
    ]);
  });

  test('a shape that the type does not have gives way to the sensible one', () => {
    expect(exprs(choice('memory_bytes', 'gauge', { shape: 'quantiles' }))).toEqual(['memory_bytes']);
    expect(aggregationOf(choice('a', 'gauge', { aggregation: 'max' }))).toBe('max');
  });

  test('every query that can be picked is PromQL, of names that are no identifiers too', () => {
    for (const type of metricTypes) {
      for (const metric of ['plain_total', 'http.server.duration', 'wörter "so"']) {
        for (const shape of shapesOf({ metric, type })) {
          const where = [{ name: 'a.b', op: '!=' as const, value: 'quote " and \\' }];
          for (const expr of exprs(choice(metric, type, { shape, by: ['a.b'], where }))) {
            expect(parse(expr), expr).toMatchObject({ ok: true });
          }
        }
      }
    }
  });
});

describe('going from a written query back to picking', () => {
  test('finds the metric, its conditions and the split', () => {
    expect(pickedFrom('sum by (route) (rate(http_requests_total{code="500"}[5m])) / 2')).toEqual({
      metric: 'http_requests_total',
      where: [{ name: 'code', op: '=', value: '500' }],
      by: ['route'],
    });
  });

  test('gives up on what names no metric', () => {
    expect(pickedFrom('{job="x"}')).toBeNull();
    expect(pickedFrom('1 + 1')).toBeNull();
    expect(pickedFrom('sum(')).toBeNull();
  });
});

test('conditions are read as they are written', () => {
  const matchers = [
    { name: 'code', op: '=~' as const, value: '5..|"x",y' },
    { name: 'b', op: '!=' as const, value: '}' },
  ];
  expect(parseMatchers(selectorText('x', matchers).slice(2, -1))).toEqual(matchers);
  expect(parseMatchers('code=')).toBeNull();
  expect(parseMatchers('')).toEqual([]);
});

test('a rate looks back four samples, and never less than a step', () => {
  expect(rateRange(15_000, 5_000)).toBe('1m');
  expect(rateRange(1_000, 5_000)).toBe('10s');
  expect(rateRange(15_000, 3_600_000)).toBe('1h');
  expect(sampleInterval(40)).toBe(15_000);
  expect(sampleInterval(0)).toBe(15_000);
});
