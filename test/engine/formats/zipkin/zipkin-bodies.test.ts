import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import type { DecodeResult } from '../../../../electron/engine/formats/otlp/traces-request.ts';
import { ipv6Text } from '../../../../electron/engine/formats/zipkin/ip-text.ts';
import {
  decodeZipkinJson,
  decodeZipkinProtobuf,
  decodeZipkinThrift,
  decodeZipkinV1Json,
} from '../../../../electron/engine/formats/zipkin/zipkin-body.ts';
import { attribute } from '../../../../shared/model/attributes.ts';
import { type Span, WARNINGS_ATTRIBUTE } from '../../../../shared/model/span.ts';
import { encodeThrift, type Struct, writeList } from '../../../thrift-encoder.ts';
import { zipkinListOfSpans } from '../../../zipkin-schema.ts';
import { readBatch } from '../otlp/read-batch.ts';

const NOW_MS = 1_790_000_000_000;
const START = 1_789_000_000_000_000;

interface Half extends Span {
  service: string;
}

function halves(result: DecodeResult): Half[] {
  if (!result.ok) throw new Error(result.error.message);
  return readBatch(result.value.batch).flatMap(({ resource, spans }) =>
    spans.map((span) => ({ ...span, service: String(attribute(resource.attributes, 'service.name') ?? '') })),
  );
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const v2 = (...spans: object[]) => halves(decodeZipkinJson(json(spans), defaultLimits, NOW_MS));
const v1 = (...spans: object[]) => halves(decodeZipkinV1Json(json(spans), defaultLimits, NOW_MS));
const warnings = ({ attributes }: Span) => attribute(attributes, WARNINGS_ATTRIBUTE);

const ids = { traceId: 'a1', id: 'b2' };
const endpoint = (serviceName: string) => ({ serviceName, ipv4: '10.0.0.1', port: 80 });

describe('v2 JSON', () => {
  test('endpoints, tags, annotations and the debug flag have their places', () => {
    const [span] = v2({
      ...ids,
      parentId: 'c3',
      kind: 'CLIENT',
      name: 'get',
      timestamp: START,
      duration: 1500,
      localEndpoint: endpoint('web'),
      remoteEndpoint: { serviceName: 'db', ipv6: '2001:db8::1', port: 5432 },
      annotations: [{ timestamp: START + 1, value: 'retry' }],
      tags: { 'http.path': '/cart', error: 'timed out' },
      debug: true,
    });
    expect(span).toMatchObject({
      traceId: `${'0'.repeat(30)}a1`,
      spanId: `${'0'.repeat(14)}b2`,
      parentSpanId: `${'0'.repeat(14)}c3`,
      service: 'web',
      kind: 3,
      statusCode: 2,
      statusMessage: 'timed out',
      startTimeUnixNano: BigInt(START) * 1000n,
      durationNano: 1_500_000n,
      events: [{ name: 'retry', timeUnixNano: BigInt(START + 1) * 1000n }],
    });
    expect(span?.attributes).toEqual(
      expect.arrayContaining([
        ['http.path', '/cart'],
        ['net.host.ip', '10.0.0.1'],
        ['peer.service', 'db'],
        ['net.peer.ip', '2001:db8::1'],
        ['net.peer.port', 5432n],
        ['zipkin.debug', true],
      ]),
    );
  });

  test('a span without a duration is kept with a mark', () => {
    const [span] = v2({ ...ids, timestamp: START });
    expect([span?.durationNano, warnings(span!)]).toEqual([0n, ['has no duration']]);
  });

  test.each([
    ['where its other report is', { ...ids, timestamp: START, duration: 1 }, BigInt(START) * 1000n],
    ['where its trace begins', { ...ids, id: 'd4', timestamp: START, duration: 1 }, BigInt(START) * 1000n],
    [
      'where it arrived',
      { ...ids, traceId: 'ff', timestamp: START, duration: 1 },
      BigInt(NOW_MS) * 1_000_000n,
    ],
  ])('tags told afterwards, without a time, are shown %s', (where, other, start) => {
    const late = v2({ ...ids, tags: { late: 'yes' } }, other).find(({ attributes }) =>
      attribute(attributes, 'late'),
    );
    expect(late?.startTimeUnixNano).toBe(start);
    expect(warnings(late!)).toEqual(['has no timestamp', `shown ${where}`]);
  });

  test('a negative duration is 0 with a mark', () => {
    const [span] = v2({ ...ids, timestamp: START, duration: -5 });
    expect([span?.durationNano, warnings(span!)]).toEqual([0n, ['had a duration of -5 µs']]);
  });

  test.each([
    ['a trace id of zeros', { traceId: '0' }],
    ['an id that is no hex', { id: 'xyz' }],
    ['an id that is too long', { id: '1'.repeat(17) }],
    ['a time before 1970', { timestamp: -1 }],
    ['a time after 2262', { timestamp: 9_300_000_000_000_000 }],
    ['a kind that is none', { kind: 'OTHER' }],
    ['a name that is no text', { name: 5 }],
  ])('a span with %s is counted, its neighbours are kept', (_what, bad) => {
    const good = { ...ids, timestamp: START, duration: 1 };
    const result = decodeZipkinJson(json([good, { ...good, ...bad }]));
    expect(result).toMatchObject({ ok: true, value: { rejected: 1 } });
    expect(result.ok && result.value.firstFault).toMatch(/^\[1\]/);
    expect(halves(result)).toHaveLength(1);
  });

  test.each([['{}'], ['5'], ['null'], ['[{"traceId"'], [''], ['\0\0']])('%j is no list of spans', (text) => {
    const result = decodeZipkinJson(Buffer.from(text));
    expect(result).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });

  test('more spans than a request may have are refused', () => {
    const result = decodeZipkinJson(json([{}, {}, {}]), { ...defaultLimits, items: 2 });
    expect(result).toMatchObject({ ok: false, error: { kind: 'too many' } });
  });
});

describe('v1 JSON', () => {
  const at = (offset: number, value: string, service: string) => ({
    timestamp: START + offset,
    value,
    endpoint: endpoint(service),
  });

  test('a span that client and server wrote becomes two, each with its own times, tags and events', () => {
    const [client, server] = v1({
      ...ids,
      name: 'get',
      annotations: [
        at(0, 'cs', 'web'),
        at(10, 'sr', 'api'),
        at(15, 'cache miss', 'api'),
        at(40, 'ss', 'api'),
        at(50, 'cr', 'web'),
      ],
      binaryAnnotations: [
        { key: 'http.path', value: '/a', endpoint: endpoint('web') },
        { key: 'http.path', value: '/b', endpoint: endpoint('api') },
        { key: 'sa', value: true, endpoint: { serviceName: 'api', ipv4: '10.0.0.9' } },
        { key: 'lc', value: '', endpoint: endpoint('web') },
      ],
    });
    expect(client).toMatchObject({ service: 'web', kind: 3, durationNano: 50_000n, events: [] });
    expect(client?.attributes).toEqual(
      expect.arrayContaining([
        ['http.path', '/a'],
        ['net.peer.ip', '10.0.0.9'],
      ]),
    );
    expect(server).toMatchObject({
      service: 'api',
      kind: 2,
      startTimeUnixNano: BigInt(START + 10) * 1000n,
      durationNano: 30_000n,
      events: [{ name: 'cache miss' }],
    });
    expect(server?.attributes).toEqual(
      expect.arrayContaining([
        ['http.path', '/b'],
        ['zipkin.shared', true],
      ]),
    );
  });

  test('the span’s own times are those of the side that made it', () => {
    const [client, server] = v1({
      ...ids,
      timestamp: START - 5,
      duration: 100,
      annotations: [at(0, 'cs', 'web'), at(10, 'sr', 'api'), at(40, 'ss', 'api'), at(50, 'cr', 'web')],
    });
    expect([client?.durationNano, server?.durationNano]).toEqual([100_000n, 30_000n]);
    expect(client?.startTimeUnixNano).toBe(BigInt(START - 5) * 1000n);
  });

  test('a server that tells no timestamp of its own shares the client’s span', () => {
    const [server] = v1({ ...ids, annotations: [at(10, 'sr', 'api'), at(40, 'ss', 'api')] });
    expect(attribute(server!.attributes, 'zipkin.shared')).toBe(true);
    const [root] = v1({
      ...ids,
      timestamp: START,
      duration: 9,
      annotations: [at(0, 'sr', 'api'), at(9, 'ss', 'api')],
    });
    expect(attribute(root!.attributes, 'zipkin.shared')).toBeUndefined();
  });

  test('messages: ms to ws is sending, wr to mr receiving', () => {
    const [producer] = v1({ ...ids, annotations: [at(0, 'ms', 'web'), at(7, 'ws', 'web')] });
    expect(producer).toMatchObject({ kind: 4, durationNano: 7000n });
    const [consumer] = v1({ ...ids, annotations: [at(0, 'wr', 'mail'), at(3, 'mr', 'mail')] });
    expect(consumer).toMatchObject({
      kind: 5,
      durationNano: 3000n,
      startTimeUnixNano: BigInt(START) * 1000n,
    });
  });

  test('ws and wr inside an RPC are events of it', () => {
    const all = v1({
      ...ids,
      annotations: [at(0, 'cs', 'web'), at(1, 'ws', 'web'), at(8, 'wr', 'web'), at(9, 'cr', 'web')],
    });
    expect(all).toHaveLength(1);
    expect(all[0]?.events.map(({ name }) => name)).toEqual(['ws', 'wr']);
  });

  test('values keep their type', () => {
    const [span] = v1({
      ...ids,
      timestamp: START,
      duration: 1,
      binaryAnnotations: [
        { key: 'bool', value: true },
        { key: 'i16', type: 'I16', value: 7 },
        { key: 'i64', type: 'I64', value: '9007199254740993' },
        { key: 'double', type: 'DOUBLE', value: 2 },
        { key: 'bytes', type: 'BYTES', value: 'AP8=' },
        { key: 'text', value: 'é' },
      ],
    });
    expect(span?.attributes.filter(([key]) => !key.startsWith('@'))).toEqual([
      ['bool', true],
      ['i16', 7n],
      ['i64', 9_007_199_254_740_993n],
      ['double', 2],
      ['bytes', new Uint8Array([0, 255])],
      ['text', 'é'],
    ]);
  });
});

describe('v1 Thrift', () => {
  const host = (name: string): Struct => ({
    1: ['i32', (10 << 24) | 1],
    2: ['i16', 8080],
    3: ['string', name],
  });
  const note = (offset: number, value: string, service: string): Struct => ({
    1: ['i64', BigInt(START + offset)],
    2: ['string', value],
    3: ['struct', host(service)],
  });
  const binary = (key: string, value: Buffer, type: number): Struct => ({
    1: ['string', key],
    2: ['binary', value],
    3: ['i32', type],
    4: ['struct', host('web')],
  });
  const encode = (...spans: Struct[]) => encodeThrift('binary', (out) => writeList(out, spans));

  test('is read as the JSON is, with every type of value', () => {
    const double = Buffer.alloc(8);
    double.writeDoubleBE(0.25);
    const bytes = encode({
      1: ['i64', -1n],
      3: ['string', 'get'],
      4: ['i64', 2n],
      5: ['i64', 1n],
      6: ['list', [note(0, 'cs', 'web'), note(3, 'retry', 'web'), note(9, 'cr', 'web')]],
      8: [
        'list',
        [
          binary('bool', Buffer.from([1]), 0),
          binary('bytes', Buffer.from([0, 255]), 1),
          binary('i16', Buffer.from([255, 254]), 2),
          binary('i32', Buffer.from([0, 0, 1, 0]), 3),
          binary('i64', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), 4),
          binary('double', double, 5),
          binary('text', Buffer.from('é'), 6),
          binary('i32', Buffer.from([1]), 3),
        ],
      ],
      9: ['bool', true],
      12: ['i64', 5n],
    });
    const [span] = halves(decodeZipkinThrift(bytes));
    expect(span).toMatchObject({
      traceId: '0000000000000005ffffffffffffffff',
      spanId: '0000000000000002',
      parentSpanId: '0000000000000001',
      service: 'web',
      kind: 3,
      durationNano: 9000n,
      events: [{ name: 'retry' }],
    });
    expect(span?.attributes).toEqual([
      ['zipkin.debug', true],
      ['bool', true],
      ['bytes', new Uint8Array([0, 255])],
      ['i16', -2n],
      ['i32', 256n],
      ['i64', 2n ** 32n],
      ['double', 0.25],
      ['text', 'é'],
      ['i32', new Uint8Array([1])],
      ['net.host.ip', '10.0.0.1'],
      ['net.host.port', 8080n],
    ]);
  });

  test('an empty list is a success, anything but a list of structs is none', () => {
    expect(decodeZipkinThrift(encode())).toMatchObject({ ok: true, value: { rejected: 0 } });
    expect(decodeZipkinThrift(Buffer.from([0x0b, 0, 0, 0, 1, 0, 0, 0, 0]))).toMatchObject({ ok: false });
    expect(decodeZipkinThrift(Buffer.from([0x0c, 0x7f, 0, 0, 0]))).toMatchObject({ ok: false });
  });
});

