import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openBytes } from '../../../electron/engine/files/open-bytes.ts';
import { FileRefused } from '../../../electron/engine/formats/trace-file/trace-reader.ts';
import { attribute } from '../../../shared/model/attributes.ts';
import { countsOf, readTraces } from './read-traces.ts';

const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'traces');
const fixture = (name: string) => readFileSync(join(folder, name));
const kindOf = (name: string) => (name.endsWith('.txt') ? 'console' : 'json');
const spansOf = (name: string) => readTraces(fixture(name), { kind: kindOf(name) }).spans;

test.each([
  ['jaeger.json', 'jaeger-json', [1, 2, 2, 1, 1, 1]],
  ['jaeger-flat.json', 'jaeger-flat-json', [1, 2, 2, 1, 1, 0]],
  ['zipkin-v2.json', 'zipkin-v2-json', [1, 2, 2, 1, 1, 0]],
  ['zipkin-v1.json', 'zipkin-v1-json', [1, 2, 2, 0, 1, 0]],
  ['otlp.json', 'otlp-json', [1, 1, 1, 1, 1, 1]],
  ['otlp-lines.jsonl', 'otlp-json-lines', [2, 2, 2, 0, 0, 0]],
  ['flat.json', 'flat-json', [1, 2, 1, 1, 1, 0]],
  ['go-stdouttrace.json', 'go-stdouttrace', [1, 2, 1, 1, 1, 1]],
  ['docker-build.json', 'go-stdouttrace', [1, 2, 1, 0, 0, 0]],
])('%s is %s with %j traces, spans, services, errors, events, links', (name, format, counts) => {
  const read = readTraces(fixture(name));
  expect(read.format).toBe(format);
  expect(Object.values(countsOf(read))).toEqual(counts);
  expect(read.warnings).toEqual([]);
});

describe('Jaeger', () => {
  test("a span's tags keep their types; those that OTLP has fields for become the fields", () => {
    const [first] = spansOf('jaeger.json');
    expect(first).toMatchObject({
      resource: {
        attributes: [
          ['service.name', 'web'],
          ['hostname', 'web-1'],
        ],
      },
      scope: { name: 'http' },
      span: {
        traceId: '1f'.padStart(32, '0'),
        spanId: 'a1'.padStart(16, '0'),
        kind: 2,
        startTimeUnixNano: 1719400000000000000n,
        durationNano: 2500000n,
        statusCode: 2,
        statusMessage: 'no stock',
      },
    });
    expect(first?.span.attributes).toEqual([
      ['http.status_code', 500n],
      ['share', 1],
      ['blob', new Uint8Array([0, 0, 0x30, 0x39])],
      ['@jaeger@warnings', ['clock skew']],
    ]);
  });

  test('a CHILD_OF is the parent, what follows from another trace is a link, a log is an event', () => {
    const [first, second] = spansOf('jaeger.json');
    expect(second?.span.parentSpanId).toBe(first?.span.spanId);
    expect(second?.span.links).toMatchObject([
      { traceId: '2f'.padStart(32, '0'), attributes: [['opentracing.ref_type', 'follows_from']] },
    ]);
    expect(first?.span.events).toMatchObject([
      { name: 'cache.miss', timeUnixNano: 1719400000000100000n, attributes: [['key', 'cart:7']] },
    ]);
  });

  test('a flat span names its parent and brings its process', () => {
    const [first, second] = spansOf('jaeger-flat.json');
    expect(second?.span).toMatchObject({ parentSpanId: first?.span.spanId, statusCode: 2 });
    expect(first?.resource.attributes).toEqual([
      ['service.name', 'web'],
      ['host.name', 'web-7'],
    ]);
  });
});

