import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTraces, refusalOf } from './read-traces.ts';

const jaegerSpan = (spanID: string, more: object = {}) => ({
  traceID: 'abc',
  spanID,
  operationName: `op ${spanID}`,
  startTime: 1719400000000000,
  duration: 10,
  tags: [{ key: '__proto__', type: 'string', value: 'data "}],' }],
  logs: [{ timestamp: 1719400000000001, fields: [{ key: 'event', type: 'string', value: 'hit' }] }],
  processID: 'p1',
  ...more,
});

const processes = { p1: { serviceName: 'web', tags: [{ key: 'é', type: 'string', value: '☃' }] } };
const spans = ['1', '2', '3', '4', '5'].map((id) => jaegerSpan(id));
const otlpSpan = (spanId: string) => ({
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: spanId.padStart(16, '0'),
  name: spanId,
  startTimeUnixNano: '1544712660000000321',
  endTimeUnixNano: '1544712661000000000',
});
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] };
const scope = { name: 'lib' };
const otlpSpans = ['1', '2', '3'].map(otlpSpan);

const documents: Record<string, unknown[]> = {
  'jaeger, processes after the spans': [
    { data: [{ traceID: 'abc', spans, processes, warnings: null }], total: 0 },
  ],
  'jaeger, processes before the spans': [{ data: [{ processes, traceID: 'abc', spans }] }],
  'jaeger, one trace under data': [{ data: { spans, processes }, id: 'abc' }],
  'jaeger, one bare trace': [{ traceID: 'abc', spans, processes }],
  'jaeger, bare array of traces': [
    [
      { spans, processes },
      { spans: [jaegerSpan('9')], processes },
    ],
  ],
  'flat spans': [{ data: spans.map((span) => ({ ...span, process: processes.p1 })) }],
  zipkin: [
    [
      { traceId: 'a', id: '1', timestamp: 1, tags: { x: 'y' } },
      { traceId: 'a', id: '2', timestamp: 5 },
    ],
  ],
  'zipkin, list of traces': [
    [[{ traceId: 'a', id: '1', timestamp: 1 }], [{ traceId: 'b', id: '2', timestamp: 5 }]],
  ],
  otlp: [{ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: otlpSpans }] }] }],
  'otlp, what describes comes last': [{ batches: [{ scopeSpans: [{ spans: otlpSpans, scope }], resource }] }],
  'otlp lines': [1, 2, 3].map((i) => ({
    resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [otlpSpan(String(i))] }] }],
  })),
};

const textOf = (values: unknown[], indent: number) =>
  values.map((value) => JSON.stringify(value, null, indent)).join('\n');

