import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeJaegerJson } from '../../../electron/engine/formats/jaeger-encode.ts';
import { encodeOtlpJson } from '../../../electron/engine/formats/otlp-encode.ts';
import { plainJson } from '../../../electron/engine/formats/plain-json.ts';
import { encodeZipkinJson } from '../../../electron/engine/formats/zipkin-encode.ts';
import type { Attributes, AttributeValue } from '../../../shared/model/attributes.ts';
import type { ScopeSpans } from '../../../shared/model/span.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';
import { countsOf, type ReadTraces, readTraces } from './read-traces.ts';
import { anyKey, plainKey, scopeSpansOf } from './span-arbitraries.ts';

const flat = (scopeSpans: ScopeSpans[]) =>
  scopeSpans.flatMap(({ resource, scope, spans }) => spans.map((span) => ({ resource, scope, span })));

/** One entry a span: readers and writers group as they like. */
const grouped = ({ spans }: ReadTraces): ScopeSpans[] =>
  spans.map(({ resource, scope, span }) => ({ resource, scope, spans: [span] }));

const byText = (spans: { span: { traceId: string; spanId: string } }[]) =>
  spans.toSorted((a, b) => (a.span.traceId + a.span.spanId < b.span.traceId + b.span.spanId ? -1 : 1));

describe('what is written is read back', () => {
  test('as OTLP, to the last nanosecond and type', () => {
    fc.assert(
      fc.property(scopeSpansOf({ nested: true, unit: 1n, keys: anyKey, links: true }), (scopeSpans) => {
        expect(byText(readTraces(encodeOtlpJson(scopeSpans)).spans)).toEqual(byText(flat(scopeSpans)));
      }),
    );
  });

  test('as Jaeger, to the microsecond', () => {
    fc.assert(
      fc.property(
        scopeSpansOf({ nested: false, unit: 1000n, keys: plainKey, links: false }),
        (scopeSpans) => {
          expect(byText(readTraces(encodeJaegerJson(scopeSpans)).spans)).toEqual(byText(flat(scopeSpans)));
        },
      ),
    );
  });

  test('as Zipkin: ids, kind, name, times, service, status and the names of events', () => {
    const kept = ({ resource, span }: ReturnType<typeof flat>[number]) => ({
      service: resource.attributes[0],
      ids: [span.traceId, span.spanId, span.parentSpanId],
      kind: span.kind === 1 ? 0 : span.kind,
      name: span.name,
      times: [span.startTimeUnixNano, span.durationNano],
      status: span.statusCode,
      message: span.statusMessage === 'true' && span.statusCode === 2 ? '' : span.statusMessage,
      events: span.events.map(({ timeUnixNano, name, attributes }) => [
        timeUnixNano,
        attributes.length === 0 ? name : null,
      ]),
    });
    fc.assert(
      fc.property(scopeSpansOf({ nested: false, unit: 1000n, keys: plainKey, links: true }), (scopeSpans) => {
        const read = byText(readTraces(encodeZipkinJson(scopeSpans)).spans) as ReturnType<typeof flat>;
        const wrote = byText(flat(scopeSpans)) as ReturnType<typeof flat>;
        const names = (list: typeof read, other: typeof read) =>
          list.map((item, i) => {
            const events = other[i]!.span.events.map(({ attributes }) => attributes.length === 0);
            return kept({
              ...item,
              span: {
                ...item.span,
                events: item.span.events.map((event, e) => ({
                  ...event,
                  attributes: events[e] ? [] : [['', '']],
                })),
              },
            });
          });
        expect(names(read, wrote)).toEqual(names(wrote, wrote));
      }),
    );
  });
});

/** What Jaeger's model holds of an attribute: lists, pairs and null are texts to it. */
const jaegerValue = (value: AttributeValue): AttributeValue => {
  if (value === null) return '';
  if (typeof value !== 'object' || value instanceof Uint8Array) return value;
  return JSON.stringify(plainJson(value));
};
const jaegerAttributes = (attributes: Attributes): Attributes =>
  attributes.map(([key, value]) => [key, jaegerValue(value)]);
const micro = (nano: bigint) => nano - (nano % 1000n);

/** What is left of a span in Jaeger's model: all that exportFormatInfo does not name as lost. */
const asJaeger = ({ resource, scope, span }: ReturnType<typeof flat>[number]) => ({
  resource: { attributes: jaegerAttributes(resource.attributes) },
  scope: { ...scope, attributes: [] },
  span: {
    ...span,
    startTimeUnixNano: micro(span.startTimeUnixNano),
    durationNano: micro(span.durationNano),
    attributes: jaegerAttributes(span.attributes),
    events: span.events.map((event) => ({
      ...event,
      timeUnixNano: micro(event.timeUnixNano),
      attributes: jaegerAttributes(event.attributes),
      droppedAttributesCount: 0,
    })),
    links: span.links.map(({ traceId, spanId }) => ({
      traceId,
      spanId,
      traceState: '',
      attributes: [['opentracing.ref_type', 'follows_from']],
    })),
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  },
});

const anySpans = scopeSpansOf({ nested: true, unit: 1n, keys: plainKey, links: true });

test("of any span Jaeger's JSON holds all but what is said to be lost", () => {
  fc.assert(
    fc.property(anySpans, (scopeSpans) => {
      const wrote = byText(flat(scopeSpans)) as ReturnType<typeof flat>;
      expect(byText(readTraces(encodeJaegerJson(scopeSpans)).spans)).toEqual(wrote.map(asJaeger));
    }),
  );
});

test.each([
  ['OTLP', encodeOtlpJson],
  ['Jaeger', encodeJaegerJson],
  ['Zipkin', encodeZipkinJson],
])('as %s, what was read is the same when it is written and read again', (_format, encode) => {
  fc.assert(
    fc.property(anySpans, (scopeSpans) => {
      const once = readTraces(encode(scopeSpans));
      const twice = readTraces(encode(grouped(once)));
      expect(byText(twice.spans)).toEqual(byText(once.spans));
      expect(twice.warnings).toEqual([]);
    }),
  );
});

test('a FOLLOWS_FROM parent stays one', () => {
  const span = { traceID: 'a', spanID: '2', startTime: 1, duration: 1, operationName: 'x', processID: 'p1' };
  const references = [{ refType: 'FOLLOWS_FROM', traceID: 'a', spanID: '1' }];
  const text = JSON.stringify({
    spans: [{ ...span, references }],
    processes: { p1: { serviceName: 'web' } },
  });
  const written = JSON.parse(encodeJaegerJson(grouped(readTraces(text))));
  const padded = { refType: 'FOLLOWS_FROM', traceID: 'a'.padStart(32, '0'), spanID: '1'.padStart(16, '0') };
  expect(written.data[0].spans[0].references).toEqual([padded]);
});

describe.skipIf(!hasCorpus)('files of the corpus, written in every format, hold the same', () => {
  const files = [
    'traces-jaeger/jaeger-ui_01.json',
    'traces-jaeger/crisp-15.json',
    'traces-zipkin/ascend.json',
    'traces-otlp/jaeger2-otel_traces_memory_01.json',
    'traces-otlp/tempo-trace-with-queue-database.json',
  ];
  test.each(files)('%s', (file) => {
    const read = readTraces(readCorpus(file));
    const counts = countsOf(read);
    expect(countsOf(readTraces(encodeOtlpJson(grouped(read))))).toEqual(counts);
    expect(countsOf(readTraces(encodeJaegerJson(grouped(read))))).toEqual(counts);
    expect(countsOf(readTraces(encodeZipkinJson(grouped(read))))).toEqual({ ...counts, links: 0 });
  });
});
