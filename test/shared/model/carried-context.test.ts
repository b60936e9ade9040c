import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attributes, AttributeValue } from '../../../shared/model/attributes.ts';
import { carriedContexts } from '../../../shared/model/carried-context.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const short = 'a3ce929d0e0e4736';
const parent = `00-${trace}-${span}-01`;

const tell = (attributes: Attributes) =>
  carriedContexts(attributes).map(({ traceId, spanId, by }) => [traceId, spanId, by]);

describe('a whole context in one attribute', () => {
  test.each<[key: string, value: AttributeValue]>([
    ['http.request.header.traceparent', [parent]],
    ['http.request.header.traceparent', parent],
    ['http.request.header.traceparent', JSON.stringify([parent])],
    ['http.response.header.traceparent', [parent]],
    ['HTTP.Request.Header.TraceParent', parent.toUpperCase()],
    ['messaging.kafka.message.header.traceparent', new TextEncoder().encode(parent)],
    ['message.properties[traceparent]', parent],
    ['traceparent', `cc-${trace}-${span}-01-what-the-future-will-be-like`],
    ['b3', `${trace}-${span}`],
    ['http.request.header.b3', [`${trace}-${span}-1`]],
    ['b3', `${trace}-${span}-d-05e3ac9a4f6e3b90`],
    ['uber-trace-id', `${trace}:${span}:0:1`],
    ['http.request.header.uber_trace_id', `${trace}%3A${span}%3A0%3A1`],
    ['rpc.grpc.request.metadata.uber-trace-id', `${trace}:f067aa0ba902b7:0:1`],
  ])('%s = %j', (key, value) => {
    expect(tell([[key, value]])).toEqual([[trace, span, key]]);
  });
});

test('ids of 64 bits are left-padded', () => {
  const padded = short.padStart(32, '0');
  expect(tell([['b3', `${short}-${span}`]])).toEqual([[padded, span, 'b3']]);
  expect(tell([['uber-trace-id', `${short}:1:0:1`]])).toEqual([
    [padded, '0000000000000001', 'uber-trace-id'],
  ]);
  expect(tell([['x-b3-traceid', short]])).toEqual([[padded, null, 'x-b3-traceid']]);
});

describe('trace id and span id in attributes of their own belong together by their prefix', () => {
  test.each([
    ['http.request.header.x-b3-traceid', 'http.request.header.x-b3-spanid'],
    ['http.request.header.x_b3_traceid', 'http.request.header.x_b3_spanid'],
    ['X-B3-TraceId', 'X-B3-SpanId'],
    ['x-trace-id', 'x-span-id'],
    ['trace-id', 'span-id'],
    ['trace.id', 'span.id'],
    ['traceId', 'spanId'],
    ['messaging.header.trace_id', 'messaging.header.span_id'],
  ])('%s and %s', (traceKey, spanKey) => {
    const both: Attributes = [
      [traceKey, [trace]],
      [spanKey, [span]],
    ];
    expect(tell(both)).toEqual([[trace, span, traceKey]]);
    expect(tell(both.toReversed())).toEqual([[trace, span, traceKey]]);
  });

  test('and not across prefixes', () => {
    const apart: Attributes = [
      ['http.request.header.x-trace-id', trace],
      ['http.response.header.x-span-id', span],
    ];
    expect(tell(apart)).toEqual([[trace, null, 'http.request.header.x-trace-id']]);
  });
});

test('a correlation id that could be a trace’s is taken for one, any other is told as it is', () => {
  const uuid = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';
  expect(tell([['x-correlation-id', uuid]])).toEqual([[trace, null, 'x-correlation-id']]);
  expect(carriedContexts([['http.request.header.x-correlation-id', ['order 7/é']]])).toEqual([
    { traceId: null, spanId: null, text: 'order 7/é', by: 'http.request.header.x-correlation-id' },
  ]);
  expect(carriedContexts([['x-trace-id', '1-5759e988-bd86']])[0]).toMatchObject({
    traceId: null,
    text: '1-5759e988-bd86',
  });
});

test('the same context under several headers is told once', () => {
  const all: Attributes = [
    ['http.request.header.x-trace-id', trace],
    ['http.request.header.traceparent', parent],
    ['http.request.header.b3', `${trace}-${span}`],
  ];
  expect(tell(all)).toEqual([[trace, span, 'http.request.header.traceparent']]);
});

test('two spans of one trace are two', () => {
  const other = '1111111111111111';
  const both: Attributes = [
    ['http.request.header.traceparent', parent],
    ['http.response.header.traceparent', `00-${trace}-${other}-01`],
  ];
  expect(tell(both).map(([, id]) => id)).toEqual([span, other]);
});

test.each<[key: string, value: AttributeValue]>([
  ['traceparent', `00-${'0'.repeat(32)}-${span}-01`],
  ['traceparent', `00-${trace}-${'0'.repeat(16)}-01`],
  ['traceparent', `ff-${trace}-${span}-01`],
  ['traceparent', `00-${trace}-${span}`],
  ['traceparent', ''],
  ['traceparent', null],
  ['traceparent', { pairs: [['a', parent]] }],
  ['traceparent', '[not a list'],
  ['b3', '0'],
  ['b3', 'd'],
  ['uber-trace-id', `${trace}:0:0:1`],
  ['uber-trace-id', `${trace}:${span}`],
  ['x-trace-id', '0'.repeat(32)],
  ['x-trace-id', ' '],
  ['x-span-id', span],
  ['tracestate', 'a=b'],
  ['mytraceparent', parent],
  ['http.route', '/traceparent'],
])('%s = %j carries none', (key, value) => {
  expect(carriedContexts([[key, value]])).toEqual([]);
});

test('whatever the attributes, it only answers with ids that can be looked up', () => {
  const key = fc.constantFrom(
    'traceparent',
    'b3',
    'uber-trace-id',
    'x-trace-id',
    'span-id',
    'x-correlation-id',
    '__proto__',
  );
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF-:%') });
  const value = fc.oneof(
    digits,
    fc.string(),
    fc.array(digits, { maxLength: 3 }),
    fc.uint8Array(),
    fc.double(),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 6 }), (attributes) => {
      for (const { traceId, spanId } of carriedContexts(attributes)) {
        expect(traceId ?? '0'.repeat(32)).toMatch(/^[0-9a-f]{32}$/);
        expect(spanId ?? '0'.repeat(16)).toMatch(/^[0-9a-f]{16}$/);
      }
    }),
  );
});