describe('any cutting of the bytes, and any size above which objects are opened, gives the same spans', () => {
  test.each(Object.entries(documents))('%s', (_name, values) => {
    const whole = readTraces(textOf(values, 0));
    expect(whole.spans.length).toBeGreaterThan(1);
    expect(whole.warnings).toEqual([]);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 2 }),
        (chunks, openAboveBytes, batchBytes, indent) => {
          const read = readTraces(textOf(values, indent), { chunks, limits: { openAboveBytes, batchBytes } });
          expect(read).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('names such as __proto__ stay data', () => {
  const [first] = readTraces(textOf(documents['jaeger, one bare trace']!, 0)).spans;
  expect(first?.span.attributes).toEqual([['__proto__', 'data "}],']]);
  const proto = `{"traceID":"1","spans":[${JSON.stringify(jaegerSpan('1', { processID: '__proto__' }))}],"processes":{"__proto__":{"serviceName":"evil"}}}`;
  expect(readTraces(proto).spans[0]?.resource.attributes).toEqual([['service.name', 'evil']]);
});

test('an integer that a double cannot hold stays exact', () => {
  const span = jaegerSpan('1', { tags: [{ key: 'big', type: 'int64', value: 1 }] });
  const text = JSON.stringify({ spans: [span], processes }).replace(
    '"value":1}',
    '"value":9223372036854775807}',
  );
  expect(readTraces(text).spans[0]?.span.attributes).toEqual([['big', 9223372036854775807n]]);
});

describe('what is broken is told with its place', () => {
  const good = JSON.stringify({ data: [{ spans: [jaegerSpan('1')], processes }] }, null, 1);
  test.each([
    ['cut off', good.slice(0, 300), /line \d+/, 'the end of the file'],
    ['a comma too many', good.replace('"duration": 10,', '"duration": 10,,'), /^line 10, column 21$/, '","'],
    ['no quotes', good.replace('"op 1"', 'op'), /^line 8, column \d+$/, '"o"'],
    ['a trailing comma', '[{"traceId":"a","id":"1"},]', /^line 1, column 27$/, '"]"'],
    ['something behind', `${good}\n]`, /^line \d+, column 1$/, '"]"'],
    ['no object', 'hello', /^line 1, column 1$/, '"h"'],
    ['a number', '17', /^line 1$/, 'the number 17'],
  ])('%s', (_name, text, where, found) => {
    const fault = refusalOf(text);
    expect(fault.where).toMatch(where);
    expect(fault.found).toBe(found);
  });
});

test('a span of another format is told', () => {
  const text = JSON.stringify([
    { traceId: 'a', id: '1', timestamp: 1 },
    { ...jaegerSpan('2'), process: processes.p1 },
  ]);
  expect(refusalOf(text)).toEqual({
    where: '[1]',
    expected: 'more of zipkin-v2-json',
    found: 'jaeger-flat-json',
  });
});

test('a broken process is told by its own path', () => {
  const text = JSON.stringify({
    data: [{ spans: [jaegerSpan('1')], processes: { p1: { serviceName: 7 } } }],
  });
  expect(refusalOf(text)).toEqual({
    where: 'data[0].processes.p1.serviceName',
    expected: 'a string',
    found: 'the number 7',
  });
});

test('a span whose process is not in the file is read with a warning', () => {
  const text = JSON.stringify({ data: [{ spans: [jaegerSpan('1')], processes: {} }] });
  const { spans: read, warnings } = readTraces(text);
  expect(read[0]?.resource.attributes).toEqual([]);
  expect(warnings).toEqual([
    { where: 'data[0].spans[0].processID', what: 'no process p1: the service is unknown' },
  ]);
});

test('a thousand levels of nesting are refused', () => {
  const deep = `[{"traceId":"a","id":"1","tags":${'['.repeat(1000)}${']'.repeat(1000)}}]`;
  expect(refusalOf(deep).expected).toBe('at most 128 levels of nesting');
});

test('an element beyond the limit is refused, not held', () => {
  const text = JSON.stringify([{ traceId: 'a', id: '1', name: 'x'.repeat(5000) }]);
  expect(refusalOf(text, { chunks: [100], limits: { elementBytes: 1000 } }).expected).toBe(
    'an element of at most 1000 bytes',
  );
});

describe('with partial, what can be read is read', () => {
  const text = JSON.stringify({ data: [{ traceID: 'abc', spans, processes }] });

  test('a file that was cut off gives its whole spans', () => {
    const at = text.indexOf('"op 4"');
    const { spans: read, warnings } = readTraces(text.slice(0, at), { partial: true });
    expect(read.map(({ span }) => span.name)).toEqual(['op 1', 'op 2', 'op 3']);
    expect(warnings.at(0)?.what).toMatch(/the rest was not read/);
  });

  test('a span with a fault is left out, its neighbours stay', () => {
    const { spans: read, warnings } = readTraces(text.replace('"duration":10', '"duration":"x"'), {
      partial: true,
    });
    expect(read).toHaveLength(4);
    expect(warnings).toEqual([
      { where: 'data[0].spans[0].duration', what: 'expected microseconds as a number, found the string "x"' },
    ]);
  });

  test('a span that is no JSON is left out, its neighbours stay', () => {
    const { spans: read, warnings } = readTraces(text.replace('"op 2"', 'oops'), { partial: true });
    expect(read.map(({ span }) => span.name)).toEqual(['op 1', 'op 3', 'op 4', 'op 5']);
    expect(warnings[0]).toMatchObject({ what: 'data[0].spans[1]: expected a value, found "o"' });
  });
});

describe('of lines that are a document each, a broken one is left out and the reading goes on', () => {
  const line = (id: number) =>
    JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [otlpSpan(String(id))] }] }] });
  const zipkin = (id: number) =>
    JSON.stringify({ traceId: 'a', id: String(id), timestamp: 1, tags: { a: 'b' } });
  const idsOf = (text: string, chunks = [text.length]) =>
    readTraces(text, { partial: true, chunks }).spans.map(({ span }) => Number.parseInt(span.spanId, 16));
  const bad: [what: string, broken: string][] = [
    ['cut in a key', '{"resourceSpans":[{"res'],
    ['cut in a text', '{"resourceSpans":[{"resource":{"attributes":[{"key":"serv'],
    ['cut after a colon', '{"traceId":'],
    ['no JSON', 'panic: out of memory'],
    ['a closing bracket too many', '{"traceId":"a"}}'],
    ['a word', '{"traceId":nothing}'],
    ['cut behind a span', line(9).slice(0, -5)],
  ];

  test.each(bad)('%s', (what, broken) => {
    const kept = what === 'cut behind a span' ? [9] : [];
    for (const make of [line, zipkin]) {
      const text = [make(1), broken, make(2), broken, make(3)].join('\n');
      const read = idsOf(text);
      if (make === line) expect(read).toEqual([1, ...kept, 2, ...kept, 3]);
      else expect(read.filter((id) => id !== 9)).toEqual([1, 2, 3]);
      expect(idsOf(text, [7, 13])).toEqual(read);
      const { warnings } = readTraces(text, { partial: true });
      expect(warnings.map(({ where }) => where.match(/^line \d+/)?.[0])).toEqual(
        expect.arrayContaining(['line 2', 'line 4']),
      );
    }
  });

  test('the first and the last too', () => {
    const cut = line(9).slice(0, 40);
    expect(idsOf([cut, line(1), line(2), cut].join('\n'))).toEqual([1, 2]);
    expect(idsOf(`${cut}\r\n\r\n${line(1)}\r\n${line(2)}\r\n`)).toEqual([1, 2]);
  });

  test('whole without that wish, such a file is refused at its first fault', () => {
    const fault = refusalOf([line(1), '{"resourceSpans":[', line(2)].join('\n'));
    expect(fault.where).toMatch(/^line [23]/);
  });

  test('a document of many lines is read as before', () => {
    const text = JSON.stringify(documents['jaeger, one bare trace']![0], null, 1);
    const flat = text.replaceAll(/\n\s*/g, '\n');
    for (const form of [text, flat]) {
      expect(readTraces(form, { partial: true }).spans).toHaveLength(5);
      expect(readTraces(form, { partial: true, chunks: [9] }).spans).toHaveLength(5);
    }
    const events =
      '{"traceEvents":[\n{"ph":"X","name":"a","ts":1,"dur":2},\n{"ph":"X","name":"b","ts":1,"dur":2}\n]}';
    expect(readTraces(events, { partial: true }).spans).toHaveLength(2);
  });
});

