import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '../../../shared/model/span.ts';
import { readTraces, refusalOf } from './read-traces.ts';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'traces', name));
const named = (spans: { span: Span }[]) => new Map(spans.map(({ span }) => [span.name, span]));

describe('Chrome trace events', () => {
  const { format, spans, others, warnings } = readTraces(fixture('chrome-object.json'));
  const by = named(spans);

  test('X, B with E and b with e become spans of one trace, processes services', () => {
    expect(format).toBe('chrome-trace');
    expect(spans.map(({ span, resource }) => [span.name, resource.attributes[0]?.[1]])).toEqual([
      ['layout', 'browser'],
      ['task', 'browser'],
      ['parse', 'browser'],
      ['compile', 'browser'],
      ['fetch', 'browser'],
      ['work', 'process 8'],
      ['work', 'process 8'],
      ['open', 'process 8'],
    ]);
    expect(new Set(spans.map(({ span }) => span.traceId)).size).toBe(1);
  });

  test('slices inside each other on a thread are parent and child', () => {
    const task = by.get('task')!;
    expect(task.parentSpanId).toBe('');
    expect(by.get('layout')?.parentSpanId).toBe(task.spanId);
    expect(by.get('parse')?.parentSpanId).toBe(task.spanId);
    expect(by.get('compile')?.parentSpanId).toBe(by.get('parse')?.spanId);
    expect(by.get('fetch')?.parentSpanId).toBe('');
  });

  test('times are those of the recording, to the nanosecond', () => {
    const start = BigInt(Date.UTC(2026, 0, 28, 8, 58, 44)) * 1_000_000n;
    expect(by.get('task')).toMatchObject({ startTimeUnixNano: start, durationNano: 500_000n });
    expect(by.get('layout')).toMatchObject({ startTimeUnixNano: start + 100_500n, durationNano: 200_000n });
  });

  test('args of begin and end are attributes, with category and thread', () => {
    expect(by.get('compile')?.attributes).toEqual([
      ['thread.id', 1n],
      ['thread.name', 'main'],
      ['bytes', 10n],
    ]);
    expect(by.get('layout')?.attributes).toContainEqual(['nodes', 42n]);
    expect(by.get('layout')?.attributes).toContainEqual(['category', 'render']);
  });

  test('instants are events of what runs then', () => {
    expect(by.get('layout')?.events).toMatchObject([{ name: 'mark', attributes: [['why', 'gc']] }]);
    expect(by.get('fetch')?.events).toMatchObject([{ name: 'first byte' }]);
  });

  test('a flow links its end to its begin', () => {
    const [target] = spans.filter(({ span }) => span.links.length > 0);
    expect(target?.span).toMatchObject({
      name: 'work',
      durationNano: 50_000n,
      links: [{ spanId: by.get('layout')?.spanId, attributes: [['flow', 'post']] }],
    });
  });

  test('a begin without end lasts to the last event and says so; counters are counted', () => {
    expect(by.get('open')?.attributes).toContainEqual(['@jaeger@warnings', ['has no end']]);
    expect(others).toEqual({ logRecords: 0, metricPoints: 2, profiles: 0 });
    expect(warnings).toEqual([]);
  });
});

test('the bare array may lack its end; its spans are the same, from the start of a clock', () => {
  const array = readTraces(fixture('chrome-array.json'), { kind: 'sniffed' });
  const object = readTraces(fixture('chrome-object.json'));
  expect(array.spans.map(({ span }) => span.name)).toEqual(object.spans.map(({ span }) => span.name));
  expect(array.spans[1]?.span.startTimeUnixNano).toBe(1_000_000n);
  expect(array.warnings.map(({ what }) => what)).toEqual([
    expect.stringMatching(/^times count from the start/),
  ]);
});

test('a large document is read event by event', () => {
  const whole = readTraces(fixture('chrome-object.json'));
  const cut = readTraces(fixture('chrome-object.json'), {
    chunks: [100],
    limits: { openAboveBytes: 200, batchBytes: 100 },
  });
  expect(cut).toEqual(whole);
});

test('an event with a broken time is refused by its path', () => {
  const text = JSON.stringify({ traceEvents: [{ ph: 'X', name: 'a', ts: 'soon', dur: 1, pid: 1, tid: 1 }] });
  expect(refusalOf(text)).toEqual({
    where: 'traceEvents[0].ts',
    expected: 'microseconds as a number',
    found: 'the string "soon"',
  });
});

test('any events give spans with parents that lie around them, whatever their order', () => {
  const event = fc.record(
    {
      ph: fc.constantFrom(
        'X',
        'B',
        'E',
        'b',
        'e',
        'n',
        'i',
        's',
        't',
        'f',
        'C',
        'M',
        'P',
        '__proto__'.slice(0, 2),
      ),
      name: fc.constantFrom('a', 'b', '__proto__', 'process_name'),
      cat: fc.constantFrom('x', 'y'),
      ts: fc.nat(1000),
      dur: fc.nat(500),
      pid: fc.nat(2),
      tid: fc.nat(2),
      id: fc.nat(3),
      args: fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 })),
    },
    { requiredKeys: ['ph', 'ts'] },
  );
  const before = Object.getOwnPropertyNames(Object.prototype);
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { spans } = readTraces(JSON.stringify({ traceEvents: events }), { partial: true });
      const byId = new Map(spans.map(({ span }) => [span.spanId, span]));
      expect(byId.size).toBe(spans.length);
      for (const { span } of spans) {
        const parent = byId.get(span.parentSpanId);
        expect(span.parentSpanId === '' || parent !== undefined).toBe(true);
        if (!parent) continue;
        expect(parent.startTimeUnixNano <= span.startTimeUnixNano).toBe(true);
        expect(
          parent.startTimeUnixNano + parent.durationNano >= span.startTimeUnixNano + span.durationNano,
        ).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});
