import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JaegerDatagrams } from '../../../../electron/engine/formats/jaeger/jaeger-datagram.ts';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { SpanCollector } from '../../../../electron/engine/formats/spans/span-collector.ts';
import {
  decodeTraces,
  type TraceEncoding,
} from '../../../../electron/engine/receivers/decode/decode-traces.ts';
import {
  emittedBatch,
  jaegerBatch,
  jaegerSpan,
  jaegerTag,
  postedBatch,
  START_MICROS,
} from '../../../jaeger-thrift.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';
import { encodeThrift, type Struct, writeList } from '../../../thrift-encoder.ts';
import { zipkinListOfSpans } from '../../../zipkin-schema.ts';
import { batchSpans } from '../../formats/otlp/read-batch.ts';

const START = Number(START_MICROS);
const decode = (encoding: TraceEncoding, bytes: Uint8Array) =>
  decodeTraces({
    bytes: new Uint8Array(bytes),
    compression: null,
    encoding,
    mostBytes: 64 * 2 ** 20,
    limits: defaultLimits,
  });

const tags = [
  jaegerTag('__proto__', 'x'),
  jaegerTag('rows', 3n),
  jaegerTag('ratio', 0.5),
  jaegerTag('hit', true),
];
const jaeger = jaegerBatch(
  [
    jaegerSpan({ tags, logs: [{ timestamp: START_MICROS, fields: tags }] }),
    jaegerSpan({ spanId: 2n, references: [{ type: 1, traceId: [1n, 1n], spanId: 3n }] }),
  ],
  'shop',
  tags,
);
const endpoint = { serviceName: 'web', ipv4: '10.0.0.1', port: 80 };
const zipkin = {
  traceId: 'a1',
  id: 'b2',
  kind: 'CLIENT',
  name: 'get',
  timestamp: START,
  duration: 10,
  localEndpoint: endpoint,
  annotations: [{ timestamp: START, value: 'retry' }],
  tags: JSON.parse('{"__proto__":"x","constructor":"y"}'),
};
const v1 = {
  traceId: 'a1',
  id: 'b2',
  name: 'get',
  annotations: ['cs', 'sr', 'ss', 'cr'].map((value, i) => ({ timestamp: START + i, value, endpoint })),
  binaryAnnotations: [
    { key: '__proto__', value: 'x', endpoint },
    { key: 'sa', value: true, endpoint },
  ],
};
const host: Struct = {
  1: ['i32', 1],
  2: ['i16', 80],
  3: ['string', 'web'],
  4: ['binary', Buffer.alloc(16, 1)],
};
const thriftV1: Struct = {
  1: ['i64', 1n],
  3: ['string', 'get'],
  4: ['i64', 2n],
  6: ['list', [{ 1: ['i64', START_MICROS], 2: ['string', 'cs'], 3: ['struct', host] }]],
  8: ['list', [{ 1: ['string', 'k'], 2: ['binary', Buffer.from([1])], 3: ['i32', 0], 4: ['struct', host] }]],
};
const flat = {
  traceId: '1a',
  spanId: '2b',
  name: 'create',
  kind: 'SERVER',
  startTime: START,
  endTime: START + 5,
  status: 'OK',
  serviceName: 'docker-cpp',
  attributes: { a: 1 },
  events: { pulled: `{"timestamp":${START},"attributes":{"layers":"7"}}` },
};
const flatJaeger = {
  traceID: '1a',
  spanID: '2b',
  operationName: 'get',
  startTime: START,
  duration: 5,
  tags: [{ key: '__proto__', type: 'string', value: 'x' }],
  logs: [{ timestamp: START, fields: [{ key: 'event', value: 'e' }] }],
  process: { serviceName: 'web', tags: [{ key: 'host', value: 'box' }] },
};
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const bytesId = Buffer.from('00000000000000a1', 'hex');

const seeds: [TraceEncoding, Uint8Array][] = [
  ['jaeger-thrift', postedBatch(jaeger)],
  ['jaeger-json', json({ data: [flatJaeger, { ...flatJaeger, spanID: '3c' }] })],
  ['flat-json', json({ spans: [flat, { ...flat, spanId: '3c' }] })],
  ['zipkin-json', json([zipkin, { ...zipkin, id: 'c3' }])],
  ['zipkin-v1-json', json([v1, { ...v1, id: 'c3' }])],
  ['zipkin-thrift', encodeThrift('binary', (out) => writeList(out, [thriftV1, thriftV1]))],
  [
    'zipkin-protobuf',
    zipkinListOfSpans
      .encode(
        zipkinListOfSpans.fromObject({
          spans: [
            {
              traceId: bytesId,
              id: bytesId,
              kind: 1,
              name: 'get',
              timestamp: START,
              duration: 9,
              tags: { a: 'b' },
            },
            {
              traceId: bytesId,
              id: bytesId,
              timestamp: START,
              annotations: [{ timestamp: START, value: 'x' }],
            },
          ],
        }),
      )
      .finish(),
  ],
];

const ROUNDS = 1500;

