import { context, createTraceState, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { describe, expect, test } from 'vitest';
import type { SpanDetail } from '../../../shared/contract/traces.ts';
import { sharedEngine } from '../shared-engine.ts';

const engine = sharedEngine({ 'otlp-grpc': 0, 'otlp-http': 0 });

const gzip = { compression: 'gzip' as never };
const httpUrl = () => ({ url: `http://127.0.0.1:${engine.port('otlp-http')}/v1/traces` });
const grpcUrl = () => ({ url: `http://127.0.0.1:${engine.port('otlp-grpc')}` });

const REMOTE = { traceId: 'c0ffee00000000000000000000000001', spanId: 'c0ffee0000000002' };

/** Puts baggage on spans as attributes, as OpenTelemetry's own processor for it does. */
const baggageToAttributes: SpanProcessor = {
  onStart(span, parent) {
    for (const [key, { value }] of propagation.getBaggage(parent)?.getAllEntries() ?? []) {
      span.setAttribute(key, value);
    }
  },
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};

/** What an instrumented application does: a request from elsewhere, with a query in it that fails, and messages. */
async function serveRequest(exporter: SpanExporter, service: string): Promise<void> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': 'é' }),
    spanProcessors: [baggageToAttributes, new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('shop-lib', '1.2.3');
  const caller = {
    ...REMOTE,
    traceFlags: 1,
    isRemote: true,
    traceState: createTraceState('vendor=a,other=b'),
  };
  const baggage = propagation.createBaggage({ 'user.tier': { value: 'gold' } });
  const outside = propagation.setBaggage(trace.setSpanContext(context.active(), caller), baggage);
  const root = tracer.startSpan('GET /cart', { kind: SpanKind.SERVER }, outside);
  const inside = trace.setSpan(outside, root);
  const query = tracer.startSpan(
    'SELECT',
    {
      kind: SpanKind.CLIENT,
      attributes: { rows: 3, cached: false, ratio: 0.5, tags: ['a', 'b'], big: 2 ** 40 },
      links: [
        { context: { ...REMOTE, spanId: 'c0ffee0000000003', traceFlags: 1 }, attributes: { why: 'retry' } },
      ],
    },
    inside,
  );
  query.addEvent('row', { n: 1 });
  query.recordException(new Error('no rows'));
  query.setStatus({ code: SpanStatusCode.ERROR, message: 'no rows' });
  query.end();
  for (const [name, kind] of [
    ['send', SpanKind.PRODUCER],
    ['receive', SpanKind.CONSUMER],
    ['compute', SpanKind.INTERNAL],
  ] as const) {
    tracer.startSpan(name, { kind }, inside).setStatus({ code: SpanStatusCode.OK }).end();
  }
  root.end();
  await provider.shutdown();
}

async function spansByName(service: string): Promise<Record<string, SpanDetail>> {
  const { traces } = await engine.client.call('traces.search', {
    query: `service:${service}`,
    start: 0n,
    end: 2n ** 62n,
  });
  expect(traces).toHaveLength(1);
  const { traceId } = traces[0]!;
  const { names, name } = await engine.client.call('traces.get', { traceId });
  const details = [...name].map(async (place, index) => [
    names[place],
    await engine.client.call('traces.span', { traceId, index }),
  ]);
  return Object.fromEntries(await Promise.all(details));
}

/** Each has a trace of its own: they share the engine. */
describe.each<[string, string, () => SpanExporter]>([
  ['gRPC', 'otlp-grpc', () => new GrpcExporter(grpcUrl())],
  ['gRPC with gzip', 'otlp-grpc', () => new GrpcExporter({ ...grpcUrl(), ...gzip })],
  ['HTTP protobuf', 'otlp-http', () => new ProtobufExporter(httpUrl())],
  ['HTTP protobuf with gzip', 'otlp-http', () => new ProtobufExporter({ ...httpUrl(), ...gzip })],
  ['HTTP JSON', 'otlp-http', () => new JsonExporter(httpUrl())],
])('what the OpenTelemetry SDK exports as %s', (name, receiver, create) => {
  test('arrives whole', async () => {
    const service = name.replaceAll(' ', '-').toLowerCase();
    REMOTE.traceId = `c0ffee${Buffer.from(service).toString('hex').slice(-26).padStart(26, '0')}`;
    await serveRequest(create(), service);
    const { 'GET /cart': root, SELECT: query, ...others } = await spansByName(service);
    expect(root?.source).toBe(receiver);
    expect(root?.span).toMatchObject({
      traceId: REMOTE.traceId,
      parentSpanId: REMOTE.spanId,
      kind: 2,
      statusCode: 0,
      traceState: 'vendor=a,other=b',
    });
    expect(root?.span.attributes).toEqual([['user.tier', 'gold']]);
    expect(root?.resource).toContainEqual(['service.instance.id', 'é']);
    expect(root?.scope).toMatchObject({ name: 'shop-lib', version: '1.2.3' });
    expect(query?.span).toMatchObject({
      parentSpanId: root?.span.spanId,
      kind: 3,
      statusCode: 2,
      statusMessage: 'no rows',
    });
    expect(Object.fromEntries(query?.span.attributes ?? [])).toEqual({
      rows: 3n,
      cached: false,
      ratio: 0.5,
      tags: ['a', 'b'],
      big: 1_099_511_627_776n,
      'user.tier': 'gold',
    });
    expect(query?.span.events).toMatchObject([
      { name: 'row', attributes: [['n', 1n]] },
      { name: 'exception' },
    ]);
    expect(query?.span.links).toMatchObject([
      { traceId: REMOTE.traceId, spanId: 'c0ffee0000000003', attributes: [['why', 'retry']] },
    ]);
    const kinds = Object.entries(others).map(([key, { span }]) => [key, span.kind, span.statusCode]);
    expect(kinds.sort()).toEqual([
      ['compute', 1, 1],
      ['receive', 5, 1],
      ['send', 4, 1],
    ]);
  });
});

test('views are told that spans were stored', async () => {
  const told = new Promise<number>((resolve, reject) => {
    engine.client.subscribe('traces.live', {}, { event: ({ spans }) => resolve(spans), error: reject });
  });
  REMOTE.traceId = 'c0ffee00000000000000000000000009';
  await serveRequest(new GrpcExporter(grpcUrl()), 'told');
  expect(await told).toBe(5);
});
