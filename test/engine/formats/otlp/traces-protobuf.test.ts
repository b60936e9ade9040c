import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { writeAttributes } from '../../../../electron/engine/formats/otlp/attribute-codec.ts';
import { decodeTracesProtobuf } from '../../../../electron/engine/formats/otlp/traces-protobuf.ts';
import type { DecodedTraces } from '../../../../electron/engine/formats/otlp/traces-request.ts';
import { WireWriter } from '../../../../electron/engine/formats/protobuf/wire-writer.ts';
import { SpanBatchBuilder } from '../../../../electron/engine/formats/spans/span-batch-builder.ts';
import type { AttributeValue } from '../../../../shared/model/attributes.ts';
import { hasCorpus, readCorpus } from '../../../corpus.ts';
import { protobufRequest } from '../../../otlp-requests.ts';
import { TraceRequest } from '../../../otlp-schema.ts';
import { noScope, resourceOf, span } from '../../storage/traces/span-fixtures.ts';
import { arbitraryScopeSpans } from './arbitrary-span.ts';
import { batchSpans, readBatch } from './read-batch.ts';

function decoded(bytes: Uint8Array, limits = defaultLimits): DecodedTraces {
  const result = decodeTracesProtobuf(bytes, limits);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const request = (...spans: ReturnType<typeof span>[]) =>
  protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]);

/** A request of one span, as fields for the other implementation. */
const raw = (fields: object) =>
  TraceRequest.encode(
    TraceRequest.fromObject({ resourceSpans: [{ scopeSpans: [{ spans: [fields] }] }] }),
  ).finish();

const ids = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1) };

test('whatever another implementation writes is read back equal', () => {
  fc.assert(
    fc.property(arbitraryScopeSpans, (groups) => {
      const flat = groups.flatMap(({ resource, scope, spans }) =>
        spans.map((one) => ({ resource, scope, spans: [one] })),
      );
      const { batch, rejected } = decoded(protobufRequest(groups));
      expect(rejected).toBe(0);
      expect(readBatch(batch)).toEqual(flat);
    }),
  );
});

test('a span of the model goes into a batch and comes back equal', () => {
  fc.assert(
    fc.property(arbitraryScopeSpans, (groups) => {
      const builder = new SpanBatchBuilder(1, 16);
      for (const { resource, scope, spans } of groups)
        for (const one of spans) builder.add(resource, scope, one);
      expect(batchSpans(builder.finish())).toEqual(groups.flatMap(({ spans }) => spans));
    }),
  );
});

describe('items that cannot be stored are left out and counted', () => {
  test.each([
    ['no trace id', { spanId: ids.spanId }, 'no trace id'],
    ['a short trace id', { ...ids, traceId: Buffer.alloc(8, 1) }, 'a trace id of 8 bytes instead of 16'],
    ['a span id of zeros', { ...ids, spanId: Buffer.alloc(8) }, 'a span id of zeros'],
    [
      'a long parent id',
      { ...ids, parentSpanId: Buffer.alloc(9, 1) },
      'a parent span id of 9 bytes instead of 8',
    ],
    [
      'a link without ids',
      { ...ids, links: [{}] },
      'a link without a trace id of 16 and a span id of 8 bytes',
    ],
    [
      'a time beyond 64 signed bits',
      { ...ids, endTimeUnixNano: '18446744073709551615' },
      'a time after the year 2262',
    ],
  ])('%s', (_what, fields, fault) => {
    const { batch, rejected, firstFault } = decoded(raw(fields));
    expect({ count: batch.count, rejected, firstFault }).toEqual({
      count: 0,
      rejected: 1,
      firstFault: fault,
    });
  });

  test('the good spans beside them stay', () => {
    const bad = { ...span(1, 1), traceId: '0'.repeat(32), attributes: [['k', 'lost'] as [string, string]] };
    const { batch, rejected } = decoded(request(span(1, 2), bad, span(1, 3, { attributes: [['k', 'v']] })));
    expect(rejected).toBe(1);
    expect(batchSpans(batch)).toEqual([span(1, 2), span(1, 3, { attributes: [['k', 'v']] })]);
  });
});

