import { type Attributes, context, type Meter, ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as JsonExporter,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { beforeEach, describe, expect, test } from 'vitest';
import { sharedEngine } from '../shared-engine.ts';

const engine = sharedEngine({ 'otlp-grpc': 0, 'otlp-http': 0 });

const { DELTA, CUMULATIVE } = AggregationTemporalityPreference;
const gzip = { compression: 'gzip' as never };
const httpUrl = () => ({ url: `http://127.0.0.1:${engine.port('otlp-http')}/v1/metrics` });
const grpcUrl = () => ({ url: `http://127.0.0.1:${engine.port('otlp-grpc')}` });

type CreateExporter = (temporalityPreference: AggregationTemporalityPreference) => PushMetricExporter;

const exporters: [way: string, create: CreateExporter][] = [
  ['gRPC', (preference) => new GrpcExporter({ ...grpcUrl(), temporalityPreference: preference })],
  [
    'HTTP protobuf, gzip',
    (preference) => new ProtobufExporter({ ...httpUrl(), ...gzip, temporalityPreference: preference }),
  ],
  ['HTTP JSON', (preference) => new JsonExporter({ ...httpUrl(), temporalityPreference: preference })],
];

/** Exports when it is told to. */
function startSdk(exporter: PushMetricExporter, service: string) {
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': 'one',
      'host.arch': 'arm',
    }),
    readers: [reader],
    views: [
      {
        instrumentName: 'cart.value',
        aggregation: {
          type: AggregationType.EXPONENTIAL_HISTOGRAM,
          options: { maxSize: 160, recordMinMax: true },
        },
      },
    ],
  });
  return { provider, meter: provider.getMeter('shop-lib', '1.2.3'), reader };
}

function instruments(meter: Meter) {
  return {
    orders: meter.createCounter('orders', { description: 'Orders taken', unit: '{order}' }),
    open: meter.createUpDownCounter('carts.open'),
    duration: meter.createHistogram('http.server.request.duration', {
      unit: 's',
      advice: { explicitBucketBoundaries: [0.1, 0.5, 1] },
    }),
    value: meter.createHistogram('cart.value', { unit: 'EUR' }),
    stock: meter.createObservableGauge('stock', { unit: '1' }),
  };
}

/** The newest value of each series of the metric that the service sent, by its other labels. */
async function newest(metric: string, service: string): Promise<Record<string, number>> {
  const endMs = Math.ceil(Date.now() / 1000) * 1000 + 1000;
  const { series } = await engine.client.call('metrics.range', {
    metric,
    matchers: [{ name: 'job', op: '=', values: [service] }],
    startMs: endMs - 60_000,
    endMs,
    stepMs: 1000,
    as: 'last',
    by: 'series',
  });
  const common = ['__name__', 'job', 'instance', 'otel_scope_name', 'otel_scope_version'];
  return Object.fromEntries(
    series.map(({ labels, values }) => [
      labels.flatMap(([name, value]) => (common.includes(name) ? [] : [`${name}=${value}`])).join(),
      values.findLast((value) => !Number.isNaN(value)) ?? Number.NaN,
    ]),
  );
}

/** Two exports of the same application. */
async function runApplication(exporter: PushMetricExporter, service: string): Promise<void> {
  const { provider, meter } = startSdk(exporter, service);
  const { orders, open, duration, value, stock } = instruments(meter);
  let left = 7;
  stock.addCallback((result) => result.observe(left, { item: 'cup' } satisfies Attributes));
  for (const round of [1, 2]) {
    orders.add(2 * round, { 'payment.method': 'card' });
    open.add(round === 1 ? 5 : -2);
    for (const seconds of [0.05, 0.3, 0.3, 2]) duration.record(seconds, { 'http.route': '/cart' });
    for (const euros of [3, 12, 12.5, 90]) value.record(euros * round);
    await provider.forceFlush();
    left--;
  }
  await provider.shutdown();
}

describe.each(exporters)('the OpenTelemetry SDK over %s', (way, create) => {
  describe.each([
    ['cumulative', CUMULATIVE],
    ['delta', DELTA],
  ])('%s', (name, preference) => {
    const service = `${name} ${way}`;
    let sent: Promise<void> | null = null;
    beforeEach(async () => {
      sent ??= context.with(ROOT_CONTEXT, () => runApplication(create(preference), service));
      await sent;
    });

    test('a counter counts on over both exports', async () => {
      expect(await newest('orders_total', service)).toEqual({ 'payment_method=card': 6 });
    });

    test('a counter that also falls is what is left', async () => {
      expect(await newest('carts_open', service)).toEqual({ '': 3 });
    });

    test('a gauge is what was observed last', async () => {
      // The end of the application is a third time.
      expect(await newest('stock_ratio', service)).toEqual({ 'item=cup': 5 });
    });

    test('a histogram has classic buckets, a count and a sum', async () => {
      const base = 'http_server_request_duration_seconds';
      expect(await newest(`${base}_bucket`, service)).toEqual({
        'http_route=/cart,le=0.1': 2,
        'http_route=/cart,le=0.5': 6,
        'http_route=/cart,le=1': 6,
        'http_route=/cart,le=+Inf': 8,
      });
      expect(await newest(`${base}_count`, service)).toEqual({ 'http_route=/cart': 8 });
      expect((await newest(`${base}_sum`, service))['http_route=/cart']).toBeCloseTo(5.3, 10);
    });

    test('an exponential histogram too', async () => {
      const buckets = Object.entries(await newest('cart_value_EUR_bucket', service)).map(
        ([label, count]): [number, number] => [
          Number(label.replace('le=', '').replace('+Inf', 'Infinity')),
          count,
        ],
      );
      const below = (bound: number) =>
        Math.max(0, ...buckets.filter(([le]) => le <= bound).map(([, count]) => count));
      // 3, 6, 12, 12.5, 24, 25, 90, 180: at most so many up to a bound between them.
      expect([4, 8, 16, 32, 64, 128, 256].map(below)).toEqual([1, 2, 4, 6, 6, 7, 8]);
      expect(buckets.find(([le]) => le === Number.POSITIVE_INFINITY)?.[1]).toBe(8);
      expect((await newest('cart_value_EUR_sum', service))['']).toBeCloseTo(352.5, 10);
    });

    test('what is known of the resource stands on target_info', async () => {
      expect(await newest('target_info', service)).toEqual({ 'host_arch=arm': 1 });
    });
  });
});

test('a refusal is told to the SDK in its own encoding', async () => {
  const answer = await fetch(httpUrl().url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceMetrics": 5}',
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 3, message: expect.stringContaining('resourceMetrics') });
});
