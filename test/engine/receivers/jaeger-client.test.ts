import { createSocket } from 'node:dgram';
import { initTracer, type JaegerTracer, opentracing } from 'jaeger-client';
import { expect, test } from 'vitest';
import { eventually } from '../../docker.ts';
import { emittedBatch, jaegerBatch, jaegerSpan, jaegerTag, START_MICROS } from '../../jaeger-thrift.ts';
import { sharedEngine } from '../shared-engine.ts';

const engine = sharedEngine({ 'jaeger-http': 0, 'jaeger-udp-binary': 0, 'jaeger-udp-compact': 0 });

const range = { start: 0n, end: 2n ** 62n };

/** What an application instrumented with OpenTracing does: a request with a query in it that fails. */
async function serveRequest(reporter: object, service: string): Promise<void> {
  const sampler = { type: 'const', param: 1 };
  const tracer = initTracer(
    { serviceName: service, sampler, reporter: { flushIntervalMs: 50, ...reporter }, traceId128bit: true },
    { tags: { 'app.version': '1.2.3' } },
  );
  const { Tags } = opentracing;
  const root = tracer.startSpan('GET /cart', { tags: { [Tags.SPAN_KIND]: 'server' } });
  root.setBaggageItem('user', 'ada');
  const query = tracer.startSpan('SELECT', {
    childOf: root,
    tags: { [Tags.SPAN_KIND]: 'client', rows: 3, cached: false, ratio: 0.5, 'db.statement': 'é' },
  });
  query.log({ event: 'error', message: 'no rows' });
  query.setTag(Tags.ERROR, true);
  query.finish();
  const later = tracer.startSpan('mail', { references: [opentracing.followsFrom(root.context())] });
  later.finish();
  root.finish();
  await close(tracer);
}

const close = (tracer: JaegerTracer) => new Promise<void>((resolve) => tracer.close(resolve));

test.each([
  [
    'UDP, binary Thrift',
    'shop-udp',
    () => ({ agentHost: '127.0.0.1', agentPort: engine.port('jaeger-udp-binary') }),
  ],
  [
    'HTTP',
    'shop-http',
    () => ({ collectorEndpoint: `http://127.0.0.1:${engine.port('jaeger-http')}/api/traces` }),
  ],
])('what jaeger-client reports over %s is found and whole', async (_how, service, reporter) => {
  await serveRequest(reporter(), service);
  const trace = await eventually('the three spans', async () => {
    const { traces } = await engine.client.call('traces.search', { ...range, query: `service:${service}` });
    return traces[0]?.spanCount === 3 && traces[0];
  });
  expect(trace).toMatchObject({ rootService: service, rootName: 'GET /cart', errorCount: 1 });

  const { traceId } = trace;
  const detail = await engine.client.call('traces.get', { traceId });
  const named = async (name: string) => {
    const index = [...detail.name].findIndex((at) => detail.names[at] === name);
    return { index, ...(await engine.client.call('traces.span', { traceId, index })) };
  };
  const root = await named('GET /cart');
  expect(root.span.kind).toBe(2);
  expect(root.span.events).toMatchObject([
    {
      name: 'baggage',
      attributes: expect.arrayContaining([
        ['key', 'user'],
        ['value', 'ada'],
      ]),
    },
  ]);
  const query = await named('SELECT');
  expect(query.span).toMatchObject({ kind: 3, statusCode: 2, parentSpanId: root.span.spanId });
  expect(Object.fromEntries(query.span.attributes)).toMatchObject({
    rows: 3,
    cached: false,
    ratio: 0.5,
    'db.statement': 'é',
  });
  expect(query.span.events).toMatchObject([{ name: 'error', attributes: [['message', 'no rows']] }]);
  expect(query.resource).toEqual(expect.arrayContaining([['app.version', '1.2.3']]));
  const later = await named('mail');
  expect(detail.parent[later.index]).toBe(root.index);
  expect(later.span.links).toMatchObject([
    { traceId, spanId: root.span.spanId, attributes: [['opentracing.ref_type', 'follows_from']] },
  ]);
});

test('what is sent in the compact protocol, by Apache’s library, is found and whole', async () => {
  const root = jaegerSpan({ traceId: [7n, 8n], spanId: 9n, name: 'GET /' });
  const child = jaegerSpan({
    traceId: [7n, 8n],
    spanId: 10n,
    parentSpanId: 9n,
    name: 'SELECT',
    tags: [
      jaegerTag('rows', -3n),
      jaegerTag('ratio', 0.5),
      jaegerTag('hit', true),
      jaegerTag('span.kind', 'client'),
    ],
    logs: [{ timestamp: START_MICROS, fields: [jaegerTag('event', 'retry'), jaegerTag('try', 2n)] }],
  });
  const socket = createSocket('udp4');
  const datagram = emittedBatch('compact', jaegerBatch([root, child], 'compact', [jaegerTag('host', 'box')]));
  socket.send(datagram, engine.port('jaeger-udp-compact'), '127.0.0.1', () => socket.close());
  const traceId = '00000000000000070000000000000008';
  const read = await eventually('the span', () =>
    engine.client.call('traces.span', { traceId, index: 1 }).catch(() => false as const),
  );
  expect(read.span).toMatchObject({
    name: 'SELECT',
    kind: 3,
    parentSpanId: '0000000000000009',
    attributes: [
      ['rows', -3n],
      ['ratio', 0.5],
      ['hit', true],
    ],
    events: [{ name: 'retry', attributes: [['try', 2n]] }],
  });
  expect(read.resource).toEqual([
    ['service.name', 'compact'],
    ['host', 'box'],
  ]);
  expect(read.source).toBe('jaeger-udp-compact');
});
