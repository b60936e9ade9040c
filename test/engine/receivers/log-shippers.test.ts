import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { compressSync } from 'snappy';
import { describe, expect, test } from 'vitest';
import { attribute } from '../../../shared/model/attributes.ts';
import { pushRequest } from '../../loki-schema.ts';
import { sharedEngine } from '../shared-engine.ts';
import { awaitLogs } from '../stored-logs.ts';

/**
 * Shippers that are not installed here, as the bytes that they put on a connection. The requests were written down
 * after their sources: promtail clients/pkg/promtail/client/client.go and batch.go (Go's net/http orders the headers),
 * Fluent Bit plugins/out_loki/loki.c, plugins/out_es/es.c and es_bulk.h, src/flb_http_client.c, and Filebeat
 * libbeat/esleg/eslegclient/connection.go and bulkapi.go with libbeat/outputs/elasticsearch/client.go.
 */
const engine = sharedEngine({ loki: 0, elasticsearch: 0 });

const AT = 1_778_750_813_589_000_001n;
const CRLF = '\r\n';

/** Sends the bytes on a connection of their own and answers what came back until `done` is true of it. */
async function exchange(
  receiver: 'loki' | 'elasticsearch',
  head: (host: string, length: number) => string[],
  body: Uint8Array = new Uint8Array(),
): Promise<{ status: number; text: string }> {
  const port = engine.port(receiver);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const lines = [...head(`127.0.0.1:${port}`, body.length), '', ''].join(CRLF);
  socket.write(Buffer.concat([Buffer.from(lines), body]));
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk.toString();
    const end = answer.indexOf(CRLF + CRLF);
    const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
    if (end >= 0 && answer.length >= end + 4 + length) break;
  }
  socket.destroy();
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  return { status, text: answer.slice(answer.indexOf(CRLF + CRLF) + 4) };
}

