import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ConsoleSpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parseInspected } from '../../../electron/engine/formats/console/inspect-parser.ts';
import { readTraces, refusalOf } from './read-traces.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'traces', name), 'utf8');
const traceId = '5b8efff798038103d269b633813fc60c';
const otherLink = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceState: '' };
const printed = (name: string) => readTraces(fixture(name), { kind: 'sniffed' });

describe("Go's stdouttrace", () => {
  const expected = {
    traceId,
    spanId: 'eee19b7ec3c1b174',
    parentSpanId: 'eee19b7ec3c1b173',
    name: 'roll',
    kind: 1,
    startTimeUnixNano: 1769590724298985982n,
    durationNano: 81500n,
    statusCode: 2,
    statusMessage: 'off the table',
    attributes: [
      ['roll.value', 4n],
      ['ratio', 5],
      ['sides', [1n, 6n]],
      ['fair', true],
    ],
    events: [
      {
        name: 'thrown',
        timeUnixNano: 1769590724299000000n,
        attributes: [['hand', 'left']],
        droppedAttributesCount: 1,
      },
    ],
    links: [{ ...otherLink, attributes: [] }],
    droppedAttributesCount: 2,
  };

  test('pretty-printed, one object after the other', () => {
    const { format, spans } = printed('go-stdouttrace.json');
    expect(format).toBe('go-stdouttrace');
    expect(spans[0]).toMatchObject({
      span: expected,
      scope: { name: 'example/dice', version: 'v1.2.0' },
      resource: {
        attributes: [
          ['service.name', 'dice'],
          ['service.version', '0.1.0'],
        ],
      },
    });
    expect(spans[1]?.span).toMatchObject({
      parentSpanId: '',
      kind: 2,
      statusCode: 1,
      traceState: 'vendor=1',
    });
  });

  test('one a line, between what the program logged', () => {
    const { format, spans, warnings } = printed('go-stdouttrace-lines.txt');
    expect(format).toBe('go-stdouttrace');
    expect(spans.map(({ span }) => span.name)).toEqual(['roll', 'GET /']);
    expect(spans[0]?.span).toMatchObject(expected);
    expect(warnings).toEqual([{ where: 'the whole file', what: '2 lines that are no spans' }]);
  });

  test('spans of one resource and scope share them', () => {
    const { spans } = printed('go-stdouttrace.json');
    expect(spans[0]?.resource).toBe(spans[1]?.resource);
    expect(spans[0]?.scope).toBe(spans[1]?.scope);
  });
});

test("Python's console exporter", () => {
  const { format, spans, warnings } = printed('python-console.txt');
  expect(format).toBe('python-console');
  expect(spans).toHaveLength(2);
  expect(warnings).toEqual([{ where: 'the whole file', what: '2 lines that are no spans' }]);
  expect(spans[0]).toMatchObject({
    resource: {
      attributes: [
        ['telemetry.sdk.language', 'python'],
        ['service.name', 'shop'],
      ],
    },
    span: {
      traceId,
      spanId: 'eee19b7ec3c1b174',
      parentSpanId: 'eee19b7ec3c1b173',
      traceState: 'vendor=1,other=2',
      kind: 3,
      startTimeUnixNano: 1769590724298985000n,
      durationNano: 82000n,
      statusCode: 2,
      statusMessage: 'timeout',
      attributes: [
        ['db.rows', 3n],
        ['db.ratio', 0.5],
        ['db.tables', ['users', 'orders']],
        ['__proto__', 'data'],
      ],
      events: [{ name: 'exception', attributes: [['exception.type', 'TimeoutError']] }],
      links: [{ ...otherLink, attributes: [] }],
    },
  });
});

test("JavaScript's console exporter", () => {
  const { format, spans, warnings } = printed('js-console.txt');
  expect(format).toBe('js-console');
  expect(warnings).toEqual([{ where: 'the whole file', what: '2 lines that are no spans' }]);
  expect(spans.map(({ span }) => [span.name, span.kind, span.parentSpanId])).toEqual([
    [`it's a "child"`, 3, 'eee19b7ec3c1b173'],
    ['GET /', 2, ''],
  ]);
  expect(spans[0]?.span).toMatchObject({
    startTimeUnixNano: 1795259567210000000n,
    durationNano: 311782n,
    statusCode: 2,
    statusMessage: "it's bad",
    attributes: [
      ['http.status_code', 503n],
      ['list', ['a', "it's"]],
      ['nested', '[Object]'],
      ['note', 'first line\nsecond line'],
    ],
    events: [{ name: 'exception', timeUnixNano: 1795259567210249674n }],
    links: [{ ...otherLink, attributes: [['k', 'v']] }],
  });
});

test('what the exporter of @opentelemetry/sdk-trace-node prints is read back', () => {
  const lines: string[] = [];
  const dir = vi.spyOn(console, 'dir').mockImplementation((value, options) => {
    lines.push(inspect(value, { ...options, customInspect: false }));
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'web' }),
    spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
  });
  const span = provider.getTracer('lib', '1.2').startSpan('GET "a" \'b\' `c`\n', { kind: 1 });
  const attributes = {
    long: 'x\n'.repeat(300),
    list: ['a', "it's"],
    big: 1e21,
    'odd key!': 'é☃',
    off: false,
  };
  span.setAttributes(attributes).addEvent('hit', { n: 1.5 }).setStatus({ code: 2, message: "it's" });
  span.end();
  dir.mockRestore();
  const { spans } = readTraces(`${lines.join('\n')}\n`, { kind: 'sniffed' });
  const { traceId: id, spanId } = span.spanContext();
  expect(spans[0]).toMatchObject({
    resource: { attributes: [['service.name', 'web']] },
    scope: { name: 'lib', version: '1.2' },
    span: { traceId: id, spanId, name: 'GET "a" \'b\' `c`\n', kind: 2, statusCode: 2, statusMessage: "it's" },
  });
  expect(spans[0]?.span.attributes).toEqual(Object.entries(attributes));
  expect(spans[0]?.span.events[0]?.attributes).toEqual([['n', 1.5]]);
});

test('whatever util.inspect prints of plain values is read back', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.double({ noNaN: true }).map((number) => (number === 0 ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.bigInt(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 5, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(value, (any) => {
      expect(parseInspected(inspect(any, { depth: null, maxStringLength: null }))).toEqual(any);
    }),
  );
});

test.each(['undefined', '{', '{ a: ', "'x", '[ 1, ', '{ a: 1 b }', '\\', '`', '{ : 1 }', '['.repeat(500)])(
  'text that inspect does not print ends in a value or a fault: %s',
  (text) => {
    try {
      parseInspected(text);
    } catch (error) {
      expect(error).toHaveProperty('at');
    }
  },
);

test('a console that prints no spans is refused with its first line', () => {
  expect(refusalOf('listening on 3000\nbye\n', { kind: 'sniffed' })).toEqual({
    where: 'line 1',
    expected: 'a trace file, or spans printed to a console',
    found: 'the line "listening on 3000"',
  });
});

test('a printed span with a fault is refused by its line, and left out when the rest is asked for', () => {
  const text = fixture('python-console.txt').replace('0xeee19b7ec3c1b174"', '0xno"');
  expect(refusalOf(text, { kind: 'sniffed' })).toMatchObject({
    where: 'line 2: context.span_id',
    found: 'the string "no"',
  });
  expect(readTraces(text, { kind: 'sniffed', partial: true }).spans).toHaveLength(1);
});
