import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { Counters } from '../../../electron/engine/counters.ts';
import { MetricIngest } from '../../../electron/engine/metrics/metric-ingest.ts';
import { decodeMetrics } from '../../../electron/engine/receivers/decode/decode-metrics.ts';
import { ReceiverFaults } from '../../../electron/engine/receivers/receiver-faults.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { settingsSchema } from '../../../shared/contract/settings.ts';
import { MetricsRequest } from '../../otlp-schema.ts';
import { RecordingSink } from './recording-sink.ts';

const T0 = 1_800_000_000_000;
const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);
const DELTA = 1;
const CUMULATIVE = 2;

function setUp() {
  const sink = new RecordingSink();
  const counters = new Counters(systemClock);
  const ingest = new MetricIngest({
    sink,
    counters,
    logger: pino({ level: 'silent' }),
    decoder: { metrics: async (task) => decodeMetrics(task) },
    ties: {
      find: (source) =>
        source.containerId ? { entity: 'name:shop', name: 'shop', by: 'container.id' } : null,
    },
    faults: new ReceiverFaults(counters, systemClock),
    settings: { current: settingsSchema.parse({}) },
  });
  const send = (metrics: object[], resource: object[] = []) => {
    const request = {
      resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ metrics }] }],
    };
    const bytes = new Uint8Array(MetricsRequest.encode(MetricsRequest.fromObject(request)).finish());
    return ingest.accept('otlp-grpc', { bytes, compression: null, encoding: 'otlp-protobuf' }, null);
  };
  return { sink, counters, send };
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const sum = (dataPoints: object[], aggregationTemporality = DELTA) => ({
  name: 'orders',
  sum: { aggregationTemporality, isMonotonic: true, dataPoints },
});
const point = (value: number, from: number, to: number, more: object = {}) => ({
  startTimeUnixNano: nanos(T0 + from),
  timeUnixNano: nanos(T0 + to),
  asDouble: value,
  ...more,
});

describe('deltas', () => {
  test('are added up, from a zero on at which counting began', async () => {
    const { sink, send } = setUp();
    await send([sum([point(3, 0, 1_000)])]);
    await send([sum([point(4, 1_000, 2_000)])]);
    expect(sink.samples).toEqual([
      { series: 'orders_total', timeMs: T0, value: 0 },
      { series: 'orders_total', timeMs: T0 + 1_000, value: 3 },
      { series: 'orders_total', timeMs: T0 + 2_000, value: 7 },
    ]);
  });

  test('told again are counted as duplicates and not added again', async () => {
    const { sink, send, counters } = setUp();
    await send([sum([point(3, 0, 1_000)])]);
    await send([sum([point(3, 0, 1_000)])]);
    expect(sink.valuesOf('orders_total')).toEqual([0, 3]);
    expect(counters.droppedCounts()).toMatchObject([{ signal: 'metrics', cause: 'duplicate', items: 1 }]);
  });

  test('that could not be stored are taken back, so that sending them again adds them once', async () => {
    const { sink, send } = setUp();
    await send([sum([point(3, 0, 1_000)])]);
    sink.failure = new TrivetError('unavailable', 'not now');
    expect(await send([sum([point(4, 1_000, 2_000)])])).toEqual({ kind: 'unavailable', message: 'not now' });
    await send([sum([point(4, 1_000, 2_000)])]);
    expect(sink.valuesOf('orders_total')).toEqual([0, 3, 7]);
  });

  test('of histograms become classic histograms', async () => {
    const { sink, send } = setUp();
    const histogram = (bucketCounts: number[], from: number) => ({
      name: 'took',
      unit: 's',
      histogram: {
        aggregationTemporality: DELTA,
        dataPoints: [
          {
            startTimeUnixNano: nanos(T0 + from),
            timeUnixNano: nanos(T0 + from + 1_000),
            count: bucketCounts.reduce((all, count) => all + count),
            sum: 1.5,
            bucketCounts,
            explicitBounds: [0.5, 1],
          },
        ],
      },
    });
    await send([histogram([1, 0, 2], 0)]);
    await send([histogram([0, 5, 0], 1_000)]);
    expect(sink.newest()).toEqual({
      'took_seconds_bucket{le="0.5"}': 1,
      'took_seconds_bucket{le="1"}': 6,
      'took_seconds_bucket{le="+Inf"}': 8,
      took_seconds_count: 8,
      took_seconds_sum: 3,
    });
    expect(sink.families.get('took_seconds')).toEqual({ type: 'histogram', help: '', unit: 'seconds' });
  });
});

