import { describe, expect, test } from 'vitest';
import { bulkAnswer } from '../../../../electron/engine/formats/elastic/answers.ts';
import { decodeBulk, decodeDocument } from '../../../../electron/engine/formats/elastic/bulk.ts';
import { filterPath } from '../../../../electron/engine/formats/elastic/filter-path.ts';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import { hasCorpus, readCorpus } from '../../../corpus.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';
import { recordsOf, told } from './decoded.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const lines = (...all: (object | string)[]) =>
  Buffer.from(all.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
const bulk = (...all: (object | string)[]) => decodeBulk(lines(...all), defaultLimits, '');
const action = { index: { _index: 'logs' } };
const only = (document: object) => recordsOf(told(bulk(action, document)))[0]!;
const statuses = (items: object[]) => items.map((item) => Object.values(item)[0].status);

describe('a document as a record', () => {
  test('in the Elastic Common Schema, with dotted keys or nested ones', () => {
    const dotted = {
      '@timestamp': '2024-05-14T09:26:53.589123456Z',
      'log.level': 'error',
      message: 'cache miss',
      'service.name': 'checkout',
      'trace.id': TRACE,
      'span.id': SPAN,
      'url.path': '/cart',
    };
    const nested = {
      '@timestamp': '2024-05-14T09:26:53.589123456Z',
      log: { level: 'error' },
      message: 'cache miss',
      service: { name: 'checkout' },
      trace: { id: TRACE },
      span: { id: SPAN },
      url: { path: '/cart' },
    };
    expect(only(nested)).toEqual(only(dotted));
    expect(only(nested)).toEqual({
      timeUnixNano: 1_715_678_813_589_123_456n,
      severityNumber: 17,
      body: 'cache miss',
      attributes: [
        ['service.name', 'checkout'],
        ['url.path', '/cart'],
      ],
      traceId: TRACE,
      spanId: SPAN,
    });
  });

  test.each([
    [{ severity: 'WARNING' }, 13],
    [{ level: 'Info' }, 9],
    [{ level: 50 }, 17],
    [{ level: 'nonsense' }, 0],
  ])('%j is of level %i', (fields, severityNumber) => {
    expect(only({ message: 'x', ...fields }).severityNumber).toBe(severityNumber);
  });

  test.each([
    ['2024-05-14T09:26:53.589Z', 1_715_678_813_589_000_000n],
    ['2024-05-14T11:26:53.589+0200', 1_715_678_813_589_000_000n],
    ['2024-05-14', 1_715_644_800_000_000_000n],
    [1_715_678_813_589, 1_715_678_813_589_000_000n],
    ['1715678813589', 1_715_678_813_589_000_000n],
  ])('@timestamp %j', (time, nanos) => {
    expect(only({ '@timestamp': time, message: 'x' }).timeUnixNano).toBe(nanos);
  });

  test('one without a message is its own text', () => {
    const record = only({ a: 1, nested: { b: [1, { c: null }] } });
    expect(record.body).toBe('{"a":1,"nested":{"b":[1,{"c":null}]}}');
    expect(record.attributes).toEqual([]);
  });

  test('the keys of prototypes are data', () => {
    const record = recordsOf(told(bulk(action, '{"message":"m","__proto__":{"x":1},"constructor":"c"}')))[0]!;
    expect(record.attributes).toEqual([
      ['__proto__.x', 1],
      ['constructor', 'c'],
    ]);
  });
});

describe('whose it is', () => {
  test('the service that the document names, and its index is kept', () => {
    const [stream] = told(
      bulk({ create: { _index: 'logs-2025.01.31' } }, { message: 'x', service: 'api' }),
    ).streams;
    expect(stream!.producer).toMatchObject({ service: 'api', name: 'logs', relayed: false });
    expect(stream!.labels).toEqual([['_index', 'logs-2025.01.31']]);
  });

  test('what a collector read from', () => {
    const document = {
      message: 'x',
      container: { id: 'ab12', name: 'web' },
      log: { file: { path: '/a.log' } },
    };
    expect(told(bulk(action, document)).streams[0]!.producer).toMatchObject({
      containerId: 'ab12',
      containerName: 'web',
      file: '/a.log',
      relayed: true,
    });
  });
});

describe('each document is answered for itself', () => {
  test('a good one with where it is', () => {
    const { items } = told(
      bulk({ create: { _index: 'a', _id: '7' } }, { message: 'x' }, action, { message: 'y' }),
    );
    expect(items[0]).toEqual({
      create: {
        _index: 'a',
        _id: '7',
        _version: 1,
        result: 'created',
        _shards: { total: 1, successful: 1, failed: 0 },
        _seq_no: 0,
        _primary_term: 1,
        status: 201,
      },
    });
    expect(items[1]).toMatchObject({ index: { _id: expect.stringMatching(/^[\w-]{20}$/) } });
  });

  test('one that is broken, one that is missing and one without a time that is one', () => {
    const { items, count, rejected } = told(
      bulk(
        action,
        '{broken',
        action,
        { message: 'kept' },
        action,
        { '@timestamp': 'soon' },
        action,
        '7',
        action,
      ),
    );
    expect(statuses(items)).toEqual([400, 201, 400, 400, 400]);
    expect([count, rejected]).toEqual([1, 4]);
    expect(items[0]).toMatchObject({
      index: { error: { type: 'document_parsing_exception', reason: expect.stringContaining('no JSON') } },
    });
    expect(items[2]).toMatchObject({
      index: { error: { reason: 'failed to parse field [@timestamp] of type [date]: [soon]' } },
    });
  });

  test('update and delete, which change nothing here', () => {
    const { items } = told(
      bulk(
        { update: { _index: 'a', _id: '1' } },
        { doc: { x: 1 } },
        { delete: { _index: 'a', _id: '1' } },
        action,
        { message: 'kept' },
      ),
    );
    expect(statuses(items)).toEqual([400, 400, 201]);
    expect(bulkAnswer(items, 3)).toMatchObject({ errors: true, took: 3 });
  });

  test('a document alone', () => {
    const { items, count } = told(decodeDocument(Buffer.from('{"message":"x"}'), defaultLimits, 'a', 'id1'));
    expect([count, statuses(items)]).toEqual([1, [201]]);
  });
});

describe('the whole is refused', () => {
  test.each([
    [
      'a line that is no action',
      lines(action, { message: 'x' }, '{"nope":{}}', '{}'),
      'Malformed action/metadata line [3]',
    ],
    ['a line that is no JSON in its place', lines('hello'), 'Malformed action/metadata line [1]'],
    ['no index', lines({ index: {} }, { message: 'x' }), 'index is missing'],
    ['nothing', Buffer.from('\n'), 'request body is required'],
  ])('%s', (_what, body, reason) => {
    const decoded = decodeBulk(body, defaultLimits, '');
    expect(!decoded.ok && decoded.error).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining(reason),
    });
  });

  test('more documents than a request may hold', () => {
    const body = lines(action, { a: 1 }, action, { a: 2 });
    const decoded = decodeBulk(body, { ...defaultLimits, items: 1 }, '');
    expect(!decoded.ok && decoded.error.kind).toBe('too many');
  });
});

