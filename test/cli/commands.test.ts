import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dockerTest, ensureBusyboxImage, runContainer, uniqueName } from '../docker.ts';
import { tempDir } from '../temp-dir.ts';
import { ANY_PORTS, serve, startTrivet, trivetFile, trivetHere, trivetJson } from './run-trivet.ts';

/** No daemon: what these commands do must not depend on the machine's. */
const NO_DOCKER = { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } };

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const START_NS = 1_700_000_000_123_456_789n;

const span = (spanId: string, name: string, lengthNs: bigint, more: object = {}) => ({
  traceId: TRACE,
  spanId,
  name,
  kind: 2,
  startTimeUnixNano: String(START_NS),
  endTimeUnixNano: String(START_NS + lengthNs),
  attributes: [{ key: 'http.route', value: { stringValue: '/orders' } }],
  ...more,
});

const otlp = (spans: object[], service = 'api') => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [{ scope: { name: 'test' }, spans }],
    },
  ],
});

const twoSpans = otlp([
  span('00f067aa0ba902b7', 'GET /orders', 812_000_000n),
  span('00f067aa0ba902b8', 'SELECT', 5_000_000n, { parentSpanId: '00f067aa0ba902b7', status: { code: 2 } }),
]);

function traceFile(content: unknown): string {
  const file = join(tempDir(), 'trace.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** The same commands against an engine that runs, and against the store when none does. */
describe.each(['running', 'not running'])('with the engine %s', (engine) => {
  async function dataDir(): Promise<string[]> {
    const dir = tempDir();
    if (engine === 'running') await serve(dir, ANY_PORTS, NO_DOCKER);
    return ['--data', dir];
  }
  const json = trivetJson;

  test('sampling-status says what is left out and what is cut', async () => {
    const data = await dataDir();
    const [status] = await json(['traces', 'sampling-status', ...data]);
    expect(status).toMatchObject({
      running: engine === 'running',
      sampling: { probability: 1, spansPerSecond: null, tail: { enabled: false } },
      leftOut: { probability: 0, rate: 0, tail: 0 },
      limits: { attributes: 128 },
      cut: { attributes: 0, events: 0, links: 0 },
    });
    const { stdout } = await trivetHere(['traces', 'sampling-status', ...data]);
    expect(stdout).toMatch(/^probability +off +0 spans$/m);
    expect(stdout).toMatch(/^attributes +128 +0$/m);
  });

  test('a trace file is opened once, listed, exported and removed', async () => {
    const data = await dataDir();
    const file = traceFile(twoSpans);
    expect(await json(['open', file, ...data])).toEqual([
      {
        file,
        format: 'otlp-json',
        traces: 1,
        spans: 2,
        duplicates: 0,
        logs: null,
        notStored: { logRecords: 0, metricPoints: 0, profiles: 0 },
        warnings: [],
      },
    ]);
    expect(await json(['open', file, ...data])).toMatchObject([{ spans: 0, duplicates: 2 }]);

    expect(await json(['traces', ...data])).toEqual([
      {
        traceId: TRACE,
        rootService: 'api',
        rootName: 'GET /orders',
        startTimeUnixNano: String(START_NS),
        durationNano: '812000000',
        spanCount: 2,
        serviceCount: 1,
        errorCount: 1,
      },
    ]);

    for (const format of ['otlp', 'jaeger', 'zipkin']) {
      const { code, stdout } = await trivetHere(['trace', TRACE, '--format', format, ...data]);
      expect([format, code]).toEqual([format, 0]);
      expect(JSON.stringify(JSON.parse(stdout))).toContain(TRACE);
      const again = traceFile(stdout);
      expect(await json(['open', again, ...data])).toMatchObject([{ file: again, traces: 1 }]);
    }

    const files = await json(['files', ...data]);
    expect(files).toContainEqual(expect.objectContaining({ path: file, format: 'otlp-json' }));
    await json(['files', 'remove', ...files.map(({ id }) => String(id)), ...data]);
    expect(await json(['files', ...data])).toEqual([]);
    expect(await json(['traces', ...data])).toEqual([]);
  }, 60_000);

  test('traces are found by what is asked for, and by nothing else', async () => {
    const data = await dataDir();
    await json(['open', traceFile(twoSpans), ...data]);
    const found = async (...args: string[]) => (await json(['traces', ...args, ...data])).length;
    expect(await found('--service', 'api')).toBe(1);
    expect(await found('--service', 'web')).toBe(0);
    expect(await found('--operation', 'SELECT', '--error')).toBe(1);
    expect(await found('--min-duration', '812ms')).toBe(1);
    expect(await found('--min-duration', '813ms')).toBe(0);
    expect(await found('--attr', 'http.route=/orders')).toBe(1);
    expect(await found('--attr', 'http.route=/carts')).toBe(0);
    expect(await found('http.route:/orders', 'service:api')).toBe(1);
    expect(await found('operation:SELECT', '--service', 'web')).toBe(0);
    expect(await found('--since', '2023-11-14T00:00:00Z', '--until', '2023-11-15T00:00:00Z')).toBe(1);
    expect(await found('--since', '1h')).toBe(0);
  }, 120_000);

  test('rates, errors and durations, and who calls whom', async () => {
    const data = await dataDir();
    const call = { parentSpanId: '00f067aa0ba902b7', kind: 3 };
    const attributes = [{ key: 'db.system.name', value: { stringValue: 'postgresql' } }];
    const spans = [
      span('00f067aa0ba902b7', 'GET /orders', 812_000_000n, { status: { code: 2 } }),
      span('00f067aa0ba902b8', 'SELECT', 5_000_000n, { ...call, attributes }),
    ];
    await json(['open', traceFile(otlp(spans)), ...data]);
    const range = ['--until', '2023-11-14T22:13:30Z', '--range', '10s', ...data];
    const figures = { calls: 1, callsPerSecond: 0.1, errors: 1, p50Nano: 812_000_000 };
    expect(await json(['traces', 'red', ...range])).toMatchObject([
      { service: 'api', operation: null, ...figures },
    ]);
    expect(await json(['traces', 'red', '--by', 'operation', '--service', 'web', ...range])).toEqual([]);
    const red = await trivetHere(['traces', 'red', '--by', 'operation', ...range]);
    expect(red.stdout).toMatch(/^api +GET \/orders +1 +0\.100 \/s +100 % +812 ms +812 ms +812 ms$/m);
    const map = await trivetHere(['traces', 'map', 'service:api', ...range]);
    expect(map.stdout).toMatch(/^api +-> +database postgresql +1 +0 % +5\.00 ms +5\.00 ms$/m);
    expect(await json(['traces', 'map', '--service', 'web', ...range])).toMatchObject([
      { edges: [], traces: 0 },
    ]);
    expect(await json(['traces', 'red', ...data])).toEqual([]);
  }, 60_000);

  test('a file that cannot be read is told with its place; the others are opened, and the exit code is 1', async () => {
    const data = await dataDir();
    const [broken, good] = [traceFile('{"resourceSpans": [{"scopeSpans": 5}]}'), traceFile(twoSpans)];
    const { code, stdout } = await trivetHere(['open', broken, '/nowhere.json', good, '--json', ...data]);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(1);
    expect(lines).toEqual([
      {
        file: broken,
        error: {
          where: expect.stringContaining('scopeSpans'),
          expected: expect.any(String),
          found: expect.any(String),
        },
      },
      { file: '/nowhere.json', error: expect.objectContaining({ expected: expect.any(String) }) },
      expect.objectContaining({ file: good, spans: 2 }),
    ]);
  }, 60_000);

  test('status says what is connected, listening, received, dropped and stored', async () => {
    const data = await dataDir();
    const [status] = await json(['status', ...data]);
    expect(status).toMatchObject({
      sources: [expect.objectContaining({ name: 'docker' })],
      receivers: expect.any(Array),
      received: expect.any(Array),
      dropped: expect.any(Array),
      stores: expect.any(Array),
    });
    const { stdout } = await trivetHere(['status', ...data]);
    expect(stdout).toContain(engine === 'running' ? 'CPU' : 'not running');
  }, 60_000);

  test('what is not there is an error: exit code 1, a message, and nothing on stdout', async () => {
    const data = await dataDir();
    for (const args of [
      ['trace', 'f'.repeat(32)],
      ['logs', '--container', 'nobody'],
      ['files', 'remove', '77'],
    ]) {
      const { code, stdout, stderr } = await trivetHere([...args, ...data]);
      expect([args[0], code, stdout]).toEqual([args[0], 1, '']);
      expect(stderr).toMatch(/^trivet: /);
    }
  }, 60_000);

  test('a backup is a data directory of its own', async () => {
    const data = await dataDir();
    await json(['open', traceFile(twoSpans), ...data]);
    const copy = join(tempDir(), 'copy');
    const [backup] = await json(['backup', copy, ...data]);
    expect(backup).toMatchObject({ bytes: expect.any(Number) });
    expect(readdirSync(copy).length).toBeGreaterThan(0);
    expect(await json(['traces', '--data', copy])).toMatchObject([{ traceId: TRACE }]);
  }, 60_000);
});

test('spans that an application sent are listed and exported with all that they said', async () => {
  const { ready } = await serve(tempDir(), ANY_PORTS, NO_DOCKER);
  const data = ['--data', ready.dataDir];
  const sent = await fetch(`http://127.0.0.1:${ready.listen['otlp-http']?.port}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(twoSpans),
  });
  expect(sent.status).toBe(200);
  const { stdout } = await trivetHere(['trace', TRACE.toUpperCase(), ...data]);
  expect(JSON.parse(stdout)).toMatchObject({
    resourceSpans: [
      { scopeSpans: [{ spans: [{ name: 'GET /orders' }, { name: 'SELECT', status: { code: 2 } }] }] },
    ],
  });
}, 60_000);

test('status says what senders got wrong, and sampling-status what came in all the same', async () => {
  const { ready } = await serve(tempDir(), ANY_PORTS, NO_DOCKER);
  const data = ['--data', ready.dataDir];
  const post = (body: string) =>
    fetch(`http://127.0.0.1:${ready.listen['otlp-http']?.port}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  await post('{"resourceSpans": [');
  await post(JSON.stringify(twoSpans));
  const { stdout } = await trivetHere(['status', ...data]);
  expect(stdout).toMatch(/^BAD INPUT AT +REFUSED +THE LAST ONE\notlp-http +1 +no JSON: /m);
  const sampling = await trivetHere(['traces', 'sampling-status', ...data]);
  expect(sampling.stdout).toMatch(/^otlp-http +2 +1 decode$/m);
}, 60_000);

test.each([
  [['logs', '--since', 'yesterday'], '"yesterday" is no time'],
  [['traces', '--min-duration', 'long'], '"long" is no length of time'],
  [['traces', '--attr', 'novalue'], 'key=value'],
  [['traces', 'duration>fast'], 'a length of time'],
  [['traces', 'map', 'duration>fast'], 'a length of time'],
  [['traces', 'red', '--by', 'host'], 'service, operation'],
  [['trace', 'not-hex'], 'no trace id'],
  [['trace', TRACE, '--format', 'xml'], 'otlp, jaeger, zipkin'],
  [['events', '--limit', '0'], 'a number from 1'],
  [['files', 'remove', 'x'], 'no file'],
  [['open'], "missing required argument 'path'"],
])('%j is wrong use', async (args, message) => {
  const { code, stdout, stderr } = await trivetHere([...args, '--data', tempDir()]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

const FIELDS = [
  'id',
  'name',
  'image',
  'state',
  'health',
  'composeProject',
  'composeService',
  'cpuPercent',
  'memoryBytes',
  'memoryLimitBytes',
  'networkRxBytes',
  'networkTxBytes',
  'blockReadBytes',
  'blockWriteBytes',
  'pids',
];

dockerTest(
  'a container is listed with its readings, its lines and its events, and followed',
  async () => {
    await ensureBusyboxImage();
    const name = uniqueName('cli');
    await runContainer(
      name,
      ['--label', 'com.docker.compose.project=shop', '--label', 'com.docker.compose.service=web'],
      ['sh', '-c', 'echo out; echo err >&2; i=0; while :; do echo "tick $i"; i=$((i+1)); sleep 1; done'],
    );
    const { ready } = await serve(tempDir(), ANY_PORTS);
    const data = ['--data', ready.dataDir];

    const follower = startTrivet(['logs', 'tick', '--container', name, '--follow', '--json', ...data]);
    const ticks = (await follower.lines(4)).slice(0, 4).map((line) => JSON.parse(line) as { body: string });
    const first = Number(ticks[0]?.body.split(' ')[1]);
    expect(ticks.map(({ body }) => body)).toEqual([0, 1, 2, 3].map((i) => `tick ${first + i}`));
    expect(await follower.stop('SIGINT')).toBe(0);

    const containers = await trivetJson(['containers', ...data]);
    const container = containers.find((each) => each.name === name);
    expect(Object.keys(container ?? {})).toEqual(FIELDS);
    expect(container).toMatchObject({ state: 'running', composeProject: 'shop', composeService: 'web' });
    expect(container?.memoryBytes).toBeGreaterThan(0);

    const lines = await trivetJson(['logs', '--container', name, ...data]);
    expect(lines).toContainEqual(expect.objectContaining({ body: 'err', stream: 'stderr', container: name }));
    expect(lines).toContainEqual(expect.objectContaining({ body: 'out', stream: 'stdout', traceId: null }));
    const times = lines.map(({ timeUnixNano }) => BigInt(String(timeUnixNano)));
    expect(times).toEqual([...times].sort((a, b) => (a < b ? -1 : 1)));

    const events = await trivetJson(['events', '--container', name, ...data]);
    expect(Object.keys(events[0] ?? {})).toEqual([
      'timeUnixNano',
      'type',
      'action',
      'id',
      'name',
      'attributes',
    ]);
    expect(events.map(({ action }) => action)).toEqual(expect.arrayContaining(['start', 'create']));
  },
  120_000,
);

test('a reader that has seen enough ends the command quietly', async () => {
  const shell = spawn('sh', ['-c', `"$0" "$1" --help | head -n 1; echo done`, process.execPath, trivetFile]);
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await once(shell, 'close');
  expect(output).toBe('Usage: trivet [options] [command]\ndone\n');
});
