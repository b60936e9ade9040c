import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJaegerProtobuf } from '../../../../electron/engine/formats/jaeger/jaeger-protobuf-body.ts';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { postSpansRequest } from '../../../jaeger-schema.ts';
import { batchSpans, readBatch } from '../otlp/read-batch.ts';

const TRACE = Buffer.alloc(16, 0xaa);
const SPAN = Buffer.alloc(8, 0xbb);
const PARENT = Buffer.alloc(8, 0xcc);
const minimal = { traceId: TRACE, spanId: SPAN, startTime: { seconds: 1_700_000_000 } };

function decoded(bytes: Uint8Array, limits = defaultLimits) {
  const result = decodeJaegerProtobuf(bytes, limits);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const only = (span: object, batch: object = {}) =>
  batchSpans(decoded(postSpansRequest({ spans: [{ ...minimal, ...span }], ...batch })).batch)[0]!;

test('a span arrives whole: times to the nanosecond, tags of every type, the process as resource', () => {
  const tags = [
    { key: 'text', vStr: 'é' },
    { key: 'yes', vType: 1, vBool: true },
    { key: 'no', vType: 1 },
    { key: 'int', vType: 2, vInt64: '-9007199254740993' },
    { key: 'float', vType: 3, vFloat64: 0.5 },
    { key: 'bytes', vType: 4, vBinary: Buffer.from([0, 255]) },
    { key: 'span.kind', vStr: 'server' },
    { key: 'error', vType: 1, vBool: true },
    { key: 'otel.status_description', vStr: 'no rows' },
    { key: 'otel.scope.name', vStr: 'lib' },
    { key: 'w3c.tracestate', vStr: 'a=1' },
  ];
  const [read] = readBatch(
    decoded(
      postSpansRequest({
        spans: [
          {
            ...minimal,
            operationName: 'GET /cart',
            flags: 1,
            startTime: { seconds: 1_700_000_000, nanos: 123_456_789 },
            duration: { seconds: 2, nanos: 5 },
            tags,
            warnings: ['clock skew'],
          },
        ],
        process: { serviceName: 'shop', tags: [{ key: 'hostname', vStr: 'h' }] },
      }),
    ).batch,
  );
  expect(read?.resource.attributes).toEqual([
    ['service.name', 'shop'],
    ['hostname', 'h'],
  ]);
  expect(read?.scope.name).toBe('lib');
  expect(read?.spans[0]).toMatchObject({
    traceId: 'aa'.repeat(16),
    spanId: 'bb'.repeat(8),
    parentSpanId: '',
    name: 'GET /cart',
    kind: 2,
    startTimeUnixNano: 1_700_000_000_123_456_789n,
    durationNano: 2_000_000_005n,
    statusCode: 2,
    statusMessage: 'no rows',
    traceState: 'a=1',
    attributes: [
      ['text', 'é'],
      ['yes', true],
      ['no', false],
      ['int', -9_007_199_254_740_993n],
      ['float', 0.5],
      ['bytes', Uint8Array.from([0, 255])],
      ['@jaeger@warnings', ['clock skew']],
    ],
  });
});

test('logs are events, named by their field `event`', () => {
  const fields = [
    { key: 'event', vStr: 'retry' },
    { key: 'attempt', vType: 2, vInt64: 2 },
  ];
  expect(only({ logs: [{ timestamp: { seconds: 7, nanos: 9 }, fields }] }).events).toEqual([
    { timeUnixNano: 7_000_000_009n, name: 'retry', attributes: [['attempt', 2n]], droppedAttributesCount: 0 },
  ]);
});

describe('references', () => {
  const childOf = { traceId: TRACE, spanId: PARENT };
  const other = { traceId: Buffer.alloc(16, 1), spanId: PARENT, refType: 1 };

  test('the first CHILD_OF inside the trace is the parent, the others are links', () => {
    const { parentSpanId, links } = only({ references: [other, childOf] });
    expect(parentSpanId).toBe('cc'.repeat(8));
    expect(links).toMatchObject([
      { traceId: '01'.repeat(16), attributes: [['opentracing.ref_type', 'follows_from']] },
    ]);
  });

  test('one without ids is dropped and counted on the span', () => {
    const read = only({ references: [{ traceId: TRACE, spanId: Buffer.alloc(8) }] });
    expect([read.links, read.droppedLinksCount]).toEqual([[], 1]);
  });
});

test("a span's own process stands above the batch's, and equal ones are one resource", () => {
  const own = { ...minimal, process: { serviceName: 'own' } };
  const spans = [own, { ...minimal, spanId: PARENT }, { ...own, spanId: Buffer.alloc(8, 3) }];
  const { batch } = decoded(postSpansRequest({ spans, process: { serviceName: 'batch' } }));
  expect(batch.resources.map(({ service }) => service)).toEqual(['own', 'batch']);
  expect([...batch.resource]).toEqual([0, 1, 0]);
});

test('trace ids of 8 bytes, as older tracers make them, are padded', () => {
  expect(only({ traceId: Buffer.alloc(8, 1) }).traceId).toBe('0'.repeat(16) + '01'.repeat(8));
});

describe('spans that cannot be kept are left out and counted, the others stay', () => {
  test.each([
    ['a trace id of zeros', { traceId: Buffer.alloc(16) }],
    ['a trace id of 15 bytes instead of 16', { traceId: Buffer.alloc(15, 1) }],
    ['a trace id of more than 16 bytes instead of 16', { traceId: Buffer.alloc(40, 1) }],
    ['a span id of zeros', { spanId: Buffer.alloc(8) }],
    ['a span id of 0 bytes instead of 8', { spanId: Buffer.alloc(0) }],
    ['a time before 1970', { startTime: { seconds: -1 } }],
    ['a time after the year 2262', { startTime: { seconds: 9_223_372_037 } }],
    ['a time after the year 2262', { duration: { seconds: 9_000_000_000 } }],
  ])('%s', (fault, fields) => {
    const good = { ...minimal, spanId: PARENT };
    const { batch, rejected, firstFault } = decoded(
      postSpansRequest({ spans: [{ ...minimal, ...fields }, good] }),
    );
    expect([batch.count, rejected, firstFault]).toEqual([1, 1, fault]);
  });
});

test('a negative duration is none, with a warning', () => {
  expect(only({ duration: { seconds: -1, nanos: -5 } })).toMatchObject({
    durationNano: 0n,
    attributes: [['@jaeger@warnings', ['ended 1000000005 ns before it started']]],
  });
});

test('what is over the limits is cut, said by the span and counted', () => {
  const limits = { ...defaultLimits, attributesPerItem: 1, eventsPerSpan: 1, linksPerSpan: 0, valueBytes: 4 };
  const tags = [1, 2, 3].map((n) => ({ key: `k${n}`, vStr: 'a long text' }));
  const logs = [{ timestamp: { seconds: 1 } }, { timestamp: { seconds: 2 } }];
  const references = [{ traceId: Buffer.alloc(16, 1), spanId: PARENT }];
  const { batch, cut } = decoded(
    postSpansRequest({ spans: [{ ...minimal, tags, logs, references }] }),
    limits,
  );
  expect(batchSpans(batch)[0]).toMatchObject({
    droppedAttributesCount: 2,
    droppedEventsCount: 1,
    droppedLinksCount: 1,
  });
  // Two that went, and one that was shortened.
  expect(cut).toEqual({ attributes: 3, events: 1, links: 1 });
});

test('more spans than a request may hold are refused before any is decoded', () => {
  const spans = Array.from({ length: 11 }, () => ({}));
  const result = decodeJaegerProtobuf(postSpansRequest({ spans }), { ...defaultLimits, items: 10 });
  expect(result).toMatchObject({ ok: false, error: { kind: 'too many' } });
});

test('bytes that were cut or flipped are refused or read, and nothing is thrown', () => {
  const tags = [
    { key: 'int', vType: 2, vInt64: 7 },
    { key: 'b', vType: 4, vBinary: Buffer.from([1]) },
  ];
  const span = { ...minimal, tags, logs: [{ timestamp: { seconds: 1 }, fields: tags }], warnings: ['w'] };
  const whole = postSpansRequest({ spans: [span, span], process: { serviceName: 'shop', tags } });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
      fc.nat(whole.length),
      (flips, size) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of flips) bytes[at] = value;
        const result = decodeJaegerProtobuf(bytes.subarray(0, size));
        if (result.ok) batchSpans(result.value.batch);
      },
    ),
    { numRuns: 2_000 },
  );
});
