import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { expect, test } from 'vitest';
import { startReceiving } from './otlp-sender.ts';

type Exporter = ProtobufExporter | JsonExporter;
type Options = ConstructorParameters<typeof ProtobufExporter>[0];

const range = { start: 0n, end: 2n ** 62n };

/** What an application instrumented with the SDK does: a request with a query in it that fails. */
async function serveRequest(exporter: Exporter): Promise<void> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'service.instance.id': 'é' }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('shop-lib', '1.2.3');
  tracer.startActiveSpan('GET /cart', { kind: 1 }, (root) => {
    const attributes = { rows: 3, cached: false, ratio: 0.5, tags: ['a', 'b'], big: 2 ** 40 };
    const child = tracer.startSpan(
      'SELECT',
      { kind: 2, attributes, links: [{ context: root.spanContext() }] },
      trace.setSpan(context.active(), root),
    );
    child.recordException(new Error('no rows'));
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'no rows' });
    child.end();
    root.end();
  });
  await provider.shutdown();
}

test.each<[string, (options: Options) => Exporter]>([
  ['protobuf', (options) => new ProtobufExporter(options)],
  ['protobuf with gzip', (options) => new ProtobufExporter({ ...options, compression: 'gzip' as never })],
  ['JSON', (options) => new JsonExporter(options)],
])('what the OpenTelemetry SDK exports as %s is found and whole', async (_name, create) => {
  const { client, port } = await startReceiving();
  await serveRequest(create({ url: `http://127.0.0.1:${port}/v1/traces` }));
  const { traces } = await client.call('traces.search', { ...range, query: 'rows:3' });
  expect(traces).toHaveLength(1);
  expect(traces[0]).toMatchObject({
    rootService: 'shop',
    rootName: 'GET /cart',
    spanCount: 2,
    errorCount: 1,
  });

  const { traceId } = traces[0]!;
  const detail = await client.call('traces.get', { traceId });
  const index = detail.names.indexOf('SELECT');
  expect([...detail.parent]).toContain(-1);
  const { span, resource, scope } = await client.call('traces.span', {
    traceId,
    index: [...detail.name].indexOf(index),
  });
  expect(span).toMatchObject({ name: 'SELECT', kind: 3, statusCode: 2, statusMessage: 'no rows' });
  expect(Object.fromEntries(span.attributes)).toMatchObject({
    rows: 3n,
    cached: false,
    ratio: 0.5,
    tags: ['a', 'b'],
    big: 1_099_511_627_776n,
  });
  expect(span.events).toMatchObject([{ name: 'exception' }]);
  expect(span.links).toMatchObject([{ traceId }]);
  expect(resource).toContainEqual(['service.instance.id', 'é']);
  expect(scope).toMatchObject({ name: 'shop-lib', version: '1.2.3' });
});

test('views are told that spans were stored', async () => {
  const { client, port } = await startReceiving();
  const told = new Promise<number>((resolve, reject) => {
    client.subscribe('traces.live', {}, { event: ({ spans }) => resolve(spans), error: reject });
  });
  await serveRequest(new ProtobufExporter({ url: `http://127.0.0.1:${port}/v1/traces` }));
  expect(await told).toBe(2);
});
