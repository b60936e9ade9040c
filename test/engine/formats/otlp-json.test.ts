import { describe, expect, test } from 'vitest';
import { decodeOtlpJson } from '../../../electron/engine/formats/otlp/otlp-json.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';

const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };

const documentOf = (...spans: unknown[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
      scopeSpans: [{ scope: { name: 'http', version: '1.2' }, spans }],
    },
  ],
});

function decoded(document: unknown) {
  const result = decodeOtlpJson(document);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const onlySpan = (span: unknown) => {
  const { scopeSpans, faults } = decoded(documentOf(span));
  expect(faults).toEqual([]);
  return scopeSpans[0]!.spans[0]!;
};

const faultOf = (span: unknown) => {
  const { scopeSpans, faults } = decoded(documentOf(span));
  expect(scopeSpans[0]!.spans).toEqual([]);
  return faults[0];
};

test('a span becomes the model, with resource and scope beside it', () => {
  const { scopeSpans } = decoded(
    documentOf({
      ...ids,
      parentSpanId: 'EEE19B7EC3C1B173',
      name: 'GET /',
      kind: 2,
      startTimeUnixNano: '1544712660000000321',
      endTimeUnixNano: '1544712661000000789',
      status: { code: 2, message: 'boom' },
    }),
  );
  expect(scopeSpans).toEqual([
    {
      resource: { attributes: [['service.name', 'web']] },
      scope: { name: 'http', version: '1.2', attributes: [] },
      spans: [
        {
          ...ids,
          parentSpanId: 'eee19b7ec3c1b173',
          traceState: '',
          name: 'GET /',
          kind: 2,
          startTimeUnixNano: 1544712660000000321n,
          durationNano: 1000000468n,
          statusCode: 2,
          statusMessage: 'boom',
          attributes: [],
          events: [],
          links: [],
          droppedAttributesCount: 0,
          droppedEventsCount: 0,
          droppedLinksCount: 0,
        },
      ],
    },
  ]);
});

test('integers are bigint and doubles are number, so that 5 and 5.0 stay apart', () => {
  const attributes = [
    { key: 'int', value: { intValue: '9223372036854775807' } },
    { key: 'int as number', value: { intValue: 5 } },
    { key: 'double', value: { doubleValue: 5 } },
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'bytes', value: { bytesValue: 'AAAwOQ==' } },
    { key: 'list', value: { arrayValue: { values: [{ boolValue: true }, {}] } } },
    { key: '__proto__', value: { kvlistValue: { values: [{ key: 'a', value: { stringValue: 'b' } }] } } },
  ];
  expect(onlySpan({ ...ids, attributes }).attributes).toEqual([
    ['int', 9223372036854775807n],
    ['int as number', 5n],
    ['double', 5],
    ['nan', Number.NaN],
    ['bytes', new Uint8Array([0, 0, 0x30, 0x39])],
    ['list', [true, null]],
    ['__proto__', { pairs: [['a', 'b']] }],
  ]);
});

test('ids in base64 are read as protobuf writes them', () => {
  const span = onlySpan({ traceId: 'QpC1h3qZMN55u0KDZTmOzA==', spanId: '1gZXnld4dYc=' });
  expect([span.traceId, span.spanId]).toEqual(['4290b5877a9930de79bb428365398ecc', 'd606579e57787587']);
});

test('enums may be names', () => {
  const span = onlySpan({ ...ids, kind: 'SPAN_KIND_PRODUCER', status: { code: 'STATUS_CODE_ERROR' } });
  expect([span.kind, span.statusCode]).toEqual([4, 2]);
});

test('a span that ends before it starts has no duration and a warning', () => {
  const span = onlySpan({ ...ids, startTimeUnixNano: '100', endTimeUnixNano: '40' });
  expect(span.durationNano).toBe(0n);
  expect(span.attributes).toEqual([['@jaeger@warnings', ['ended 60 ns before it started']]]);
});

test('Tempo keeps resource spans under batches, old files scopes under instrumentationLibrarySpans', () => {
  const library = { instrumentationLibrary: { name: 'old' }, spans: [ids] };
  const { scopeSpans } = decoded({ batches: [{ instrumentationLibrarySpans: [library] }] });
  expect(scopeSpans[0]?.scope.name).toBe('old');
  expect(scopeSpans[0]?.spans).toHaveLength(1);
});

describe('a span that cannot be stored is a fault with its path, and its neighbours stay', () => {
  test.each([
    [{ ...ids, spanId: '1234' }, 'spanId', 'the string "1234"'],
    [{ ...ids, traceId: '' }, 'traceId', 'an empty string'],
    [{ ...ids, startTimeUnixNano: 'noon' }, 'startTimeUnixNano', 'the string "noon"'],
    [{ ...ids, kind: 'ROOT' }, 'kind', 'the string "ROOT"'],
    [{ ...ids, links: [ids, 1] }, 'links[1]', 'the number 1'],
    [{ ...ids, events: [{ name: 'a' }, {}] }, 'events[1]', 'an empty object'],
    [
      { ...ids, attributes: [{ key: 'k', value: { arrayValue: { values: 7 } } }] },
      'attributes[0].value.arrayValue.values',
      'the number 7',
    ],
  ])('%j', (span, path, found) => {
    expect(faultOf(span)).toMatchObject({ path: `resourceSpans[0].scopeSpans[0].spans[0].${path}`, found });
    const { scopeSpans } = decoded(documentOf(span, ids));
    expect(scopeSpans[0]?.spans).toHaveLength(1);
  });
});

test('values nested a thousand deep are a fault, not a crash', () => {
  let value: unknown = { stringValue: 'core' };
  for (let i = 0; i < 1000; i++) value = { arrayValue: { values: [value] } };
  expect(faultOf({ ...ids, attributes: [{ key: 'deep', value }] })?.expected).toBe('at most 32 levels');
});

test.each([[null], [[]], ['text'], [{}], [{ resourceSpans: {} }], [{ resourceSpans: [{}] }]])(
  'a document of another shape is refused: %j',
  (document) => {
    expect(decodeOtlpJson(document).ok).toBe(false);
  },
);

describe.skipIf(!hasCorpus)('the OTLP/HTTP cases of the corpus: 17 refused, 2 accepted', () => {
  const cases = hasCorpus
    ? (JSON.parse(readCorpus('traces-otlp/fluent-bit-otlp-traces-cases.json').toString()) as Record<
        string,
        { input: unknown; expected_error?: unknown }
      >)
    : {};
  test.each(Object.entries(cases))('%s', (_name, { input, expected_error }) => {
    const result = decodeOtlpJson(input);
    const refused = !result.ok || result.value.faults.length > 0;
    expect(refused).toBe(expected_error !== undefined);
  });
});
