import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { parseLabels } from '../../../../electron/engine/formats/loki/labels.ts';
import { decodePushJson } from '../../../../electron/engine/formats/loki/push-json.ts';
import { decodePushProtobuf } from '../../../../electron/engine/formats/loki/push-protobuf.ts';
import { hasCorpus, readCorpus } from '../../../corpus.ts';
import { pushRequest } from '../../../loki-schema.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';
import { recordsOf, told } from './decoded.ts';

const TRACE = 'd9410186f7c7d22f1d9f81a1b5cd8022';
const push = (...streams: object[]) => decodePushJson(Buffer.from(JSON.stringify({ streams })));
const stream = (labels: object, ...values: unknown[]) => ({ stream: labels, values });

describe('labels in text', () => {
  test.each([
    ['{}', []],
    ['{a="b"}', [['a', 'b']]],
    [
      '{ a = "b" , c="d", }',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['{a="say \\"hi\\"\\n\\u00e4\\x21"}', [['a', 'say "hi"\nä!']]],
    ['{a=`raw \\n`}', [['a', 'raw \\n']]],
    ['{a="}, b=\\"c"}', [['a', '}, b="c']]],
  ])('%s', (text, labels) => {
    expect(parseLabels(text).labels).toEqual(labels);
  });

  test.each(['', 'a="b"', '{a=b}', '{a="b"', '{a="b" c="d"}', '{="b"}', '{a="b"} x', '{a!="b"}'])(
    '%j is none',
    (text) => {
      expect(parseLabels(text).labels).toBeNull();
    },
  );
});

describe('JSON', () => {
  test('an entry has its time to the nanosecond, its line, and structured metadata as fields', () => {
    const decoded = told(
      push(
        stream({ app: 'shop', level: 'warn' }, [
          '1715678813589000001',
          'slow',
          { trace_id: TRACE, user: 'u1' },
        ]),
      ),
    );
    expect(decoded.streams).toEqual([
      {
        producer: expect.objectContaining({ service: 'shop', relayed: false }),
        labels: [
          ['app', 'shop'],
          ['level', 'warn'],
        ],
        records: [
          {
            timeUnixNano: 1_715_678_813_589_000_001n,
            severityNumber: 13,
            body: 'slow',
            attributes: [
              ['trace_id', TRACE],
              ['user', 'u1'],
            ],
            traceId: TRACE,
            spanId: '',
          },
        ],
      },
    ]);
  });

  test('the shape that was pushed to before Loki 1.0 is read', () => {
    const old = { labels: '{job="a"}', entries: [{ ts: '2024-05-14T09:26:53.589000001Z', line: 'x' }] };
    const [record] = recordsOf(told(push(old)));
    expect([record!.timeUnixNano, record!.body]).toEqual([1_715_678_813_589_000_001n, 'x']);
  });

  test.each([
    [
      'a time that is none',
      stream({ a: 'b' }, ['soon', 'x']),
      'streams[0].values[0][0]: expected nanoseconds',
    ],
    ['a line that is no text', stream({ a: 'b' }, ['1', 7]), 'streams[0].values[0][1]: expected a string'],
    ['labels that are none', { labels: '{a', entries: [] }, 'streams[0].labels: expected labels'],
  ])('%s refuses the request, and the reason says where', (_what, bad, message) => {
    const decoded = push(bad);
    expect(decoded).toMatchObject({ ok: false, error: { kind: 'malformed' } });
    expect(!decoded.ok && decoded.error.message).toContain(message);
  });

  test('a stream without labels is refused alone', () => {
    const decoded = told(push(stream({}, ['1', 'lost']), stream({ a: 'b' }, ['2', 'kept'])));
    expect(recordsOf(decoded).map(({ body }) => body)).toEqual(['kept']);
    expect(decoded).toMatchObject({ rejected: 1, firstFault: expect.stringContaining('at least one label') });
  });

  test('more entries than a request may hold refuse it', () => {
    const body = Buffer.from(JSON.stringify({ streams: [stream({ a: 'b' }, ['1', 'a'], ['2', 'b'])] }));
    expect(decodePushJson(body, { ...defaultLimits, items: 1 })).toMatchObject({
      ok: false,
      error: { kind: 'too many' },
    });
  });
});

describe('whose a stream is', () => {
  const producer = (labels: object) => told(push(stream(labels, ['1', 'x']))).streams[0]!.producer;

  test('its service, in Loki’s own order of labels', () => {
    expect(producer({ job: 'c', app: 'b', service_name: 'a' }).service).toBe('a');
    expect(producer({ job: 'c' }).service).toBe('c');
  });

  test('what a collector read from speaks against the address that it sends from', () => {
    expect(producer({ container: 'shop-api-1', compose_service: 'api' })).toMatchObject({
      containerName: 'shop-api-1',
      service: 'api',
      relayed: true,
    });
    expect(producer({ filename: '/var/log/a.log', job: 'varlogs' })).toMatchObject({
      file: '/var/log/a.log',
      relayed: true,
    });
  });
});

test('protobuf says the same as JSON', () => {
  const pushed = pushRequest([
    {
      labels: '{level="error", app="shop"}',
      entries: [
        { nanos: 1_715_678_813_589_000_001n, line: 'one', metadata: [['trace_id', TRACE]] },
        { nanos: 1_715_678_813_589_000_002n, line: 'two\nlines' },
      ],
    },
  ]);
  const json = push(
    stream(
      { level: 'error', app: 'shop' },
      ['1715678813589000001', 'one', { trace_id: TRACE }],
      ['1715678813589000002', 'two\nlines'],
    ),
  );
  expect(told(decodePushProtobuf(pushed))).toEqual(told(json));
});

test('in protobuf a stream whose labels cannot be read is refused alone', () => {
  const pushed = pushRequest([
    { labels: 'app="shop"', entries: [{ nanos: 1n, line: 'lost' }] },
    { labels: '{app="shop"}', entries: [{ nanos: 1n, line: 'kept' }] },
  ]);
  const decoded = told(decodePushProtobuf(pushed));
  expect(recordsOf(decoded).map(({ body }) => body)).toEqual(['kept']);
  expect([decoded.rejected, decoded.firstFault]).toEqual([1, 'error parsing labels app="shop": expected {']);
});

describe.skipIf(!hasCorpus)('real files', () => {
  test('a push has 4 streams and 20 entries', () => {
    const decoded = told(decodePushJson(readCorpus('logs/generated/loki-push.json')));
    expect([decoded.streams.length, decoded.count, decoded.rejected]).toEqual([4, 20, 0]);
    expect(recordsOf(decoded).filter(({ traceId }) => traceId !== '').length).toBeGreaterThan(3);
  });

  test('a broken one is refused', () => {
    expect(decodePushJson(readCorpus('logs/generated/loki-push-invalid.json')).ok).toBe(false);
  });
});

test('whatever the bytes are, nothing is thrown', () => {
  const good = pushRequest([
    { labels: '{a="b"}', entries: [{ nanos: 5n, line: 'line', metadata: [['k', 'v']] }] },
  ]);
  const text = Buffer.from(JSON.stringify({ streams: [stream({ a: 'b' }, ['5', 'line', { k: 'v' }])] }));
  const random = randomNumbers(11);
  for (let i = 0; i < 3000; i++) {
    decodePushProtobuf(mutate(good, random));
    decodePushJson(mutate(text, random));
  }
});
