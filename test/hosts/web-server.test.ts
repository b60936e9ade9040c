import { mkdirSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startWebServer, type WebServer } from '../../electron/hosts/web/web-server.ts';
import type { EngineStatus } from '../../shared/contract/app.ts';
import { disposable } from '../../shared/util/disposable.ts';
import { noAlertmanager } from '../no-alertmanager.ts';
import { takesNothing } from '../remote-write-schema.ts';
import { tempDir } from '../temp-dir.ts';

const TOKEN = 'a-token-of-the-test-0123456789';
const INDEX = '<!doctype html><style nonce="__TRIVET_NONCE__"></style><title>Trivet</title>';

const idle: EngineStatus = {
  sources: [],
  receivers: [],
  received: [],
  dropped: [],
  redacted: [],
  stores: [],
  storeBytes: 0,
  engine: { cpuPercent: 0, rssBytes: 0 },
  scrape: { up: 0, down: 0, total: 0, refused: 0 },
  alerts: {
    firing: 0,
    pending: 0,
    suppressed: 0,
    resolved: 0,
    alertingRules: 0,
    recordingRules: 0,
    failedRules: 0,
  },
  problems: [],
};

const noOwnMetrics = {
  exposition: async () => ({ contentType: 'text/plain', text: '' }),
  custom: async () => {
    throw new Error('not asked for here');
  },
};

let server: WebServer;
let status: EngineStatus;
let storeFailure: string | null;

async function start(
  rendererDir: string,
  allowHosts: string[] = [],
  bind: string[] = [],
): Promise<WebServer> {
  const started = await startWebServer({
    engine: {
      status: async () => status,
      checkStore: async () => storeFailure,
      checkFiles: async () => ({ writable: true, problem: null }),
      metrics: noOwnMetrics,
      remoteWrite: takesNothing,
      alertmanager: noAlertmanager,
      connect: () => disposable(() => undefined),
    },
    port: 0,
    token: TOKEN,
    allowHosts,
    bind,
    rendererDir,
  });
  onTestFinished(() => started.stop());
  return started;
}

function builtUi(): string {
  const root = tempDir();
  mkdirSync(join(root, 'ui', 'assets'), { recursive: true });
  writeFileSync(join(root, 'ui', 'index.html'), INDEX);
  writeFileSync(join(root, 'ui', 'assets', 'app-1a2b.js'), 'export {};');
  writeFileSync(join(root, 'secret.txt'), 'not for the web');
  return join(root, 'ui');
}

beforeEach(async () => {
  status = idle;
  storeFailure = null;
  server = await start(builtUi());
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** node:http, because fetch does not let Host be set and tidies paths up. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on('error', reject).end();
  });
}

const bearer = { authorization: `Bearer ${TOKEN}` };
const html = { accept: 'text/html' };

test('without the token everything but liveness is 401', async () => {
  for (const path of [
    '/',
    '/traces',
    '/assets/app-1a2b.js',
    '/health',
    '/health/ready',
    '/metrics',
    '/metrics/custom',
    '/rpc',
    '/nothing',
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 401]);
  }
  expect((await get('/health/live')).status).toBe(200);
});

test('at /metrics a browser gets the view and a scraper the figures', async () => {
  const page = await get('/metrics?m=up', { ...bearer, ...html });
  expect(page.headers['content-type']).toContain('text/html');
  expect(page.body).toContain('<title>Trivet</title>');
  const scraped = await get('/metrics', {
    ...bearer,
    accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1',
  });
  expect(scraped.headers['content-type']).toContain('text/plain');
});