test('a counter that starts anew begins with a zero again', async () => {
  const { sink, send } = setUp();
  await send([sum([point(5, 0, 1_000)], CUMULATIVE)]);
  await send([sum([point(9, 0, 2_000)], CUMULATIVE)]);
  await send([sum([point(50, 3_000, 4_000)], CUMULATIVE)]);
  expect(sink.valuesOf('orders_total')).toEqual([0, 5, 9, 0, 50]);
});

test('no recorded value ends the series', async () => {
  const { sink, send } = setUp();
  await send([sum([point(5, 0, 1_000)], CUMULATIVE), sum([point(0, 0, 2_000, { flags: 1 })], CUMULATIVE)]);
  expect(sink.valuesOf('orders_total')).toEqual([0, 5, 'stale']);
});

test('exemplars lead to their trace, from a counter and from the bucket that holds them', async () => {
  const { sink, send } = setUp();
  const exemplar = {
    timeUnixNano: nanos(T0 + 900),
    asDouble: 0.7,
    traceId: Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
    spanId: Buffer.from('0011223344556677', 'hex'),
    filteredAttributes: [text('user.id', 'u1')],
  };
  const times = { startTimeUnixNano: nanos(T0), timeUnixNano: nanos(T0 + 1_000) };
  const dataPoints = [
    {
      ...times,
      count: 1,
      sum: 0.7,
      bucketCounts: [0, 1, 0],
      explicitBounds: [0.5, 1],
      exemplars: [exemplar],
    },
  ];
  await send([
    sum([point(1, 0, 1_000, { exemplars: [exemplar] })], CUMULATIVE),
    { name: 'took', histogram: { aggregationTemporality: CUMULATIVE, dataPoints } },
  ]);
  const labels = [
    ['span_id', '0011223344556677'],
    ['trace_id', '00112233445566778899aabbccddeeff'],
    ['user_id', 'u1'],
  ];
  expect(sink.exemplars).toEqual([
    ['orders_total', { labels, value: 0.7, timeMs: T0 + 900 }],
    ['took_bucket{le="1"}', { labels, value: 0.7, timeMs: T0 + 900 }],
  ]);
});

test('job, instance and scope are labels; the rest of the resource stands on target_info; the container is found', async () => {
  const { sink, send } = setUp();
  const resource = [
    text('service.name', 'api'),
    text('service.namespace', 'shop'),
    text('service.instance.id', 'a-1'),
    text('container.id', 'c'.repeat(64)),
  ];
  await send([sum([point(1, 0, 1_000, { attributes: [text('http.route', '/x')] })], CUMULATIVE)], resource);
  expect(Object.keys(sink.newest())).toEqual([
    'orders_total{http_route="/x",instance="a-1",job="shop/api"}',
    `target_info{container_id="${'c'.repeat(64)}",instance="a-1",job="shop/api"}`,
  ]);
  expect([...sink.entities.values()]).toEqual(['name:shop', 'name:shop']);
});

test('summaries have quantiles', async () => {
  const { sink, send } = setUp();
  const quantileValues = [
    { quantile: 0.5, value: 2 },
    { quantile: 0.99, value: 9 },
  ];
  await send([
    {
      name: 'rpc',
      summary: { dataPoints: [{ timeUnixNano: nanos(T0), count: 4, sum: 12, quantileValues }] },
    },
  ]);
  expect(sink.newest()).toEqual({
    rpc_sum: 12,
    rpc_count: 4,
    'rpc{quantile="0.5"}': 2,
    'rpc{quantile="0.99"}': 9,
  });
});

test('what cannot be stored is told with its reason, and the rest is kept', async () => {
  const { sink, send, counters } = setUp();
  const outcome = await send([
    sum([point(1, 0, 1_000)], 0),
    { name: '???', gauge: { dataPoints: [point(1, 0, 1_000), point(2, 0, 1_000)] } },
    { name: 'timeless', gauge: { dataPoints: [{ asInt: 4 }] } },
    { name: 'fine', gauge: { dataPoints: [point(7, 0, 1_000)] } },
  ]);
  expect(outcome).toEqual({ kind: 'stored', rejected: 4, message: 'orders: neither cumulative nor delta' });
  expect(sink.newest()).toEqual({ fine: 7 });
  expect(counters.droppedCounts()).toMatchObject([{ cause: 'decode', signal: 'metrics', items: 4 }]);
});

