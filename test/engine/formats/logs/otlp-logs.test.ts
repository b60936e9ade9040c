import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { decodeLogsJson } from '../../../../electron/engine/formats/otlp/logs/logs-json.ts';
import { decodeLogsProtobuf } from '../../../../electron/engine/formats/otlp/logs/logs-protobuf.ts';
import { attribute } from '../../../../shared/model/attributes.ts';
import { hasCorpus, readCorpus } from '../../../corpus.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';
import { LogsRequest } from '../../../otlp-schema.ts';
import { recordsOf, told } from './decoded.ts';

const TRACE = '5b8efff798038103d269b633813fc60c';
const SPAN = 'eee19b7ec3c1b174';

const request = (record: object, resource: object[] = []) => ({
  resourceLogs: [{ resource: { attributes: resource }, scopeLogs: [{ logRecords: [record] }] }],
});
const json = (value: unknown) => decodeLogsJson(Buffer.from(JSON.stringify(value)));
const protobuf = (value: object) =>
  decodeLogsProtobuf(LogsRequest.encode(LogsRequest.fromObject(value)).finish());
const only = (record: object) => recordsOf(told(protobuf(request(record))))[0]!;

describe('a body of any kind is text', () => {
  test.each([
    [{ stringValue: 'GET /' }, 'GET /'],
    [{ intValue: '-42' }, '-42'],
    [{ doubleValue: 3.5 }, '3.5'],
    [{ boolValue: true }, 'true'],
    [{ arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } }, '["a",1]'],
    [
      {
        kvlistValue: {
          values: [
            { key: 'msg', value: { stringValue: 'hi' } },
            { key: 'n', value: { intValue: '9007199254740993' } },
          ],
        },
      },
      '{"msg":"hi","n":"9007199254740993"}',
    ],
    [{ bytesValue: 'AQI=' }, 'AQI='],
    [undefined, ''],
  ])('%j', (body, text) => {
    expect(only({ timeUnixNano: '1', ...(body ? { body } : {}) }).body).toBe(text);
    expect(recordsOf(told(json(request({ timeUnixNano: '1', body }))))[0]!.body).toBe(text);
  });
});

describe('time', () => {
  test('is the record’s own, to the nanosecond', () => {
    const { timeUnixNano } = only({ timeUnixNano: '1700000000123456789', observedTimeUnixNano: '5' });
    expect(timeUnixNano).toBe(1_700_000_000_123_456_789n);
  });

  test('is when it was observed where the record names none', () => {
    expect(only({ observedTimeUnixNano: '1700000000000000005' }).timeUnixNano).toBe(
      1_700_000_000_000_000_005n,
    );
  });

  test('is left open where there is neither', () => {
    expect(only({ body: { stringValue: 'a' } }).timeUnixNano).toBeNull();
  });
});

describe('level', () => {
  test('is the number, and a text that says something else stays a field', () => {
    const record = only({ severityNumber: 10, severityText: 'Information' });
    expect(record.severityNumber).toBe(10);
    expect(attribute(record.attributes, 'severity_text')).toBe('Information');
  });

  test('is read from the text where there is no number', () => {
    expect(only({ severityText: 'WARN' })).toMatchObject({ severityNumber: 13, attributes: [] });
  });

  test('may be protobuf’s name of it in JSON', () => {
    const named = (name: string) =>
      recordsOf(told(json(request({ severityNumber: name }))))[0]!.severityNumber;
    expect([named('SEVERITY_NUMBER_ERROR'), named('SEVERITY_NUMBER_FATAL4')]).toEqual([17, 24]);
  });
});

test('ids, flags, the event’s name and the scope are kept', () => {
  const value = {
    resourceLogs: [
      {
        scopeLogs: [
          {
            scope: {
              name: 'shop.Cart',
              version: '2',
              attributes: [{ key: 'tier', value: { stringValue: 'x' } }],
            },
            logRecords: [
              {
                traceId: Buffer.from(TRACE, 'hex'),
                spanId: Buffer.from(SPAN, 'hex'),
                flags: 1,
                eventName: 'cart.emptied',
                droppedAttributesCount: 2,
                attributes: [{ key: 'user', value: { intValue: '7' } }],
              },
            ],
          },
        ],
      },
    ],
  };
  const [record] = recordsOf(told(protobuf(value)));
  expect(record).toMatchObject({ traceId: TRACE, spanId: SPAN });
  expect(record!.attributes).toEqual([
    ['user', 7n],
    ['otel.scope.name', 'shop.Cart'],
    ['otel.scope.version', '2'],
    ['otel.scope.tier', 'x'],
    ['event.name', 'cart.emptied'],
    ['trace_flags', 1n],
    ['dropped_attributes_count', 2n],
  ]);
});

test('an id of the wrong length or of zeros is none, and the record is kept', () => {
  expect(only({ traceId: Buffer.alloc(8, 1), spanId: Buffer.alloc(8) })).toMatchObject({
    traceId: '',
    spanId: '',
  });
});

test('objects among the attributes become fields under keys joined by dots', () => {
  const values = [{ key: 'id', value: { stringValue: 'u1' } }];
  const record = only({ attributes: [{ key: 'user', value: { kvlistValue: { values } } }] });
  expect(record.attributes).toEqual([['user.id', 'u1']]);
});

