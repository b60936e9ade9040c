import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeriesHandlers } from '../../../electron/engine/api/series-api.ts';
import { Counters } from '../../../electron/engine/counters.ts';
import { MetricAppender } from '../../../electron/engine/metrics/metric-appender.ts';
import { Store } from '../../../electron/engine/storage/store.ts';
import { type Label, type Labels, type Matcher, seriesLabels } from '../../../shared/model/series.ts';

const T0 = 1_790_000_000_000;
const clock = { now: () => T0 + 60_000 };
const logger = pino({ level: 'silent' });
const range = { startMs: T0, endMs: T0 + 60_000 };
const options = { signal: new AbortController().signal };
const dir = mkdtempSync(join(tmpdir(), 'trivet-test-'));

let store: Store;
let metrics: MetricAppender;
let api: ReturnType<typeof createSeriesHandlers>;

const add = (name: string, labels: Label[], second: number) =>
  metrics.add(metrics.series('test', seriesLabels(name, labels)), T0 + second * 1000, second);

/** What was measured two days before is in a chunk; the rest waits in the appender until a query asks for it. */
beforeAll(async () => {
  store = await Store.open(dir, false, logger);
  metrics = new MetricAppender({
    store,
    counters: new Counters(clock),
    logger,
    clock,
    flushEveryMs: 2 ** 30,
  });
  api = createSeriesHandlers({ store, metrics, clock });
  add('gone', [['job', 'old']], -172_800);
  await metrics.flush();
  while ((await store.write('metrics.compact', {})).more);
  for (const job of ['api', 'web']) {
    for (const le of ['1', '+Inf'])
      add(
        'latency_seconds_bucket',
        [
          ['job', job],
          ['le', le],
        ],
        10,
      );
    add('latency_seconds_sum', [['job', job]], 10);
    add('latency_seconds_count', [['job', job]], 10);
    add('requests_total', [['job', job]], 20);
  }
  add(
    'temperature',
    [
      ['job', 'api'],
      ['room', 'ü'],
    ],
    30,
  );
  metrics.describe('temperature', { type: 'gauge', help: 'How warm it is.', unit: 'celsius' });
  metrics.describe('requests', { type: 'counter', help: 'Requests.', unit: '' });
});

afterAll(async () => {
  metrics.dispose();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const eq = (name: string, value: string): Matcher => ({ name, op: '=', value });
const text = (labels: Labels) => labels.map(([name, value]) => `${name}=${value}`).join(',');

test('families are what has samples in the range, buckets and sum as one, with what was said of them', async () => {
  expect(await api['metrics.families']({ ...range, limit: 10 }, options)).toEqual([
    { name: 'latency_seconds', type: 'histogram', help: '', unit: '', series: 8, lastMs: T0 + 10_000 },
    { name: 'requests_total', type: 'counter', help: 'Requests.', unit: '', series: 2, lastMs: T0 + 20_000 },
    {
      name: 'temperature',
      type: 'gauge',
      help: 'How warm it is.',
      unit: 'celsius',
      series: 1,
      lastMs: T0 + 30_000,
    },
  ]);
  const gauges = await api['metrics.families']({ ...range, type: 'gauge', limit: 10 }, options);
  expect(gauges.map(({ name }) => name)).toEqual(['temperature']);
  const ofDaysAgo = { startMs: T0 - 200_000_000, endMs: T0 - 100_000_000, limit: 10 };
  expect((await api['metrics.families'](ofDaysAgo, options)).map(({ name }) => name)).toEqual(['gone']);
});

describe('series', () => {
  const find = async (selectors: Matcher[][], limit = 100) => {
    const { series, truncated } = await api['metrics.series']({ ...range, selectors, limit }, options);
    return [series.map(text), truncated];
  };

  test('are those that any selector takes', async () => {
    expect(
      await find([[eq('__name__', 'requests_total')], [eq('room', 'ü')], [eq('__name__', 'gone')]]),
    ).toEqual([
      [
        '__name__=requests_total,job=api',
        '__name__=requests_total,job=web',
        '__name__=temperature,job=api,room=ü',
      ],
      false,
    ]);
  });

  test('are cut at the limit, and it is said', async () => {
    expect(await find([[eq('job', 'api')]], 1)).toEqual([
      ['__name__=latency_seconds_bucket,job=api,le=1'],
      true,
    ]);
  });

  test('a pattern that cannot be read is told', async () => {
    await expect(find([[{ name: 'job', op: '=~', value: '(' }]])).rejects.toMatchObject({
      code: 'invalid_params',
    });
  });
});

test('names and values of labels', async () => {
  expect(await api['metrics.labelNames']({ ...range, selectors: [] }, options)).toEqual([
    '__name__',
    'job',
    'le',
    'room',
  ]);
  const values = (label: string, selectors: Matcher[][] = [], limit = 10) =>
    api['metrics.labelValues']({ ...range, label, selectors, limit }, options);
  expect(await values('job')).toEqual({ values: ['api', 'web'], truncated: false });
  expect(await values('job', [[eq('room', 'ü')]])).toEqual({ values: ['api'], truncated: false });
  expect(await values('le', [], 1)).toEqual({ values: ['+Inf'], truncated: true });
  expect(await values('nothing')).toEqual({ values: [], truncated: false });
});

test('cardinality: the metrics with most series, the labels with most values, and what a limit refused', async () => {
  const { series, metrics: names, labels, refused } = await api['metrics.cardinality']({ top: 2 }, options);
  expect(series).toBe(12);
  expect(names).toEqual([
    { name: 'latency_seconds_bucket', series: 4 },
    { name: 'latency_seconds_count', series: 2 },
  ]);
  expect(labels[0]).toEqual({
    name: 'job',
    values: 3,
    top: [
      { value: 'api', series: 6 },
      { value: 'web', series: 5 },
    ],
  });
  expect(refused).toEqual([]);
});

test('exemplars are those of every selector in the query', async () => {
  const batch = metrics.batch();
  const bucket = metrics.series(
    'test',
    seriesLabels('latency_seconds_bucket', [
      ['job', 'api'],
      ['le', '1'],
    ]),
  );
  const exemplar = { labels: [['trace_id', 'abc']] as Label[], value: 0.7, timeMs: T0 + 40_000 };
  batch.add(bucket, T0 + 40_000, 5);
  batch.addExemplar(bucket, exemplar);
  await metrics.commit(batch);
  const expr =
    'histogram_quantile(0.9, sum by (le) (rate(latency_seconds_bucket{job="api"}[5m]))) / vector(2)';
  const found = await api['promql.exemplars']({ ...range, expr }, options);
  expect(found).toEqual([{ labels: bucket.labels, exemplars: [exemplar] }]);
  expect(await api['promql.exemplars']({ ...range, endMs: T0 + 39_999, expr }, options)).toEqual([]);
  await expect(api['promql.exemplars']({ ...range, expr: 'rate(' }, options)).rejects.toMatchObject({
    code: 'invalid_params',
  });
});