describe('bytes changed, cut out, doubled or cut off are read or refused, never thrown at', () => {
  const prototype = Object.getOwnPropertyNames(Object.prototype).join();

  test.each(seeds)('%s', (encoding, seed) => {
    let read = batchSpans(okOf(decode(encoding, seed)).batch).length;
    expect(read).toBeGreaterThan(1);
    fc.assert(
      fc.property(fc.integer(), (number) => {
        const result = decode(encoding, mutate(seed, randomNumbers(number)));
        if (result.ok) read += batchSpans(result.value.batch).length;
        else expect(result.error.message).not.toBe('');
      }),
      { numRuns: ROUNDS },
    );
    expect(read).toBeGreaterThan(2);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype);
  });

  test.each(['compact', 'binary'] as const)(
    'datagrams in the %s protocol, and every one is accounted for',
    (protocol) => {
      const seed = emittedBatch(protocol, jaeger);
      const datagrams = new JaegerDatagrams(protocol, defaultLimits);
      fc.assert(
        fc.property(fc.integer(), (number) => {
          const collector = new SpanCollector(defaultLimits);
          const bytes = mutate(seed, randomNumbers(number));
          datagrams.decode(bytes, collector);
          const { batch, rejected } = collector.finish();
          // A batch that says that it is empty has nothing to account for.
          if (batch.count + rejected === 0) expect(datagrams.count(bytes)).toBe(1);
          expect(batchSpans(batch)).toHaveLength(batch.count);
        }),
        { numRuns: ROUNDS },
      );
    },
  );
});

const okOf = <T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

describe('what is small on the wire and large in memory', () => {
  /** A list field of `count` empty structs, which take a byte each. */
  const emptyStructs = (id: number, count: number) => {
    const bytes = Buffer.alloc(8 + count);
    bytes.set([0x0f, 0, id, 0x0c]);
    bytes.writeInt32BE(count, 4);
    return bytes;
  };
  const MILLIONS = 4_000_000;

  test('millions of empty spans in Thrift are refused by their number', () => {
    const bytes = Buffer.concat([emptyStructs(2, MILLIONS), Buffer.alloc(1)]);
    expect(decode('jaeger-thrift', bytes)).toMatchObject({ ok: false, error: { kind: 'too many' } });
    const list = Buffer.concat([Buffer.from([0x0c]), emptyStructs(2, MILLIONS).subarray(4)]);
    expect(decode('zipkin-thrift', list)).toMatchObject({ ok: false, error: { kind: 'too many' } });
  });

  test('millions of empty tags, logs and references of one span are counted, not kept', () => {
    const i64 = (id: number, value: number) => {
      const bytes = Buffer.alloc(11);
      bytes.set([0x0a, 0, id]);
      bytes.writeBigInt64BE(BigInt(value), 3);
      return bytes;
    };
    const span = Buffer.concat([
      i64(1, 1),
      i64(3, 1),
      i64(8, START),
      emptyStructs(6, MILLIONS),
      emptyStructs(10, MILLIONS),
      emptyStructs(11, MILLIONS),
      Buffer.alloc(1),
    ]);
    const bytes = Buffer.concat([Buffer.from([0x0f, 0, 2, 0x0c, 0, 0, 0, 1]), span, Buffer.alloc(1)]);
    const [read] = batchSpans(okOf(decode('jaeger-thrift', bytes)).batch);
    expect(read).toMatchObject({ droppedAttributesCount: MILLIONS, droppedLinksCount: MILLIONS });
    expect(read?.events).toHaveLength(defaultLimits.eventsPerSpan);
    expect(read?.droppedEventsCount).toBe(MILLIONS - defaultLimits.eventsPerSpan);
  });

  test('millions of empty annotations and tags of one span in protobuf are cut at the limits', () => {
    const parts = Buffer.alloc(MILLIONS * 2);
    for (let at = 0; at < parts.length; at += 4) parts.set([0x52, 0, 0x5a, 0], at);
    const ids = Buffer.concat([Buffer.from([0x0a, 8]), bytesId, Buffer.from([0x1a, 8]), bytesId]);
    const length = ids.length + parts.length;
    const head = [
      0x0a,
      (length & 127) | 128,
      ((length >> 7) & 127) | 128,
      ((length >> 14) & 127) | 128,
      length >> 21,
    ];
    const [read] = batchSpans(
      okOf(decode('zipkin-protobuf', Buffer.concat([Buffer.from(head), ids, parts]))).batch,
    );
    expect(read?.events.length).toBeLessThanOrEqual(defaultLimits.eventsPerSpan);
    expect(read?.attributes.length).toBeLessThanOrEqual(defaultLimits.attributesPerItem);
  });

  test.each<TraceEncoding>(['zipkin-json', 'zipkin-v1-json', 'flat-json', 'jaeger-json'])(
    '%s nested without end is refused before it is parsed',
    (encoding) => {
      const bytes = Buffer.from('['.repeat(2_000_000));
      expect(decode(encoding, bytes)).toMatchObject({ ok: false, error: { kind: 'malformed' } });
      const wide = Buffer.from(`[${'{},'.repeat(2_100_000)}{}]`);
      expect(decode(encoding, wide)).toMatchObject({ ok: false, error: { kind: 'too many' } });
    },
  );
});

describe('values that are out of the ordinary', () => {
  const cases: [string, object, number][] = [
    ['an id of zeros', { id: '0000000000000000' }, 0],
    ['an id that is too long', { traceId: '1'.repeat(33) }, 0],
    ['a time of 2263', { timestamp: 9_246_000_000_000_000 }, 0],
    ['a negative time', { timestamp: -1 }, 0],
    ['a time of 1970', { timestamp: 1 }, 1],
    ['a time of 2262', { timestamp: 9_200_000_000_000_000 }, 1],
    ['a negative duration', { duration: -1 }, 1],
    ['a duration beyond all time', { duration: 1e18 }, 0],
    ['an end after 2262', { timestamp: 9_200_000_000_000_000, duration: 9_200_000_000_000_000 }, 0],
    ['a time that is no number', { timestamp: 'now' }, 0],
  ];
  test.each(cases)('%s', (_what, change, kept) => {
    const good = { ...zipkin, id: 'cc' };
    const { batch, rejected, firstFault } = okOf(
      decode('zipkin-json', json([good, { ...zipkin, ...change }])),
    );
    expect([batch.count, rejected]).toEqual([1 + kept, 1 - kept]);
    expect(firstFault === '').toBe(kept === 1);
  });
});
