import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createEngine, type Engine } from '../../electron/engine/engine.ts';
import { dependenciesOf } from '../../electron/hosts/web/jaeger/jaeger-api.ts';
import { type LocalClient, localClient } from '../../electron/hosts/web/local-client.ts';
import { startWebServer, type WebServer } from '../../electron/hosts/web/web-server.ts';
import { receiverNames } from '../../shared/contract/app.ts';
import { readTraces } from '../engine/formats/read-traces.ts';

const TOKEN = 'a-token-of-the-test-0123456789';
const START = 1_780_000_000_000_000;
const first = '5b8efff798038103d269b633813fc60c';
const second = '00000000000000000000000000000abc';

const tag = (key: string, value: string | number | boolean, type = 'string') => ({ key, type, value });
const jaegerSpan = (traceID: string, spanID: string, more: object) => ({
  traceID,
  spanID,
  startTime: START,
  duration: 1000,
  references: [],
  tags: [],
  logs: [],
  processID: 'p1',
  ...more,
});

const file = {
  data: [
    {
      traceID: first,
      spans: [
        jaegerSpan(first, '1', {
          operationName: 'GET /checkout',
          duration: 500_000,
          tags: [
            tag('span.kind', 'server'),
            tag('http.status_code', 200, 'int64'),
            tag('region', 'eu "west"'),
          ],
        }),
        jaegerSpan(first, '2', {
          operationName: 'charge',
          startTime: START + 10,
          duration: 20_000,
          references: [{ refType: 'CHILD_OF', traceID: first, spanID: '1' }],
          tags: [tag('span.kind', 'server'), tag('error', true, 'bool')],
          processID: 'p2',
        }),
      ],
      processes: { p1: { serviceName: 'web/shop', tags: [] }, p2: { serviceName: 'pay', tags: [] } },
    },
    {
      traceID: second,
      spans: [
        jaegerSpan(second, '9', {
          operationName: 'tick',
          startTime: START + 60_000_000,
          tags: [tag('span.kind', 'internal')],
        }),
      ],
      processes: { p1: { serviceName: 'web/shop', tags: [] } },
    },
  ],
};

let dir: string;
let engine: Engine;
let client: LocalClient;
let server: WebServer;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'trivet-jaeger-api-'));
  engine = await createEngine({
    dataDir: dir,
    version: '0',
    logger: pino({ level: 'silent' }),
    docker: 'off',
    listen: Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])),
  });
  client = localClient(engine);
  const path = join(dir, 'traces.json');
  writeFileSync(path, JSON.stringify(file));
  await new Promise<void>((resolve, reject) => {
    client.subscribe('files.open', { path }, { event: () => undefined, end: resolve, error: reject });
  });
  server = await startWebServer({ engine, port: 0, token: TOKEN, rendererDir: dir });
});

afterAll(async () => {
  await server.stop();
  client.dispose();
  await engine.stop();
  rmSync(dir, { recursive: true, force: true });
});

const authorized = { authorization: `Bearer ${TOKEN}` };
const ask = (path: string, headers: Record<string, string> = authorized) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { headers });
const json = async (path: string) => (await ask(path)).json();

/** As Grafana's data source declares them (grafana pkg/tsdb/jaeger/types/types.go); Go refuses other types. */
const wrapped = <T extends z.ZodType>(data: T) =>
  z.strictObject({ data, errors: z.unknown(), limit: z.int(), offset: z.int(), total: z.int() });
const keyValue = z.strictObject({ key: z.string(), type: z.string(), value: z.unknown() });
const traceSchema = z.strictObject({
  traceID: z.string().regex(/^[0-9a-f]{32}$/),
  warnings: z.array(z.string()).nullable(),
  processes: z.record(z.string(), z.strictObject({ serviceName: z.string(), tags: z.array(keyValue) })),
  spans: z.array(
    z.strictObject({
      traceID: z.string(),
      spanID: z.string(),
      processID: z.string(),
      operationName: z.string(),
      startTime: z.int(),
      duration: z.int(),
      flags: z.int(),
      references: z.array(z.strictObject({ refType: z.string(), traceID: z.string(), spanID: z.string() })),
      tags: z.array(keyValue),
      logs: z.array(z.strictObject({ timestamp: z.int(), fields: z.array(keyValue) })),
      warnings: z.array(z.string()).nullable(),
    }),
  ),
});
const tracesSchema = wrapped(z.array(traceSchema));
const idsOf = async (path: string) => tracesSchema.parse(await json(path)).data.map(({ traceID }) => traceID);

