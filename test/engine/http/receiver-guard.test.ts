import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { beforeEach, expect, test } from 'vitest';
import { createHostGuard, loopbackNames } from '../../../electron/engine/http/host-guard.ts';
import { guardReceiver } from '../../../electron/engine/http/receiver-guard.ts';

let app: FastifyInstance;
let cors: boolean;
let bodiesRead: number;

beforeEach(() => {
  cors = true;
  bodiesRead = 0;
  app = Fastify();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    bodiesRead++;
    done(null, body);
  });
  guardReceiver(app, {
    hosts: createHostGuard(loopbackNames),
    mediaTypes: () => ['application/json', 'application/x-protobuf'],
    cors: () => cors,
    refuse: (_request, reply, status, message) => reply.code(status).send({ message }),
  });
  app.post('/v1/traces', async () => ({}));
  app.options('/v1/traces', async () => ({}));
});

const post = (headers: InjectOptions['headers']) =>
  app.inject({
    method: 'POST',
    url: '/v1/traces?x=1',
    headers: { host: 'localhost:1', 'content-type': 'application/json; charset=utf-8', ...headers },
    payload: '{}',
  });

test('a request without Origin and with a listed type is served', async () => {
  expect((await post({})).statusCode).toBe(200);
});

test('a foreign Host is refused before the body is read', async () => {
  expect((await post({ host: 'rebound.example' })).statusCode).toBe(403);
  expect(bodiesRead).toBe(0);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
  'a body of type "%s", which browsers send unasked, gets 415',
  async (type) => {
    expect((await post({ 'content-type': type })).statusCode).toBe(415);
    expect(bodiesRead).toBe(0);
  },
);

test('a page on a loopback name may send; it alone is named and no credentials are', async () => {
  const { statusCode, headers } = await post({ origin: 'http://localhost:3000' });
  expect(statusCode).toBe(200);
  expect(headers['access-control-allow-origin']).toBe('http://localhost:3000');
  expect(headers['access-control-allow-credentials']).toBeUndefined();
  expect(headers.vary).toContain('origin');
});

test.each(['https://evil.example', 'null', 'http://localhost.evil.example'])(
  'a page of the origin %s gets 403 and no CORS header',
  async (origin) => {
    const { statusCode, headers } = await post({ origin });
    expect(statusCode).toBe(403);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  },
);

test('a request without Origin that a browser marks as cross-site gets 403', async () => {
  expect((await post({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
});

test('CORS can be switched off while running', async () => {
  cors = false;
  expect((await post({ origin: 'http://localhost:3000' })).statusCode).toBe(403);
  expect((await post({})).statusCode).toBe(200);
});

test('a preflight from a loopback page is granted, from elsewhere refused', async () => {
  const ask = (origin: string) =>
    app.inject({ method: 'OPTIONS', url: '/v1/traces', headers: { host: 'localhost', origin } });
  const granted = await ask('http://127.0.0.1:5173');
  expect(granted.statusCode).toBe(204);
  expect(granted.headers['access-control-allow-headers']).toContain('content-type');
  expect((await ask('https://evil.example')).statusCode).toBe(403);
});