test('what senders write behind the action is passed over', () => {
  const decoded = told(bulk('{"index":{"_index":"a","pipeline":null},"attempts":3}', { message: 'x' }));
  expect(statuses(decoded.items)).toEqual([201]);
});

test('the index of the path is the default', () => {
  const body = lines({ index: {} }, { message: 'x' }, action, { message: 'y' });
  const { streams } = told(decodeBulk(body, defaultLimits, 'mine'));
  expect(streams.map(({ labels }) => labels[0]![1])).toEqual(['mine', 'logs']);
});

test('lines may end as on Windows, blank ones between actions are none, and the last may lack its end', () => {
  const body = Buffer.from(
    '\r\n{"index":{"_index":"a"}}\r\n{"message":"x"}\r\n\n{"index":{"_index":"a"}}\n{"message":"y"}',
  );
  expect(recordsOf(told(decodeBulk(body, defaultLimits, ''))).map(({ body: text }) => text)).toEqual([
    'x',
    'y',
  ]);
});

describe('filter_path', () => {
  const answer = {
    errors: true,
    took: 5,
    items: [
      { index: { _id: '1', status: 201 } },
      { create: { _id: '2', status: 400, error: { type: 'a', reason: 'b' } } },
    ],
  };
  test.each([
    [
      'errors,items.*.error,items.*.status',
      {
        errors: true,
        items: [
          { index: { status: 201 } },
          { create: { status: 400, error: answer.items[1]!.create!.error } },
        ],
      },
    ],
    ['items.*.error', { items: [{ create: { error: answer.items[1]!.create!.error } }] }],
    ['took', { took: 5 }],
    ['**.type', { items: [{ create: { error: { type: 'a' } } }] }],
    ['-items', { errors: true, took: 5 }],
    ['e*s,-took', { errors: true }],
    ['nothing', {}],
  ])('%s', (filter, left) => {
    expect(filterPath(answer, filter)).toEqual(left);
  });
});

describe.skipIf(!hasCorpus)('real files', () => {
  const read = (file: string) => told(decodeBulk(readCorpus(file), defaultLimits, ''));

  test('10 documents over 4 indices', () => {
    const { items, count, streams } = read('logs/generated/elasticsearch-bulk.ndjson');
    expect([items.length, count]).toEqual([10, 10]);
    expect(new Set(streams.map(({ labels }) => labels[0]![1])).size).toBe(4);
    expect(recordsOf({ streams }).every(({ severityNumber }) => severityNumber > 0)).toBe(true);
  });

  test('2 good documents, a broken one and a delete', () => {
    const { items } = read('logs/generated/elasticsearch-bulk-partly-invalid.ndjson');
    expect(statuses(items)).toEqual([201, 201, 400, 400]);
  });

  test('documents that an application of Python wrote into daily indices', () => {
    const { streams, count, rejected } = read('reference/covet-elasticsearch-docs.ndjson');
    expect([rejected, recordsOf({ streams }).length]).toEqual([0, count]);
    expect(recordsOf({ streams })[0]).toMatchObject({
      timeUnixNano: 1_735_725_600_123_456_000n,
      severityNumber: 9,
      body: 'User retrieved',
      traceId: TRACE,
      spanId: SPAN,
    });
    expect(recordsOf({ streams })[0]!.attributes).toContainEqual(['fields.user_id', '42']);
    expect(streams[0]!.producer.name).toBe('app-logs');
  });
});

test('whatever the bytes are, nothing is thrown', () => {
  const good = lines(action, { '@timestamp': '2024-05-14T09:26:53Z', message: 'm', a: { b: [1] } }, action, {
    x: 1,
  });
  const random = randomNumbers(13);
  for (let i = 0; i < 3000; i++) decodeBulk(mutate(good, random), defaultLimits, 'x');
});