/** The range that Jaeger UI sends, in microseconds. */
const range = `start=${START - 1_000_000}&end=${START + 3_600_000_000}`;

describe("what Grafana's Jaeger data source asks", () => {
  test('services and operations, a slash in the name escaped', async () => {
    const names = wrapped(z.array(z.string()));
    expect(names.parse(await json('/api/services'))).toMatchObject({ data: ['pay', 'web/shop'], total: 2 });
    expect(names.parse(await json('/api/services/web%2Fshop/operations')).data).toEqual([
      'GET /checkout',
      'tick',
    ]);
  });

  test('a trace by its id, with the time around it', async () => {
    const { data } = tracesSchema.parse(await json(`/api/traces/${first}?start=${START}&end=${START + 1}`));
    expect(data[0]?.spans.map(({ operationName }) => operationName)).toEqual(['GET /checkout', 'charge']);
    expect(Object.values(data[0]?.processes ?? {}).map(({ serviceName }) => serviceName)).toEqual([
      'web/shop',
      'pay',
    ]);
  });

  test('a search with tags, durations and a limit', async () => {
    const tags = encodeURIComponent(JSON.stringify({ 'http.status_code': '200', region: 'eu "west"' }));
    const asked = `service=web%2Fshop&operation=GET+%2Fcheckout&minDuration=100ms&maxDuration=1h1m&limit=20&${range}`;
    expect(await idsOf(`/api/traces?${asked}&tags=${tags}`)).toEqual([first]);
    expect(await idsOf(`/api/traces?service=web%2Fshop&minDuration=600ms&${range}`)).toEqual([]);
  });

  test('dependencies, as pairs of services with their calls', async () => {
    const links = wrapped(
      z.array(z.strictObject({ parent: z.string(), child: z.string(), callCount: z.int() })),
    );
    const endTs = START / 1000 + 60_000;
    const { data } = links.parse(await json(`/api/dependencies?endTs=${endTs}&lookback=3600000`));
    expect(data).toEqual([{ parent: 'web/shop', child: 'pay', callCount: 1 }]);
    expect(links.parse(await json('/api/dependencies?endTs=1000&lookback=500')).data).toEqual([]);
  });

  test('version 3: services, operations, a search and a trace as OTLP', async () => {
    expect(await json('/api/v3/services')).toEqual({ services: ['pay', 'web/shop'] });
    expect(await json('/api/v3/operations?service=web%2Fshop')).toEqual({
      operations: [
        { name: 'GET /checkout', spanKind: 'server' },
        { name: 'tick', spanKind: 'internal' },
      ],
    });
    const from = new Date(START / 1000 - 1000).toISOString();
    const to = new Date(START / 1000 + 1000).toISOString();
    const asked = `query.service_name=pay&query.duration_min=1ms&query.start_time_min=${from}&query.start_time_max=${to}`;
    const { result } = await json(`/api/v3/traces?${asked}`);
    expect(readTraces(JSON.stringify(result)).spans).toHaveLength(2);
    const one = await json(`/api/v3/traces/${second}?start_time=${from}&end_time=${to}`);
    expect(readTraces(JSON.stringify(one.result)).spans.map(({ span }) => span.name)).toEqual(['tick']);
  });
});

