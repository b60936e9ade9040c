import { expect, test } from 'vitest';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import {
  contextOf,
  isCorrelationKey,
  isTraceKey,
  spanIdOf,
  traceIdOf,
  traceReference,
} from '../../../shared/log-format/trace-ids.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

test.each([
  'trace_id',
  'traceId',
  'traceID',
  'TraceId',
  'trace.id',
  'otelTraceID',
  'X-B3-TraceId',
  'x-b3-traceid',
  '@tr',
])('%s names the trace, flat and in pairs', (key) => {
  expect(parseLog(JSON.stringify({ msg: 'x', [key]: TRACE.toUpperCase() })).traceId).toBe(TRACE);
});

test.each([
  `x trace_id=${TRACE} y`,
  `x traceID: ${TRACE}`,
  `x [traceId=${TRACE}]`,
  `x trace id ${TRACE}`,
  `time=1 traceID=${TRACE} msg=x`,
  `x traceparent=00-${TRACE}-${SPAN}-01`,
])('%s names the trace within the text', (line) => {
  expect(parseLog(line).traceId).toBe(TRACE);
});

test.each([
  `x trace_id=${'0'.repeat(32)}`,
  'trace_id=xyz',
  `x ${TRACE}`,
  `trace_id=${TRACE}ff`,
  'stack trace id lost',
  '{"trace_id":5}',
])('%s names no trace', (line) => {
  expect(parseLog(line)).toMatchObject({ traceId: '', spanId: '' });
});

test('an id of 16 digits is padded, and one with hyphens is read without them', () => {
  expect(traceIdOf('traceId', SPAN)).toBe(`0000000000000000${SPAN}`);
  expect(traceIdOf('traceId', '4bf92f35-77b3-4da6-a3ce-929d0e0e4736')).toBe(TRACE);
});

test("Datadog's decimal ids become hex; its ids of 32 digits are hex already", () => {
  expect(traceIdOf('dd.trace_id', '5577006791947779410')).toBe('00000000000000004d65822107fcfd52');
  expect(traceIdOf('dd.trace_id', TRACE)).toBe(TRACE);
  expect(traceIdOf('trace_id', '5577006791947779')).toBe('00000000000000005577006791947779');
  expect(spanIdOf('dd.span_id', 255n)).toBe('00000000000000ff');
});

test.each([
  [`00-${TRACE}-${SPAN}-01`, SPAN],
  [`${TRACE}:${SPAN}:0:1`, SPAN],
  [`${TRACE}-${SPAN}-1`, SPAN],
  ['Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1', SPAN],
  ['Root=1-4bf92f35-77b34da6a3ce929d0e0e4736', ''],
])('the context %s is read', (value, spanId) => {
  expect(contextOf(value)).toEqual({ traceId: TRACE, spanId });
});

test('the keys that tie records together are known by their names', () => {
  const tied = [
    'correlation_id',
    'correlationId',
    'X-Correlation-ID',
    'request_id',
    'reqId',
    'req.id',
    'requestId',
    'x-request-id',
  ];
  expect(
    tied
      .concat('transaction.id', 'context.request_id', 'CorrelationId')
      .filter((key) => !isCorrelationKey(key)),
  ).toEqual([]);
  expect(
    ['id', 'user_id', 'request', 'orderId', 'request_idle', 'x'.repeat(100)].filter(isCorrelationKey),
  ).toEqual([]);
  expect(
    ['traceId', 'span_id', 'mdc.traceId', 'dd.trace_id', 'trace.id'].filter((key) => !isTraceKey(key)),
  ).toEqual([]);
  expect(['trace', 'span', 'tracer_idle', 'id'].filter(isTraceKey)).toEqual([]);
});

test('such ids stay fields', () => {
  expect(parseLog('{"msg":"x","correlation_id":"a-1","trace_id":"b"}').fields).toEqual([
    ['correlation_id', 'a-1'],
    ['trace_id', 'b'],
  ]);
});

test('trace and span ids are found in text', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const span = '00f067aa0ba902b7';
  const both = { traceId: trace, spanId: span };
  expect(traceReference(`{"trace_id":"${trace}","span_id":"${span}"}`)).toEqual(both);
  expect(traceReference(`level=info traceId=${trace} spanId=${span} msg=x`)).toEqual(both);
  expect(traceReference(`traceparent: 00-${trace}-${span}-01`)).toEqual(both);
  expect(traceReference(`"TraceId": "${span}"`)).toEqual({ traceId: `0000000000000000${span}`, spanId: '' });
  expect(traceReference(`trace_id=${'0'.repeat(32)}`)).toEqual({ traceId: '', spanId: '' });
  expect(traceReference('trace_id=xyz stack trace')).toEqual({ traceId: '', spanId: '' });
});