describe('many elements are passed at once, with the same result', () => {
  const zipkinSpan = (i: number, more: object = {}) => ({
    traceId: 'a',
    id: (i + 1).toString(16),
    timestamp: 1_719_400_000_000_000 + i,
    tags: { text: '"},{"traceId":"a","id":"1"', n: 'é'.repeat(i % 3) },
    ...more,
  });
  const many = (count: number, make: (i: number) => object) =>
    Array.from({ length: count }, (_, i) => make(i));
  const files: [what: string, text: string][] = [
    ['alike', JSON.stringify(many(900, (i) => zipkinSpan(i)))],
    [
      'alike, on lines',
      JSON.stringify(
        many(500, (i) => zipkinSpan(i)),
        null,
        1,
      ),
    ],
    [
      'with others inside that begin alike',
      JSON.stringify(many(500, (i) => zipkinSpan(i, { inner: many(i % 5, zipkinSpan) }))),
    ],
    [
      'in another order',
      JSON.stringify(
        many(500, (i) => (i % 50 === 7 ? { id: 'ff', traceId: 'b', timestamp: 1 } : zipkinSpan(i))),
      ),
    ],
    [
      "Jaeger's traces",
      JSON.stringify({
        data: many(60, (i) => ({ traceID: String(i + 1), spans, processes, warnings: null })),
      }),
    ],
    [
      'OTLP',
      JSON.stringify({
        resourceSpans: many(80, () => ({ resource, scopeSpans: [{ scope, spans: otlpSpans }] })),
      }),
    ],
  ];

  test.each(files)('elements %s', (_what, text) => {
    // Elements so few at a time are looked at one by one.
    const slow = readTraces(text, { limits: { batchBytes: 100 } });
    expect(slow.warnings).toEqual([]);
    for (const limits of [{ batchBytes: 3000 }, { batchBytes: 20_000, openAboveBytes: 0 }, {}]) {
      for (const chunks of [[text.length], [5000, 700], [64 * 1024]]) {
        expect(readTraces(text, { limits, chunks })).toEqual(slow);
      }
    }
  });

  test('a fault behind them is told with its line, a large integer in them stays exact', () => {
    const lines = many(800, (i) => zipkinSpan(i)).map((span) => JSON.stringify(span));
    const text = `[\n${lines.join(',\n')}\n`;
    expect(refusalOf(`${text},{"traceId":5}]`, { limits: { batchBytes: 5000 } })).toMatchObject({
      where: '[800]',
    });
    expect(refusalOf(`${text};]`, { limits: { batchBytes: 5000 } }).where).toBe('line 802, column 1');
    const big = jaegerSpan('7', { tags: [{ key: 'big', type: 'int64', value: 1 }] });
    const traces = many(100, () => ({ traceID: 'abc', spans: [big], processes }));
    const exact = JSON.stringify({ data: traces }).replaceAll('"value":1}', '"value":9223372036854775807}');
    const read = readTraces(exact, { limits: { openAboveBytes: 1000, batchBytes: 5000 } });
    expect(read.spans.every(({ span }) => span.attributes[0]?.[1] === 9223372036854775807n)).toBe(true);
  });
});