describe('what Jaeger UI asks', () => {
  test('its search page', async () => {
    const query = `end=${START + 3_600_000_000}&limit=20&lookback=1h&maxDuration&minDuration&service=web%2Fshop&start=${START - 1}`;
    expect(await idsOf(`/api/traces?${query}`)).toEqual([second, first]);
  });

  test.each([
    ['error=true', { error: 'true' }, [first]],
    ['span.kind', { 'span.kind': 'internal' }, [second]],
    ['a key that looks like a field', { service: 'x' }, []],
    ['a text that looks like a query', { region: 'a" or service:"web' }, []],
  ])('tags: %s', async (_what, tags, ids) => {
    expect(await idsOf(`/api/traces?tags=${encodeURIComponent(JSON.stringify(tags))}&${range}`)).toEqual(ids);
  });

  test('several traces to compare, one of them unknown', async () => {
    const unknown = 'f'.repeat(32);
    const answer = await json(`/api/traces?traceID=${first}&traceID=${unknown}&traceID=abc`);
    expect(tracesSchema.parse(answer).data.map(({ traceID }) => traceID)).toEqual([first, second]);
    expect(answer.errors).toEqual([{ msg: 'trace not found', traceID: unknown }]);
  });

  test('operations of a kind, for its monitor page', async () => {
    expect(await json('/api/operations?service=web%2Fshop&spanKind=server')).toMatchObject({
      data: [{ name: 'GET /checkout', spanKind: 'server' }],
    });
  });

  test('summaries, with 64-bit numbers as texts', async () => {
    const { summaries } = await json(
      `/api/v3/trace-summaries?query.service_name=pay&query.num_traces=20&query.start_time_min=${new Date(START / 1000 - 1000).toISOString()}`,
    );
    expect(summaries).toEqual([
      {
        traceId: first,
        rootServiceName: 'web/shop',
        rootOperationName: 'GET /checkout',
        minStartTimeUnixNano: `${START}000`,
        maxEndTimeUnixNano: `${START + 500_000}000`,
        spanCount: 2,
        errorSpanCount: 1,
        services: [{ name: 'web/shop' }, { name: 'pay' }],
      },
    ]);
  });
});

describe('what cannot be answered', () => {
  test.each([
    ['/api/traces/ffff', 404, 'no trace'],
    ['/api/traces/nothex', 400, 'trace id'],
    ['/api/traces?minDuration=fast', 400, 'minDuration'],
    ['/api/traces?tags=%7Bno', 400, 'tags'],
    ['/api/traces?limit=-1', 400, 'limit'],
    ['/api/traces?start=yesterday', 400, 'start'],
    ['/api/operations', 400, 'service'],
    ['/api/dependencies?endTs=now', 400, 'endTs'],
  ])('%s is %i, worded as Jaeger does', async (path, status, what) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    const body = await answer.json();
    expect(body).toMatchObject({ data: null, errors: [{ code: status }] });
    expect(body.errors[0].msg).toContain(what);
  });

  test('version 3 words it as its gateway does', async () => {
    const answer = await ask('/api/v3/traces/ffff');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { httpCode: 404, grpcCode: 5 } });
  });

  test.each(['/api/services', `/api/traces/${first}`, '/api/v3/services', '/api/dependencies'])(
    'without the token %s is 401; with it as a password it is answered',
    async (path) => {
      expect((await ask(path, {})).status).toBe(401);
      const basic = `Basic ${Buffer.from(`grafana:${TOKEN}`).toString('base64')}`;
      expect((await ask(path, { authorization: basic })).status).toBe(200);
    },
  );
});

test('databases and queues are no services to Jaeger', () => {
  const node = (id: string, kind: 'service' | 'database') => ({
    id,
    name: id,
    kind,
    service: kind === 'service' ? id : null,
    calls: 1,
    errors: 0,
    p95Nano: null,
  });
  const edge = (from: string, to: string) => ({
    from,
    to,
    calls: 3,
    errors: 0,
    p50Nano: null,
    p95Nano: null,
    async: false,
  });
  expect(
    dependenciesOf({
      nodes: [node('a', 'service'), node('b', 'service'), node('pg', 'database')],
      edges: [edge('a', 'b'), edge('b', 'pg')],
    }),
  ).toEqual([{ parent: 'a', child: 'b', callCount: 3 }]);
});
