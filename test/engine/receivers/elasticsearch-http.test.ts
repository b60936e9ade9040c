import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { elasticsearchHttp } from '../../../electron/engine/receivers/elasticsearch/elasticsearch-http.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';
import { sharedHttpLogs } from './log-receiving.ts';
import { send } from './otlp-sender.ts';

const NDJSON = 'application/x-ndjson';

const elasticsearch = sharedHttpLogs(elasticsearchHttp);
const { sink, around } = elasticsearch;

async function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`http://127.0.0.1:${elasticsearch.port}${path}`, { method, headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function post(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  method = 'POST',
) {
  const sent = { path, body, method, headers: { 'content-type': NDJSON, ...headers } };
  const answer = await send(elasticsearch.port, sent);
  return { status: answer.status, headers: answer.headers, json: JSON.parse(answer.body.toString()) };
}

const lines = (...all: unknown[]) =>
  all.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
const index = { index: { _index: 'logs-2025.01.31' } };

describe('_bulk', () => {
  test('is answered per document, after the commit', async () => {
    const { status, headers, json } = await post(
      '/_bulk',
      lines(index, { message: 'a' }, index, '{', index, { message: 'b' }),
    );
    expect([status, headers['x-elastic-product'], headers['content-type']]).toEqual([
      200,
      'Elasticsearch',
      'application/json',
    ]);
    expect(json).toMatchObject({ errors: true, took: expect.any(Number) });
    expect(json.items.map((item: { index: { status: number } }) => item.index.status)).toEqual([
      201, 400, 201,
    ]);
    expect(sink.texts).toEqual(['a', 'b']);
    expect(sink.groups[0]!.origin).toMatchObject({
      source: 'elasticsearch',
      entity: 'service:logs',
      service: '',
      labels: [['_index', 'logs-2025.01.31']],
    });
  });

  test('of broken documents only is still 200 with their errors', async () => {
    const { status, json } = await post('/_bulk', lines(index, '{'));
    expect([status, json.errors, sink.groups.length]).toEqual([200, true, 0]);
  });

  test('takes the index from the path, gzip, and a filter of the answer', async () => {
    const body = gzipSync(lines({ create: {} }, { message: 'a' }));
    const { json } = await post('/mine/_bulk?filter_path=errors,items.*.status', body, {
      'content-encoding': 'gzip',
    });
    expect(json).toEqual({ errors: false, items: [{ create: { status: 201 } }] });
    expect(sink.groups[0]!.origin.labels).toEqual([['_index', 'mine']]);
  });

  test('that is none is 400 in Elasticsearch’s shape', async () => {
    const { status, json } = await post('/_bulk', 'hello\n');
    expect([status, json.status, json.error.type]).toEqual([400, 400, 'illegal_argument_exception']);
    expect(json.error.root_cause[0].reason).toContain('Malformed action/metadata line [1]');
  });

  test('that cannot be stored now is 503 with when to come again, and its bytes are let go', async () => {
    sink.refuseWith = new TrivetError('unavailable', 'starting');
    const { status, headers, json } = await post('/_bulk', lines(index, { message: 'a' }));
    expect([status, headers['retry-after'], json.error.reason]).toEqual([503, '1', 'starting']);
    expect(around.inFlight.bytes).toBe(0);
  });

  test.skipIf(!hasCorpus)('with a broken document and a delete tells of both', async () => {
    const file = readCorpus('logs/generated/elasticsearch-bulk-partly-invalid.ndjson');
    const { json } = await post('/_bulk', file);
    const statuses = json.items.map((item: Record<string, { status: number }>) =>
      Object.entries(item).map(([action, { status }]) => `${action} ${status}`),
    );
    expect(statuses.flat()).toEqual(['create 201', 'index 201', 'index 400', 'delete 400']);
    expect(sink.records.length).toBe(2);
  });
});

describe('one document', () => {
  test.each([
    ['POST', '/logs/_doc', expect.any(String)],
    ['PUT', '/logs/_doc/id%2F1', 'id/1'],
    ['PUT', '/logs/_create/7', '7'],
  ])('%s %s is answered 201', async (method, path, id) => {
    const answer = await post(path, '{"message":"x"}', { 'content-type': 'application/json' }, method);
    expect([answer.status, answer.json]).toEqual([
      201,
      expect.objectContaining({ _index: 'logs', _id: id, result: 'created' }),
    ]);
    expect(sink.texts).toEqual(['x']);
  });

  test('that is broken is 400', async () => {
    const { status, json } = await post('/logs/_doc', '{', { 'content-type': 'application/json' });
    expect([status, json.error.type]).toEqual([400, 'document_parsing_exception']);
  });
});

describe('what clients ask and set up', () => {
  test('who it is, in the media type that they ask for', async () => {
    const accept = 'application/vnd.elasticsearch+json;compatible-with=9';
    const { headers, text } = await ask('GET', '/', { accept });
    expect(headers.get('content-type')).toBe(accept);
    expect(JSON.parse(text)).toMatchObject({
      version: { number: expect.stringMatching(/^9\./), build_flavor: 'default' },
      tagline: 'You Know, for Search',
    });
  });

  test.each([
    ['GET', '/_cluster/health?wait_for_status=yellow', 200, '"status":"green"'],
    ['GET', '/_license?human=false', 200, '"status":"active"'],
    ['GET', '/_xpack', 200, '"ilm"'],
    ['GET', '/_nodes/http', 200, '"publish_address"'],
    ['HEAD', '/_index_template/filebeat', 404, ''],
    ['GET', '/_template/x', 404, 'resource_not_found_exception'],
    ['GET', '/_ilm/policy/filebeat', 404, 'missing'],
    ['PUT', '/_index_template/filebeat', 200, '"acknowledged":true'],
    ['PUT', '/_ilm/policy/filebeat', 200, '"acknowledged":true'],
    ['PUT', '/_data_stream/logs', 200, '"acknowledged":true'],
    ['PUT', '/logs-x', 200, '"index":"logs-x"'],
    ['POST', '/logs-x/_refresh', 200, '"_shards"'],
    ['GET', '/logs-x/_search', 404, 'nothing is received at'],
  ])('%s %s', async (method, path, status, part) => {
    const answer = await ask(method, path);
    expect([answer.status, answer.headers.get('x-elastic-product')]).toEqual([status, 'Elasticsearch']);
    expect(answer.text).toContain(part);
  });
});

test('another Host is refused, in Elasticsearch’s shape', async () => {
  const { status, json } = await post('/_bulk', '', { host: 'evil.example' });
  expect([status, json.error.type]).toEqual([403, 'security_exception']);
});