test('a wrong token is 401, as Bearer, as password and in the link', async () => {
  const basic = Buffer.from('user:wrong').toString('base64');
  expect((await get('/', { authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await get('/', { authorization: `Basic ${basic}` })).status).toBe(401);
  expect((await get('/', { cookie: `trivet_${server.port}=${TOKEN}` })).status).toBe(401);
  const { status: code, headers } = await get('/?token=wrong');
  expect(code).toBe(401);
  expect(headers['set-cookie']).toBeUndefined();
});

test('programs come in with Bearer, or with the token as the password of any user', async () => {
  const basic = Buffer.from(`grafana:${TOKEN}`).toString('base64');
  expect((await get('/health', bearer)).status).toBe(200);
  expect((await get('/health', { authorization: `Basic ${basic}` })).status).toBe(200);
});

test('a link signs a browser in once: a cookie, and the address without the token', async () => {
  const path = server.createLink().slice(server.url.length - 1);
  const first = await get(path, html);
  expect(first.status).toBe(303);
  expect(first.headers.location).toBe('/');
  expect(first.headers['referrer-policy']).toBe('no-referrer');
  const cookie = first.headers['set-cookie']?.[0] ?? '';
  expect(cookie).toMatch(
    new RegExp(`^trivet_${server.port}=[\\w-]{43}; Path=/;.*HttpOnly; SameSite=Strict$`),
  );
  expect(cookie).not.toContain(TOKEN);

  const page = await get('/', { ...html, cookie: cookie.split(';')[0] ?? '' });
  expect(page.status).toBe(200);
  expect((await get(path, html)).status).toBe(401);
});

test('the same link in the browser that it signed in leads to the UI', async () => {
  const path = server.createLink().slice(server.url.length - 1);
  const cookie = (await get(path)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  expect((await get(path, { cookie })).status).toBe(303);
});

test('the token itself signs browsers in again and again', async () => {
  for (const _ of [1, 2]) expect((await get(`/?token=${TOKEN}`)).status).toBe(303);
});

test('the token counts in the address of the UI only', async () => {
  expect((await get(`/health?token=${TOKEN}`)).status).toBe(401);
});

test.each(['evil.example', 'localhost.evil.example:8748', '127.0.0.1.nip.io', '0.0.0.0', '169.254.1.1'])(
  'Host "%s" is refused with the right token, on every path',
  async (host) => {
    for (const path of ['/', '/health/live', '/health', `/?token=${TOKEN}`]) {
      expect((await get(path, { ...bearer, host })).status).toBe(403);
    }
  },
);

test('a name given by --allow-host is served', async () => {
  server = await start(builtUi(), ['dev.box']);
  expect((await get('/health', { ...bearer, host: `dev.box:${server.port}` })).status).toBe(200);
  expect((await get('/health', { ...bearer, host: 'dev.box.evil.example' })).status).toBe(403);
});

test('a foreign Origin is refused, ours is not', async () => {
  const host = `localhost:${server.port}`;
  const from = (origin: string) => get('/health', { ...bearer, host, origin });
  expect((await from(`http://${host}`)).status).toBe(200);
  for (const origin of ['https://evil.example', 'null', 'http://localhost:1', `https://${host}`]) {
    expect([origin, (await from(origin)).status]).toEqual([origin, 403]);
  }
});

test('what another site asks for is refused, but for a visit to the front page', async () => {
  const visit = { ...bearer, ...html, 'sec-fetch-dest': 'document' };
  for (const site of ['cross-site', 'same-site']) {
    const foreign = { 'sec-fetch-site': site };
    expect((await get('/', { ...visit, ...foreign })).status).toBe(200);
    expect((await get('/traces', { ...visit, ...foreign })).status).toBe(403);
    expect((await get('/', { ...visit, ...foreign, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
    expect((await get('/', { ...bearer, ...foreign, 'sec-fetch-dest': 'image' })).status).toBe(403);
    expect((await get('/', { ...visit, ...foreign }, 'POST')).status).toBe(403);
  }
  expect((await get('/traces', { ...visit, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});

test('a visit from another site without the cookie comes again from here, where browsers send it', async () => {
  const visit = { ...html, 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' };
  const page = await get('/', visit);
  expect(page.status).toBe(401);
  expect(page.body).toContain('http-equiv="refresh"');
  expect((await get('/', html)).body).not.toContain('http-equiv="refresh"');
});

test('every answer has the security headers', async () => {
  for (const path of ['/', '/assets/app-1a2b.js', '/health', '/missing.js']) {
    const { headers } = await get(path, bearer);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
  }
});

test('the page and its policy share a nonce that is fresh for every response', async () => {
  const nonces = new Set<string>();
  for (const _ of [1, 2]) {
    const { headers, body } = await get('/', { ...bearer, host: `localhost:${server.port}` });
    const policy = String(headers['content-security-policy']);
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? 'missing';
    expect(body).toContain(`nonce="${nonce}"`);
    expect(policy).toContain(`connect-src 'self' ws://localhost:${server.port};`);
    expect(policy).not.toContain('unsafe');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(2);
});

test("a view's URL is the UI; a file that is not there is 404", async () => {
  expect((await get('/traces/0af7651916cd43dd8448eb211c80319c?x=1', { ...bearer, ...html })).body).toContain(
    '<title>Trivet</title>',
  );
  expect((await get('/assets/gone.js', { ...bearer, ...html })).status).toBe(404);
  expect((await get('/traces', bearer)).status).toBe(404);
});

test('files of the UI are served as what they are, and kept by the browser', async () => {
  const { headers, body } = await get('/assets/app-1a2b.js', bearer);
  expect(body).toBe('export {};');
  expect(headers['content-type']).toMatch(/javascript/);
  expect(headers['cache-control']).toContain('immutable');
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..\\..\\secret.txt',
  '/assets/%2e%2e%5c%2e%2e%5csecret.txt',
  '//secret.txt',
  '/assets/app-1a2b.js%00.txt',
])('%s leads nowhere', async (path) => {
  const { status: code, body } = await get(path, bearer);
  expect(code).toBeGreaterThanOrEqual(400);
  expect(body).not.toContain('not for the web');
});

test('a UI that was not built says how to build it', async () => {
  server = await start(join(tempDir(), 'nowhere'));
  expect((await get('/', bearer)).body).toContain('npm run build');
});

test('ready is 503 only when the store cannot take data', async () => {
  status = {
    ...idle,
    receivers: [
      {
        name: 'otlp-http',
        state: 'failed',
        port: 4318,
        addresses: [],
        reason: 'port 4318 is in use',
        lastFault: null,
      },
    ],
  };
  const degraded = await get('/health/ready', bearer);
  expect(degraded.status).toBe(200);
  expect(JSON.parse(degraded.body)).toMatchObject({
    status: 'degraded',
    checks: [
      { name: 'database', status: 'ok', message: null },
      { name: 'file_system', status: 'ok', message: null },
      { name: 'docker', status: expect.any(String) },
      { name: 'receivers', status: 'degraded', message: 'otlp-http: port 4318 is in use' },
    ],
  });
  expect(JSON.parse(degraded.body).problems).toContain('otlp-http: port 4318 is in use');
  storeFailure = 'database or disk is full';
  const failed = await get('/health/ready', bearer);
  expect(failed.status).toBe(503);
  expect(JSON.parse(failed.body).status).toBe('failed');
  expect((await get('/health', bearer)).status).toBe(200);
});

function connect(headers: Record<string, string>, path = '/rpc'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    onTestFinished(() => socket.terminate());
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => resolve(0));
  });
}

test('a WebSocket needs our Origin and the cookie, or the token itself', async () => {
  const cookie = (await get(`/?token=${TOKEN}`)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const origin = `http://127.0.0.1:${server.port}`;
  expect(await connect({ cookie, origin })).toBe(101);
  expect(await connect(bearer)).toBe(101);
  expect(await connect({ origin })).toBe(401);
  expect(await connect({})).toBe(401);
  expect(await connect({ cookie })).toBe(403);
  expect(await connect({ cookie, origin: 'https://evil.example' })).toBe(403);
  expect(await connect({ ...bearer, origin: 'https://evil.example' })).toBe(403);
  expect(await connect({ ...bearer, host: 'evil.example' })).toBe(403);
  expect(await connect(bearer, '/other')).toBe(404);
});

test('a head larger than 16 KiB is refused', async () => {
  expect((await get('/health', { ...bearer, 'x-filler': 'x'.repeat(20_000) })).status).toBe(431);
});

test('stopping ends open connections', async () => {
  const socket = createConnection(server.port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
  await server.stop();
  await closed;
  await expect(get('/health/live')).rejects.toThrow();
});

test('with a wildcard bound, the machine is reached by its own addresses and not by names', async () => {
  server = await start(builtUi(), [], ['0.0.0.0']);
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family }) => family === 'IPv4');
  expect((await get('/health', { ...bearer, host: `${own?.address}:${server.port}` })).status).toBe(200);
  expect((await get('/health', { ...bearer, host: 'rebound.example' })).status).toBe(403);
});

/** The code with which the server closes a connection that sends this. */
function closeCode(send: (socket: WebSocket) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: bearer });
    socket.on('open', () => send(socket));
    socket.on('close', resolve);
    socket.on('error', (error) => (socket.readyState === socket.CONNECTING ? reject(error) : undefined));
  });
}

test('text, bytes that are no message, and messages over 16 MiB end a WebSocket', async () => {
  expect(await closeCode((socket) => socket.send('hello'))).toBe(1007);
  expect(await closeCode((socket) => socket.send(new Uint8Array([9, 0, 0, 0, 1])))).toBe(1007);
  expect(await closeCode((socket) => socket.send(new Uint8Array(17 * 2 ** 20)))).toBe(1009);
});

test('WebSockets are limited in number, and a place that is left is free again', async () => {
  const open: WebSocket[] = [];
  for (let i = 0; i < 64; i++) {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: bearer });
    await new Promise((resolve) => socket.on('open', resolve));
    open.push(socket);
  }
  expect(await connect(bearer)).toBe(503);
  const closed = new Promise((resolve) => open[0]?.on('close', resolve));
  open[0]?.close();
  await closed;
  expect(await connect(bearer)).toBe(101);
  for (const socket of open) socket.terminate();
});