describe('limits', () => {
  const limits = { ...defaultLimits, attributesPerItem: 2, keyBytes: 8, valueBytes: 16, eventsPerSpan: 1 };
  const only = (changes: Parameters<typeof span>[2]) =>
    batchSpans(decoded(request(span(1, 1, changes)), limits).batch)[0];

  test('attributes beyond the number allowed are dropped and counted on the span', () => {
    const attributes: [string, string][] = [
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
      ['d', '4'],
    ];
    const read = only({ attributes, droppedAttributesCount: 5 });
    expect(read?.attributes).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(read?.droppedAttributesCount).toBe(7);
  });

  test('a long text is cut at a character, a long key is dropped', () => {
    const read = only({
      attributes: [
        ['key-too-long', 'x'],
        ['text', `${'a'.repeat(15)}ü${'b'.repeat(40)}`],
      ],
    });
    expect(read?.attributes).toEqual([['text', 'a'.repeat(15)]]);
    expect(read?.droppedAttributesCount).toBe(1);
  });

  test('events beyond the number allowed are dropped, and those that stay keep the limits', () => {
    const event = { timeUnixNano: span(1, 1).startTimeUnixNano, name: 'e', droppedAttributesCount: 0 };
    const attributes: [string, bigint][] = [
      ['a', 1n],
      ['b', 2n],
      ['c', 3n],
    ];
    const read = only({
      events: [
        { ...event, attributes },
        { ...event, attributes: [] },
      ],
    });
    expect(read?.events).toEqual([
      {
        ...event,
        attributes: [
          ['a', 1n],
          ['b', 2n],
        ],
        droppedAttributesCount: 1,
      },
    ]);
    expect(read?.droppedEventsCount).toBe(1);
  });

  test('items are counted before anything is decoded', () => {
    const many = request(...Array.from({ length: 11 }, (_, i) => span(1, i + 1)));
    expect(decodeTracesProtobuf(many, { ...defaultLimits, items: 10 })).toMatchObject({
      ok: false,
      error: { kind: 'too many' },
    });
  });

  test('values nested beyond a hundred levels are refused', () => {
    let value: AttributeValue = 'x';
    for (let i = 0; i < 60; i++) value = [value];
    const writer = new WireWriter();
    const open = [1, 2, 2].map((field) => {
      writer.tag(field, 2);
      return writer.open();
    });
    writer.bytesField(1, ids.traceId);
    writer.bytesField(2, ids.spanId);
    writeAttributes(writer, 9, [['deep', value]]);
    for (const at of open.reverse()) writer.close(at);
    expect(decodeTracesProtobuf(writer.copy())).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });
});

test('a span that ends before it starts has no duration and says so', () => {
  const { batch } = decoded(raw({ ...ids, startTimeUnixNano: '20', endTimeUnixNano: '5' }));
  expect(batchSpans(batch)[0]).toMatchObject({
    durationNano: 0n,
    attributes: [['@jaeger@warnings', ['ended 15 ns before it started']]],
  });
});

describe.skipIf(!hasCorpus)('files of the corpus', () => {
  const corpus = (name: string) => readCorpus(`traces-otlp/${name}`);

  test('the example of the protocol: 1 span', () => {
    const { batch } = decoded(corpus('proto-trace.binpb'));
    expect(batchSpans(batch)).toMatchObject([
      { spanId: 'eee19b7ec3c1b174', name: "I'm a server span", kind: 2 },
    ]);
  });

  test('45 spans of 15 traces and 2 services', () => {
    const { batch } = decoded(corpus('gcp-traces_basic.binpb'));
    const traces = new Set(batchSpans(batch).map(({ traceId }) => traceId));
    const services = new Set(batch.resources.map(({ service }) => service));
    expect([batch.count, traces.size, services.size, batch.resources.length]).toEqual([45, 15, 2, 10]);
  });

  test('a truncated request is refused', () => {
    expect(decodeTracesProtobuf(corpus('invalid-truncated-trace.binpb'))).toMatchObject({
      ok: false,
      error: { kind: 'malformed' },
    });
  });

  test('cut at every byte it is refused or read, and nothing is thrown', () => {
    const whole = corpus('proto-trace.binpb');
    for (let size = 0; size < whole.length; size++) {
      const result = decodeTracesProtobuf(whole.subarray(0, size));
      if (result.ok) expect(result.value.batch.count).toBe(0);
    }
  });
});