test('the resource says who wrote it', () => {
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const resource = [text('service.name', 'api'), text('container.id', 'ab12'), text('host.name', 'box')];
  const [stream] = told(protobuf(request({}, resource))).streams;
  expect(stream!.producer).toMatchObject({ service: 'api', containerId: 'ab12', hostName: 'box' });
  expect(stream!.labels).toEqual([
    ['service.name', 'api'],
    ['container.id', 'ab12'],
    ['host.name', 'box'],
  ]);
});

describe('limits', () => {
  test('more records than a request may hold refuse it before any is made', () => {
    const limits = { ...defaultLimits, items: 2 };
    const logRecords = [{}, {}, {}];
    const value = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
    const bytes = LogsRequest.encode(LogsRequest.fromObject(value)).finish();
    const refused = {
      ok: false,
      error: { kind: 'too many', message: 'more than 2 log records in one request' },
    };
    expect(decodeLogsProtobuf(bytes, limits)).toEqual(refused);
    expect(decodeLogsJson(Buffer.from(JSON.stringify(value)), limits)).toEqual(refused);
  });

  test('attributes beyond a limit are cut and counted', () => {
    const attributes = Array.from({ length: 5 }, (_, i) => ({
      key: `k${i}`,
      value: { stringValue: 'äääää' },
    }));
    const limits = { ...defaultLimits, attributesPerItem: 3, valueBytes: 5 };
    const decoded = told(decodeLogsJson(Buffer.from(JSON.stringify(request({ attributes }))), limits));
    expect(recordsOf(decoded)[0]!.attributes).toEqual([
      ['k0', 'ää'],
      ['k1', 'ää'],
      ['k2', 'ää'],
    ]);
    expect(decoded.cut).toBe(5);
  });
});

test('a record that cannot be read is refused alone', () => {
  const decoded = told(
    json({
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ traceId: 'no' }, { body: { stringValue: 'kept' } }, 7] }] },
        'no',
      ],
    }),
  );
  expect(recordsOf(decoded).map(({ body }) => body)).toEqual(['kept']);
  expect([decoded.rejected, decoded.firstFault]).toEqual([
    3,
    'resourceLogs[0].scopeLogs[0].logRecords[0].traceId: expected 32 hex digits, found the string "no"',
  ]);
});

describe.skipIf(!hasCorpus)('real files', () => {
  test.each([
    ['proto-example-logs.json', 1],
    ['gcp-logs-logs_apache_access.json', 17],
    ['gcp-logs-logs_apache_error.json', 9],
    ['gcp-logs-logs_apache_text_error.json', 2],
    ['gcp-logs-logs_span_trace_id.json', 5],
  ])('%s has %i records', (file, records) => {
    const decoded = told(decodeLogsJson(readCorpus(`traces-otlp/${file}`)));
    expect([decoded.count, decoded.rejected]).toEqual([records, 0]);
  });

  test('the example of the protocol is the same in protobuf and in JSON', () => {
    const decoded = told(decodeLogsProtobuf(readCorpus('traces-otlp/proto-logs.binpb')));
    expect(decoded).toEqual(told(decodeLogsJson(readCorpus('traces-otlp/proto-example-logs.json'))));
    const [record] = recordsOf(decoded);
    expect(record).toMatchObject({
      timeUnixNano: 1_544_712_660_300_000_000n,
      severityNumber: 10,
      body: 'Example log record',
      traceId: TRACE,
      spanId: SPAN,
    });
    expect(record!.attributes).toContainEqual(['map.attribute.some.map.key', 'some value']);
  });

  type Case = { input: object; expected_error?: object };
  const cases = hasCorpus
    ? Object.entries<Case>(JSON.parse(readCorpus('traces-otlp/fluent-bit-otlp-logs-cases.json').toString()))
    : [];

  test.each(cases.filter(([, { expected_error }]) => expected_error))(
    'Fluent Bit refuses %s: nothing bad is taken silently',
    (_name, { input }) => {
      const decoded = json(input);
      if (decoded.ok) expect(decoded.value.rejected).toBeGreaterThan(0);
      else expect(decoded.error.kind).toBe('malformed');
    },
  );

  test.each(cases.filter(([, { expected_error }]) => !expected_error))(
    'Fluent Bit takes %s',
    (_name, { input }) => {
      expect(told(json(input)).rejected).toBe(0);
    },
  );
});

test('whatever the bytes are, nothing is thrown', () => {
  const value = request({
    timeUnixNano: '1700000000000000000',
    severityText: 'INFO',
    body: { kvlistValue: { values: [{ key: 'a', value: { stringValue: 'b' } }] } },
    attributes: [{ key: 'k', value: { arrayValue: { values: [{ doubleValue: 1 }] } } }],
  });
  const good = LogsRequest.encode(LogsRequest.fromObject(value)).finish();
  const text = Buffer.from(JSON.stringify(value));
  const random = randomNumbers(7);
  for (let i = 0; i < 3000; i++) {
    decodeLogsProtobuf(mutate(good, random));
    decodeLogsJson(mutate(text, random));
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