describe('protobuf', () => {
  const encode = (spans: object[]) =>
    zipkinListOfSpans.encode(zipkinListOfSpans.fromObject({ spans })).finish();
  const hexBytes = (text: string) => Buffer.from(text, 'hex');

  test('is read as the JSON is', () => {
    const bytes = encode([
      {
        traceId: hexBytes('00000000000000a1'),
        parentId: hexBytes('00000000000000c3'),
        id: hexBytes('00000000000000b2'),
        kind: 2,
        name: 'get',
        timestamp: START,
        duration: 1500,
        localEndpoint: { serviceName: 'api', ipv4: Buffer.from([10, 0, 0, 1]), port: 80 },
        remoteEndpoint: { serviceName: 'web', ipv6: Buffer.from('20010db8000000000000000000000001', 'hex') },
        annotations: [{ timestamp: START + 1, value: 'retry' }],
        tags: { 'http.path': '/cart', odd: 'é' },
        debug: true,
        shared: true,
      },
    ]);
    const [read] = halves(decodeZipkinProtobuf(bytes));
    const [same] = v2({
      traceId: 'a1',
      parentId: 'c3',
      id: 'b2',
      kind: 'SERVER',
      name: 'get',
      timestamp: START,
      duration: 1500,
      localEndpoint: { serviceName: 'api', ipv4: '10.0.0.1', port: 80 },
      remoteEndpoint: { serviceName: 'web', ipv6: '2001:db8::1' },
      annotations: [{ timestamp: START + 1, value: 'retry' }],
      tags: { 'http.path': '/cart', odd: 'é' },
      debug: true,
      shared: true,
    });
    expect(read).toEqual(same);
  });

  test('a duration of 0 is none, as in proto3', () => {
    const traceId = hexBytes('00000000000000a1');
    const [span] = halves(decodeZipkinProtobuf(encode([{ traceId, id: traceId, timestamp: START }])));
    expect(warnings(span!)).toEqual(['has no duration']);
  });

  test('ids of a wrong length are counted, neighbours kept', () => {
    const id = hexBytes('00000000000000a1');
    const good = { traceId: id, id, timestamp: START, duration: 1 };
    const result = decodeZipkinProtobuf(encode([good, { ...good, id: Buffer.alloc(17, 1) }]));
    expect(result).toMatchObject({ ok: true, value: { rejected: 1 } });
  });

  test('more spans than a request may have are refused', () => {
    const result = decodeZipkinProtobuf(encode([{}, {}, {}]), { ...defaultLimits, items: 2 });
    expect(result).toMatchObject({ ok: false, error: { kind: 'too many' } });
  });
});

test.each([
  ['00000000000000000000000000000001', '::1'],
  ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ['20010db8000100020003000400050006', '2001:db8:1:2:3:4:5:6'],
  ['00000000000000000000ffff0a000001', '::ffff:10.0.0.1'],
  ['00000000000000000000000000000000', '::'],
])('the address %s is written %s', (bytes, text) => {
  expect(ipv6Text(Buffer.from(bytes, 'hex'))).toBe(text);
});