describe('promtail', () => {
  const head = (host: string, length: number) => [
    'POST /loki/api/v1/push HTTP/1.1',
    `Host: ${host}`,
    'User-Agent: promtail/3.5.0',
    `Content-Length: ${length}`,
    'Content-Type: application/x-protobuf',
    'Accept-Encoding: gzip',
  ];
  const send = (labels: string, lines: string[], metadata: [string, string][] = []) => {
    const entries = lines.map((line, i) => ({ nanos: AT + BigInt(i), line, metadata }));
    return exchange('loki', head, compressSync(Buffer.from(pushRequest([{ labels, entries }]))) as Buffer);
  };

  test('a file that it follows', async () => {
    const labels = '{filename="/var/log/app/server.log", host="box", job="varlogs"}';
    expect(await send(labels, ['one', 'two'])).toEqual({ status: 204, text: '' });
    const rows = await awaitLogs(engine, 'service:varlogs', 2);
    expect(rows.map(({ body, timeUnixNano }) => [body, timeUnixNano])).toEqual([
      ['one', AT],
      ['two', AT + 1n],
    ]);
    expect(attribute(rows[0]!.attributes, 'filename')).toBe('/var/log/app/server.log');
  });

  test('a container that it discovers, with structured metadata', async () => {
    const labels = '{container="shop-cart-1", service_name="cart", stream="stderr"}';
    const { status } = await send(
      labels,
      ['level=error msg=failed'],
      [['trace_id', '4bf92f3577b34da6a3ce929d0e0e4736']],
    );
    expect(status).toBe(204);
    const [row] = await awaitLogs(engine, 'service:cart', 1);
    expect(row).toMatchObject({
      service: 'cart',
      severityNumber: 17,
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  test('a stream that Loki would refuse is refused with the reason in its first line, which promtail logs', async () => {
    const { status, text } = await send('{}', ['lost']);
    expect([status, text]).toEqual([400, 'error at least one label pair is required per stream\n']);
  });
});

describe('Fluent Bit', () => {
  const loki = (more: string[]) => (host: string, length: number) => [
    'POST /loki/api/v1/push HTTP/1.1',
    `Host: ${host}`,
    `Content-Length: ${length}`,
    'User-Agent: Fluent-Bit',
    'Content-Type: application/json',
    ...more,
  ];

  test('to Loki: lines of JSON, as they come and under gzip', async () => {
    const body = (text: string) =>
      Buffer.from(
        `{"streams":[{"stream":{"job":"fluent-bit"},"values":[["${AT}","{\\"log\\":\\"${text}\\",\\"stream\\":\\"stdout\\"}"]]}]}`,
      );
    expect((await exchange('loki', loki([]), body('plain'))).status).toBe(204);
    expect((await exchange('loki', loki(['Content-Encoding: gzip']), gzipSync(body('packed')))).status).toBe(
      204,
    );
    const rows = await awaitLogs(engine, 'service:fluent-bit', 2);
    expect(rows.map(({ body: text }) => JSON.parse(text).log).sort()).toEqual(['packed', 'plain']);
  });

  test('to Elasticsearch: a bulk with types, which it reads the answer of', async () => {
    const body = [
      '{"create":{"_index":"fluent-bit-es","_type":"_doc"}}',
      '{"@timestamp":"2026-05-14T09:26:53.589Z","log":"hello\\n","stream":"stderr","container_name":"/shop-web-1"}',
      '{"create":{"_index":"fluent-bit-es","_type":"_doc"}}',
      '{"@timestamp":"2026-05-14T09:26:53.590Z","cpu_p":1.5,"user_p":0.5}',
      '',
    ].join('\n');
    const head = (host: string, length: number) => [
      'POST /_bulk HTTP/1.1',
      `Host: ${host}`,
      `Content-Length: ${length}`,
      'User-Agent: Fluent-Bit',
      'Content-Type: application/x-ndjson',
    ];
    const { status, text } = await exchange('elasticsearch', head, Buffer.from(body));
    const answer = JSON.parse(text);
    expect([
      status,
      answer.errors,
      answer.items.map((item: { create: { status: number } }) => item.create.status),
    ]).toEqual([200, false, [201, 201]]);
    const [hello] = await awaitLogs(engine, 'service:shop-web-1', 1);
    expect(hello!.body.trimEnd()).toBe('hello');
    const [measured] = await awaitLogs(engine, 'service:fluent-bit-es', 1);
    expect(JSON.parse(measured!.body)).toMatchObject({ cpu_p: 1.5 });
  });
});

describe('Filebeat', () => {
  const headers = (host: string, length: number, more: string[]) => [
    `Host: ${host}`,
    'User-Agent: Elastic-filebeat/8.19.0 (linux; amd64; 0; 2025-01-01 00:00:00 +0000 UTC)',
    ...(length > 0 ? [`Content-Length: ${length}`] : []),
    'Accept: application/json',
    ...more,
    'X-Elastic-Product-Origin: beats',
    'Accept-Encoding: gzip',
  ];
  const ask = (method: string, path: string) =>
    exchange('elasticsearch', (host) => [`${method} ${path} HTTP/1.1`, ...headers(host, 0, [])]);

  test('asks for version and licence before it sends, and puts what it does not find', async () => {
    const info = JSON.parse((await ask('GET', '/')).text);
    expect(Number(info.version.number.split('.')[0])).toBeGreaterThanOrEqual(8);
    expect(JSON.parse((await ask('GET', '/_license?human=false')).text).license).toMatchObject({
      status: 'active',
      type: 'basic',
    });
    expect((await ask('GET', '/_ilm/policy/filebeat')).status).toBe(404);
    expect((await ask('GET', '/_index_template/filebeat-8.19.0')).status).toBe(404);
  });

  test('sends a bulk of which it wants errors and statuses only', async () => {
    const body = Buffer.from(
      [
        '{"create":{"_index":"filebeat-8.19.0","_id":"a1"}}',
        '{"@timestamp":"2026-05-14T09:26:53.589Z","log":{"offset":0,"file":{"path":"/var/log/nginx/error.log"}},"message":"upstream timed out","input":{"type":"filestream"},"host":{"name":"box"},"agent":{"type":"filebeat","version":"8.19.0"},"ecs":{"version":"8.0.0"}}',
        '',
      ].join('\n'),
    );
    const path = '/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status';
    const more = ['Content-Type: application/json; charset=UTF-8'];
    const { status, text } = await exchange(
      'elasticsearch',
      (host, length) => [`POST ${path} HTTP/1.1`, ...headers(host, length, more)],
      body,
    );
    expect([status, text]).toEqual([200, '{"errors":false,"items":[{"create":{"status":201}}]}']);
    const [row] = await awaitLogs(engine, 'file:/var/log/nginx/error.log', 1);
    expect(row).toMatchObject({ body: 'upstream timed out', container: '/var/log/nginx/error.log' });
    expect(attribute(row!.attributes, '_index')).toBe('filebeat-8.19.0');
    expect(attribute(row!.attributes, 'host.name')).toBe('box');
  });
});