describe('Zipkin', () => {
  test('the two halves of a shared span are two, told apart by kind and service', () => {
    const [client, server] = spansOf('zipkin-v2.json');
    expect(client?.span.spanId).toBe(server?.span.spanId);
    expect([client?.span.kind, server?.span.kind]).toEqual([3, 2]);
    expect(server?.span).toMatchObject({ durationNano: 0n, statusCode: 2, statusMessage: 'out of stock' });
    expect(client?.span.attributes).toEqual([
      ['http.path', '/api'],
      ['__proto__', 'data'],
      ['net.host.ip', '10.0.0.1'],
      ['net.host.port', 80n],
      ['peer.service', 'api'],
      ['net.peer.ip', '2001:db8::c001'],
    ]);
  });

  test('a v1 span becomes one span for each side, with times from its core annotations', () => {
    const [client, server] = spansOf('zipkin-v1.json');
    expect(client).toMatchObject({
      resource: { attributes: [['service.name', 'web']] },
      span: { kind: 3, startTimeUnixNano: 1463590172525270000n, durationNano: 56687000n },
    });
    expect(server).toMatchObject({
      resource: { attributes: [['service.name', 'api']] },
      span: { kind: 2, startTimeUnixNano: 1463590172525307000n, durationNano: 56640000n },
    });
    expect(attribute(client!.span.attributes, 'peer.service')).toBe('api');
  });
});

test('a number of nanoseconds that no double holds stays exact', () => {
  expect(spansOf('otlp.json')[0]?.span).toMatchObject({
    startTimeUnixNano: 1544712660000000321n,
    durationNano: 1000000468n,
  });
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('%s, in any pieces, gives the same bytes', async (_packing, pack) => {
  for (const name of readdirSync(folder)) {
    // Two members or frames, one after the other, are one file.
    const whole = fixture(name);
    const packed = Buffer.concat([pack(whole.subarray(0, 50)), pack(whole.subarray(50))]);
    async function* pieces() {
      for (let at = 0; at < packed.length; at += 7) yield packed.subarray(at, at + 7);
    }
    const unpacked: Uint8Array[] = [];
    for await (const piece of (await openBytes(pieces())).bytes) unpacked.push(piece);
    expect(Buffer.concat(unpacked).equals(whole)).toBe(true);
  }
});

describe('bytes changed at random are read or refused, never more', () => {
  /** Several documents, no JSON, or an array without its end. */
  const SEVERAL = /jsonl$|txt$|stdouttrace|build|chrome-array/;
  const ROUNDS = 200;
  const tokens = [
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\\',
    '\n',
    '-',
    '1e999',
    'null',
    '"__proto__"',
    '\u0000',
    '\ud800',
    'é',
  ];

  /** Mulberry32: the same changes on every run. */
  function random(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    };
  }

  function changed(bytes: Buffer, next: (below: number) => number): Buffer {
    const at = next(bytes.length);
    const rest = bytes.subarray(at + next(4) * next(40));
    const inserted =
      next(3) === 0 ? bytes.subarray(next(at + 1), at) : Buffer.from(tokens[next(tokens.length)]!);
    return Buffer.concat([bytes.subarray(0, at), inserted, rest]);
  }

  test.each(readdirSync(folder).map((name, i) => [name, i + 1] as const))('%s', (name, seed) => {
    const next = random(seed);
    const before = Object.getOwnPropertyNames(Object.prototype);
    for (let round = 0; round < ROUNDS; round++) {
      let bytes: Buffer = fixture(name);
      for (let changes = 1 + next(4); changes > 0; changes--) bytes = changed(bytes, next);
      const limits = { openAboveBytes: next(600), batchBytes: 1 + next(600) };
      try {
        const partial = round % 2 === 0;
        readTraces(bytes, { partial, chunks: [1 + next(200)], limits, kind: kindOf(name) });
        // What was read whole is JSON to its last byte; lines are several documents.
        if (!partial && !SEVERAL.test(name)) JSON.parse(bytes.toString());
      } catch (error) {
        if (!(error instanceof FileRefused)) throw new Error(`round ${round}: ${bytes}`, { cause: error });
        expect(error.fault.expected).not.toBe('');
      }
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});
