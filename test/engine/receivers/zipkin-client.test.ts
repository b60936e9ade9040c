import { createRequire } from 'node:module';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { describe, expect, test } from 'vitest';
import type * as Zipkin from 'zipkin';
import type * as ZipkinHttp from 'zipkin-transport-http';
import { indexOfSpanId, unpackSpanIds } from '../../../shared/model/span-ids.ts';
import { eventually } from '../../docker.ts';
import { sharedEngine } from '../shared-engine.ts';
import { send } from './otlp-sender.ts';

// Their modules are made for require: as imports their names are not found.
const require = createRequire(import.meta.url);
const zipkin: typeof Zipkin = require('zipkin');
const { HttpLogger }: typeof ZipkinHttp = require('zipkin-transport-http');

const engine = sharedEngine({ zipkin: 0 });

const range = { start: 0n, end: 2n ** 62n };

async function storedTrace(query: string, spans: number) {
  const found = await eventually(`${spans} spans of ${query}`, async () => {
    const { traces } = await engine.client.call('traces.search', { ...range, query });
    return traces[0]?.spanCount === spans && traces[0];
  });
  const detail = await engine.client.call('traces.get', { traceId: found.traceId });
  const spanOf = (index: number) => engine.client.call('traces.span', { traceId: found.traceId, index });
  const indexOf = (service: string, kind: number) =>
    [...detail.kind].findIndex((one, i) => one === kind && detail.services[detail.service[i]!] === service);
  return { summary: found, detail, spanOf, indexOf };
}

describe.each([
  ['v2', '/api/v2/spans', 'JSON_V2'],
  ['v1', '/api/v1/spans', 'JSON_V1'],
] as const)('zipkin-js in %s JSON', (version, path, encoder) => {
  test('a call between two services is found whole, the server’s half below the client’s', async () => {
    const { Annotation, BatchRecorder, ExplicitContext, jsonEncoder, Tracer } = zipkin;
    const endpoint = `http://127.0.0.1:${engine.port('zipkin')}${path}`;
    const recorderOf = () =>
      new BatchRecorder({
        logger: new HttpLogger({ endpoint, jsonEncoder: jsonEncoder[encoder], httpInterval: 50 }),
      });
    const tracerOf = (localServiceName: string) =>
      new Tracer({
        ctxImpl: new ExplicitContext(),
        recorder: recorderOf(),
        localServiceName,
        traceId128Bit: true,
      });
    const web = tracerOf(`web-${version}`);
    const api = tracerOf(`api-${version}`);

    web.scoped(() => {
      web.setId(web.createRootId());
      const id = web.id;
      web.recordServiceName(`web-${version}`);
      web.recordRpc('get');
      web.recordBinary('http.path', '/cart');
      web.recordAnnotation(new Annotation.ClientSend());
      web.recordAnnotation(new Annotation.ServerAddr({ serviceName: `api-${version}`, port: 8080 }));
      api.scoped(() => {
        // What arrives in the headers is the same id, marked as shared.
        const { Some, None } = zipkin.option;
        const joined = new zipkin.TraceId({
          traceId: id.traceId,
          spanId: id.spanId,
          parentId: None,
          sampled: new Some(true),
          shared: true,
        });
        api.setId(joined);
        api.recordServiceName(`api-${version}`);
        api.recordRpc('get /cart');
        api.recordAnnotation(new Annotation.ServerRecv());
        api.recordMessage('cache miss');
        api.recordBinary('error', 'no rows');
        api.local('query', () => undefined);
        api.recordAnnotation(new Annotation.ServerSend());
      });
      web.recordAnnotation(new Annotation.ClientRecv());
    });

    const { summary, detail, spanOf, indexOf } = await storedTrace(`service:api-${version}`, 3);
    expect(summary.errorCount).toBe(1);
    const client = indexOf(`web-${version}`, 3);
    const server = indexOf(`api-${version}`, 2);
    expect(detail.parent[server]).toBe(client);
    const query = [...detail.name].findIndex((at) => detail.names[at] === 'query');
    expect(detail.parent[query]).toBe(server);

    expect(Object.fromEntries((await spanOf(client)).span.attributes)).toMatchObject({
      'http.path': '/cart',
      'peer.service': `api-${version}`,
      'net.peer.port': 8080n,
    });
    const { span } = await spanOf(server);
    expect(span).toMatchObject({ statusCode: 2, statusMessage: 'no rows', events: [{ name: 'cache miss' }] });
    expect(Object.fromEntries(span.attributes)).toMatchObject({ 'zipkin.shared': true });
  });
});

test('what OpenTelemetry’s Zipkin exporter sends is found and whole', async () => {
  const url = `http://127.0.0.1:${engine.port('zipkin')}/api/v2/spans`;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'otel-zipkin', 'service.instance.id': 'é' }),
    spanProcessors: [new BatchSpanProcessor(new ZipkinExporter({ url }))],
  });
  const tracer = provider.getTracer('shop-lib', '1.2.3');
  const root = tracer.startSpan('GET /cart', { kind: 1 });
  const inside = trace.setSpan(context.active(), root);
  const child = tracer.startSpan('SELECT', { kind: 2, attributes: { rows: 3, cached: false } }, inside);
  child.addEvent('retry');
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no rows' });
  child.end();
  root.end();
  await provider.shutdown();

  const { summary, detail, spanOf } = await storedTrace('service:otel-zipkin', 2);
  expect(summary).toMatchObject({ rootName: 'GET /cart', rootService: 'otel-zipkin', errorCount: 1 });
  const at = [...detail.name].findIndex((name) => detail.names[name] === 'SELECT');
  const { span } = await spanOf(at);
  expect(span).toMatchObject({
    kind: 3,
    statusCode: 2,
    statusMessage: 'no rows',
    events: [{ name: 'retry' }],
  });
  expect(Object.fromEntries(span.attributes)).toMatchObject({
    rows: '3',
    cached: 'false',
    'service.instance.id': 'é',
  });
});

test('halves that are reported apart find each other, in whatever order they come', async () => {
  const traceId = 'ab'.repeat(16);
  const start = 1_790_000_000_000_000;
  const half = (kind: string, service: string, more: object) => ({
    traceId,
    id: '0000000000000001',
    kind,
    name: 'get',
    localEndpoint: { serviceName: service },
    ...more,
  });
  const post = (...spans: object[]) =>
    send(engine.port('zipkin'), {
      path: '/api/v2/spans',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(spans),
    });
  // The server's clock is 5 ms behind, so that its half begins first.
  await post(half('SERVER', 'late-api', { timestamp: start - 5_000, duration: 20_000, shared: true }));
  await post({
    ...half('CLIENT', 'late-web', {}),
    id: '0000000000000002',
    parentId: '1',
    timestamp: start + 1,
    duration: 5,
  });
  await post(half('CLIENT', 'late-web', { timestamp: start, duration: 30_000 }));
  const { detail, indexOf } = await storedTrace('service:late-web', 3);
  const client = unpackSpanIds(detail.spanIds).findIndex((id, i) => id.endsWith('1') && detail.kind[i] === 3);
  expect(detail.parent[indexOf('late-api', 2)]).toBe(client);
  expect(detail.parent[indexOfSpanId(detail.spanIds, '0000000000000002')]).toBe(client);
  expect([...detail.parent].filter((parent) => parent === -1)).toHaveLength(1);
});