describe('exponential histograms', () => {
  const exponential = (parts: object, temporality = CUMULATIVE) => ({
    name: 'size',
    exponentialHistogram: { aggregationTemporality: temporality, dataPoints: [parts] },
  });
  const at = (ms: number) => ({ startTimeUnixNano: nanos(T0), timeUnixNano: nanos(T0 + ms) });
  const buckets = (sink: RecordingSink) =>
    Object.entries(sink.newest()).flatMap(([series, value]): [number, number | 'stale'][] => {
      const le = /^size_bucket\{le="(.*)"\}$/.exec(series)?.[1];
      return le === undefined ? [] : [[le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), value]];
    });

  test('become classic buckets at one scale, whatever scale they come at', async () => {
    const { sink, send } = setUp();
    // Two values near 4 at scale 20, of which the SDK knows a million bounds for each doubling.
    await send([
      exponential({
        ...at(1_000),
        scale: 20,
        count: 2,
        sum: 8,
        positive: { offset: 2 * 2 ** 20 - 1, bucketCounts: [2] },
      }),
    ]);
    const first = buckets(sink);
    expect(first.map(([, count]) => count)).toEqual([0, 2, 2]);
    expect(first[1]?.[0]).toBe(4);
    // The SDK has coarsened: two near 4 and one near 16.
    await send([
      exponential({
        ...at(2_000),
        scale: 1,
        count: 3,
        sum: 24,
        positive: { offset: 3, bucketCounts: [2, 0, 0, 0, 1] },
      }),
    ]);
    const live = buckets(sink).filter(([, count]) => count !== 'stale');
    expect(live.filter(([le]) => [4, 16, Number.POSITIVE_INFINITY].includes(le))).toEqual([
      [4, 2],
      [Number.POSITIVE_INFINITY, 3],
      [16, 3],
    ]);
  });

  test('a bucket that is new tells what it was before, so that its rate is right from the start', async () => {
    const { sink, send } = setUp();
    await send([
      exponential(
        { ...at(1_000), scale: 0, count: 2, sum: 3, positive: { offset: 0, bucketCounts: [2] } },
        DELTA,
      ),
    ]);
    await send([
      exponential(
        {
          ...at(2_000),
          startTimeUnixNano: nanos(T0 + 1_000),
          scale: 0,
          count: 1,
          sum: 6,
          positive: { offset: 2, bucketCounts: [1] },
        },
        DELTA,
      ),
    ]);
    expect(sink.valuesOf('size_bucket{le="8"}')).toEqual([2, 3]);
    expect(
      sink.samples.filter(({ series }) => series === 'size_bucket{le="8"}').map(({ timeMs }) => timeMs - T0),
    ).toEqual([1_000, 2_000]);
    expect(sink.valuesOf('size_bucket{le="2"}')).toEqual([0, 2, 2]);
    expect(sink.newest()).toMatchObject({ size_count: 3, size_sum: 9 });
  });

  test('with zeros and negative values stay in order', async () => {
    const { sink, send } = setUp();
    const parts = {
      scale: 0,
      count: 6,
      sum: 0,
      zeroCount: 3,
      positive: { offset: 0, bucketCounts: [1] },
      negative: { offset: 0, bucketCounts: [2] },
    };
    await send([exponential({ ...at(1_000), ...parts })]);
    expect(buckets(sink).sort((a, b) => a[0] - b[0])).toEqual([
      [-2, 0],
      [-1, 2],
      [0, 5],
      [1, 5],
      [2, 6],
      [Number.POSITIVE_INFINITY, 6],
    ]);
  });

  test('however far values are spread, a histogram has a bounded number of buckets', async () => {
    const { sink, send } = setUp();
    const bucketCounts = new Array(2_000).fill(1);
    await send([
      exponential({
        ...at(1_000),
        scale: 2,
        count: 2_000,
        sum: 1,
        positive: { offset: -1_000, bucketCounts },
      }),
    ]);
    expect(buckets(sink).length).toBeLessThanOrEqual(82);
    expect(sink.newest()['size_bucket{le="+Inf"}']).toBe(2_000);
  });
});
