import { describe, expect, test } from 'vitest';
import { decodeJaegerThrift } from '../../../../electron/engine/formats/jaeger/jaeger-thrift-body.ts';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { attribute } from '../../../../shared/model/attributes.ts';
import { WARNINGS_ATTRIBUTE } from '../../../../shared/model/span.ts';
import { jaegerBatch, jaegerSpan, jaegerTag, postedBatch, START_MICROS } from '../../../jaeger-thrift.ts';
import { batchSpans, readBatch } from '../otlp/read-batch.ts';

function decoded(...args: Parameters<typeof jaegerBatch>) {
  const result = decodeJaegerThrift(postedBatch(jaegerBatch(...args)));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const one = (input: Parameters<typeof jaegerSpan>[0]) => {
  const [span] = batchSpans(decoded([jaegerSpan(input)]).batch);
  if (!span) throw new Error('the span was not kept');
  return span;
};

describe('a span', () => {
  test('has its ids, name and times; a trace id of 64 bits is left-padded', () => {
    expect(one({ spanId: -1n, parentSpanId: 0xabn, name: 'SELECT', duration: 1500n })).toMatchObject({
      traceId: '00000000000000000000000000001234',
      spanId: 'ffffffffffffffff',
      parentSpanId: '00000000000000ab',
      name: 'SELECT',
      startTimeUnixNano: START_MICROS * 1000n,
      durationNano: 1_500_000n,
    });
    expect(one({ traceId: [-1n, 2n] }).traceId).toBe('ffffffffffffffff0000000000000002');
  });

  test('keeps every type of tag', () => {
    const bytes = Buffer.from([0, 255]);
    const tags = [
      jaegerTag('text', 'é'),
      jaegerTag('double', 0.5),
      jaegerTag('true', true),
      jaegerTag('false', false),
      jaegerTag('long', -(2n ** 62n)),
      jaegerTag('bytes', bytes),
      jaegerTag('__proto__', 'x'),
    ];
    expect(one({ tags }).attributes).toEqual([
      ['text', 'é'],
      ['double', 0.5],
      ['true', true],
      ['false', false],
      ['long', -(2n ** 62n)],
      ['bytes', new Uint8Array(bytes)],
      ['__proto__', 'x'],
    ]);
  });

  test('has kind, status, scope and trace state from the tags that stand for them', () => {
    const tags = [
      jaegerTag('span.kind', 'client'),
      jaegerTag('error', true),
      jaegerTag('otel.status_description', 'no rows'),
      jaegerTag('otel.scope.name', 'pg'),
      jaegerTag('otel.scope.version', '8'),
      jaegerTag('w3c.tracestate', 'a=b'),
    ];
    const [read] = readBatch(decoded([jaegerSpan({ tags })]).batch);
    expect(read?.spans[0]).toMatchObject({
      kind: 3,
      statusCode: 2,
      statusMessage: 'no rows',
      traceState: 'a=b',
      attributes: [],
    });
    expect(read?.scope).toMatchObject({ name: 'pg', version: '8' });
  });

  test('has its logs as events, named by their field event', () => {
    const fields = [jaegerTag('event', 'baggage'), jaegerTag('key', 'user'), jaegerTag('value', 'ada')];
    expect(one({ logs: [{ timestamp: START_MICROS, fields }] }).events).toEqual([
      {
        timeUnixNano: START_MICROS * 1000n,
        name: 'baggage',
        attributes: [
          ['key', 'user'],
          ['value', 'ada'],
        ],
        droppedAttributesCount: 0,
      },
    ]);
  });

  test('is the child of its parent; every other reference is a link', () => {
    const traceId: [bigint, bigint] = [0n, 0x1234n];
    const references = [
      { type: 0, traceId, spanId: 7n },
      { type: 1, traceId: [9n, 9n] as [bigint, bigint], spanId: 8n },
    ];
    const { parentSpanId, links } = one({ spanId: 1n, parentSpanId: 7n, references });
    expect(parentSpanId).toBe('0000000000000007');
    expect(links).toMatchObject([
      {
        traceId: '00000000000000090000000000000009',
        spanId: '0000000000000008',
        attributes: [['opentracing.ref_type', 'follows_from']],
      },
    ]);
  });

  test('that follows from another in its trace is its child and linked to it', () => {
    const references = [{ type: 1, traceId: [0n, 0x1234n] as [bigint, bigint], spanId: 7n }];
    const { parentSpanId, links } = one({ references });
    expect([parentSpanId, links.length]).toEqual(['0000000000000007', 1]);
  });

  test('of negative duration is kept with 0 and a mark', () => {
    const span = one({ duration: -5n });
    expect(span.durationNano).toBe(0n);
    expect(attribute(span.attributes, WARNINGS_ATTRIBUTE)).toEqual(['had a duration of -5 µs']);
  });
});

test('the process is the resource', () => {
  const { batch } = decoded([jaegerSpan()], 'shop', [jaegerTag('hostname', 'box'), jaegerTag('pid', 7n)]);
  expect(batch.resources[0]).toMatchObject({ service: 'shop' });
  expect(readBatch(batch)[0]?.resource.attributes).toEqual([
    ['service.name', 'shop'],
    ['hostname', 'box'],
    ['pid', 7n],
  ]);
});

test.each([
  ['a trace id of zeros', { traceId: [0n, 0n] as [bigint, bigint] }],
  ['a span id of zeros', { spanId: 0n }],
  ['a time before 1970', { start: -1n }],
  ['a time after the year 2262', { start: 2n ** 62n }],
  ['a time after the year 2262', { duration: 2n ** 62n }],
])('a span with %s is counted, its neighbours are kept', (fault, input) => {
  const { batch, rejected, firstFault } = decoded([jaegerSpan({ spanId: 2n }), jaegerSpan(input)]);
  expect([batch.count, rejected, firstFault]).toEqual([1, 1, fault]);
});

describe('limits', () => {
  const limits = { ...defaultLimits, items: 3, attributesPerItem: 2, valueBytes: 10, eventsPerSpan: 1 };

  test('more spans than a request may have are refused before they are read', () => {
    const bytes = postedBatch(jaegerBatch(Array.from({ length: 4 }, () => jaegerSpan())));
    expect(decodeJaegerThrift(bytes, limits)).toMatchObject({ ok: false, error: { kind: 'too many' } });
  });

  test('tags, logs and long texts beyond the limits are cut and counted', () => {
    const tags = ['a', 'b', 'c'].map((key) => jaegerTag(key, 'x'.repeat(20)));
    const log = { timestamp: START_MICROS, fields: tags };
    const bytes = postedBatch(jaegerBatch([jaegerSpan({ tags, logs: [log, log, log] })]));
    const result = decodeJaegerThrift(bytes, limits);
    const [span] = batchSpans(result.ok ? result.value.batch : decoded([]).batch);
    expect(span).toMatchObject({
      attributes: [
        ['a', 'x'.repeat(10)],
        ['b', 'x'.repeat(10)],
      ],
      droppedAttributesCount: 1,
      droppedEventsCount: 2,
    });
    expect(span?.events).toHaveLength(1);
    expect(span?.events[0]?.droppedAttributesCount).toBe(1);
  });
});

test('fields that are not known are passed over', () => {
  const batch = jaegerBatch([{ ...jaegerSpan(), 99: ['struct', { 1: ['string', 'new'] }] }]);
  const result = decodeJaegerThrift(postedBatch({ ...batch, 7: ['list', [{}, {}]] }));
  expect(result.ok && result.value.batch.count).toBe(1);
});

test('what is no batch is refused with the place', () => {
  const bytes = postedBatch(jaegerBatch([jaegerSpan()])).subarray(0, 60);
  expect(decodeJaegerThrift(bytes)).toMatchObject({
    ok: false,
    error: { kind: 'malformed', message: expect.stringMatching(/at byte \d+/) },
  });
});
