import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tempDir } from '../../../temp-dir.ts';
import { Catcher } from './catcher.ts';
import { selfSigned } from './mail-server.ts';
import { notification } from './sample-notification.ts';
import { senderFor, sent } from './sender-of.ts';

let catcher: Catcher;
beforeAll(async () => {
  catcher = await Catcher.open();
});
afterAll(() => catcher.close());
beforeEach(() => catcher.clear());

const hook = (path = '/hook', more = '') =>
  senderFor('webhook_configs', `url: ${catcher.origin}${path}\n${more}`);

test.each([
  [500, true],
  [503, true],
  [429, true],
  [400, false],
  [401, false],
  [404, false],
])('an answer of %i may be better next time: %s', async (status, retry) => {
  catcher.replies.set('/hook', { status, body: 'because  of\nthis' });
  expect(await sent(hook())).toMatchObject({
    ok: false,
    retry,
    error: expect.stringMatching(/: because of this$/),
  });
});

test.each([
  ['120', 120_000],
  ['Fri, 02 Jan 2026 03:06:05 GMT', 29_880],
  ['99999999', 3_600_000],
  ['soon', undefined],
])('Retry-After: %s is noted', async (value, afterMs) => {
  catcher.replies.set('/hook', { status: 503, headers: { 'retry-after': value } });
  const outcome = await sent(hook());
  expect(outcome).toMatchObject({ ok: false, retry: true });
  expect((outcome as { afterMs?: number }).afterMs).toBe(afterMs);
});

test('a receiver that says nothing is left when its time is up', async () => {
  catcher.replies.set('/hook', 'hang');
  expect(await sent(hook('/hook', 'timeout: 50ms'))).toEqual({
    ok: false,
    retry: true,
    error: 'no complete answer within 0.05 s',
  });
});

test('one that is no longer to be told is left at once', async () => {
  catcher.replies.set('/hook', 'hang');
  const stop = new AbortController();
  const outcome = sent(hook(), notification(), stop.signal);
  stop.abort(new Error('stopped'));
  expect(await outcome).toEqual({ ok: false, retry: true, error: 'stopped' });
});

test('nobody there is told as such, and may be there later', async () => {
  const gone = senderFor('webhook_configs', 'url: http://127.0.0.1:1/x/secret-path');
  const outcome = await sent(gone);
  expect(outcome).toMatchObject({ ok: false, retry: true, error: expect.stringContaining('ECONNREFUSED') });
});

test('a huge answer is read no further than is told of it', async () => {
  catcher.replies.set('/hook', { status: 400, body: 'x'.repeat(20_000_000) });
  const outcome = await sent(hook());
  expect((outcome as { error: string }).error).toHaveLength(
    `127.0.0.1:${catcher.port} answered 400 Bad Request: `.length + 301,
  );
});

test('a redirect is followed with what was posted, a loop of them to its tenth, and none that would lose it', async () => {
  catcher.replies.set('/a', { status: 307, headers: { location: '/b' } });
  expect(await sent(hook('/a'))).toEqual({ ok: true });
  expect(catcher.caught.map(({ method, path, body }) => [method, path, body.length > 100])).toEqual([
    ['POST', '/a', true],
    ['POST', '/b', true],
  ]);
  catcher.replies.set('/loop', { status: 308, headers: { location: '/loop' } });
  expect(await sent(hook('/loop'))).toMatchObject({ ok: false, error: 'stopped after 10 redirects' });
  catcher.replies.set('/moved', { status: 302, headers: { location: '/b' } });
  expect(await sent(hook('/moved'))).toMatchObject({
    ok: false,
    retry: false,
    error: expect.stringContaining('302'),
  });
  expect(await sent(hook('/a', 'http_config: { follow_redirects: false }'))).toMatchObject({ ok: false });
});

test('a receiver over TLS must show a certificate that is trusted', async () => {
  const identity = selfSigned();
  const secure = await Catcher.open((listener) => createTlsServer(identity, listener));
  try {
    const url = `url: https://localhost:${secure.port}/`;
    const ca = join(tempDir(), 'ca.pem');
    writeFileSync(ca, identity.cert);
    expect(await sent(senderFor('webhook_configs', url))).toMatchObject({
      ok: false,
      error: expect.stringMatching(/self.signed/),
    });
    const trusting = `${url}\nhttp_config: { tls_config: { ca_file: ${ca} } }`;
    expect(await sent(senderFor('webhook_configs', trusting))).toEqual({ ok: true });
  } finally {
    await secure.close();
  }
});

test('an address that is none, or of another kind, is a fault that stays', async () => {
  const file = join(tempDir(), 'url');
  const sender = senderFor('webhook_configs', `url_file: ${file}`);
  expect(await sent(sender)).toMatchObject({
    ok: false,
    retry: true,
    error: expect.stringContaining('ENOENT'),
  });
  writeFileSync(file, 'file:///etc/passwd');
  expect(await sent(sender)).toEqual({
    ok: false,
    retry: false,
    error: 'the address is no http or https URL',
  });
  writeFileSync(file, ` ${catcher.origin}/hook\n`);
  expect(await sent(sender)).toEqual({ ok: true });
});

test('templates that cannot be read or carried out are faults that stay', async () => {
  const around = { templates: [{ path: '/x/bad.tmpl', text: '{{ define' }] };
  const entry = `webhook_url: ${catcher.origin}/hook`;
  expect(await sent(senderFor('discord_configs', entry, { around }))).toMatchObject({
    ok: false,
    retry: false,
    error: expect.stringContaining('bad.tmpl'),
  });
  expect(await sent(senderFor('discord_configs', `${entry}\nmessage: '{{ template "x" }}'`))).toMatchObject({
    ok: false,
    retry: false,
    error: expect.stringContaining('"x" not defined'),
  });
  expect(catcher.caught).toEqual([]);
});

const SECRET = 's3cr-et/pä';
const STORED = { secret: async (name: string) => (name === 'hook' ? SECRET : null) };

test.each([
  ['slack_configs', 'api_url: http://127.0.0.1:PORT/s3cr-et/p%C3%A4'],
  ['opsgenie_configs', 'api_key: trivet:secret/hook\napi_url: http://127.0.0.1:PORT'],
  ['telegram_configs', 'bot_token: trivet:secret/hook\nchat_id: 1\napi_url: http://127.0.0.1:PORT'],
  ['pagerduty_configs', 'routing_key: trivet:secret/hook\nurl: http://127.0.0.1:PORT'],
  [
    'webhook_configs',
    'url: http://127.0.0.1:PORT/\nhttp_config: { authorization: { credentials: trivet:secret/hook } }',
  ],
])('%s tells no secret of its receiver, even where the receiver says it back: %s', async (key, entry) => {
  const echo = await Catcher.open(() =>
    createServer((request, response) => {
      const head = `${request.url} ${JSON.stringify(request.headers)}`;
      request.on('data', (chunk) => response.write(`${head} ${decodeURIComponent(head)} ${chunk}`));
      request.on('end', () => response.end());
      response.writeHead(400);
    }),
  );
  try {
    const sender = senderFor(key, entry.replace('PORT', String(echo.port)), { around: STORED });
    const outcome = await sent(sender);
    expect(outcome.ok).toBe(false);
    expect(JSON.stringify([outcome, sender.target])).not.toContain(SECRET);
    expect(JSON.stringify([outcome, sender.target])).not.toContain(encodeURIComponent(SECRET));
  } finally {
    await echo.close();
  }
});

test('a name under which nothing is kept is told', async () => {
  const sender = senderFor('opsgenie_configs', `api_key: trivet:secret/other\napi_url: ${catcher.origin}`, {
    around: STORED,
  });
  expect(await sent(sender)).toEqual({
    ok: false,
    retry: false,
    error: 'api_key: no secret is kept under the name other',
  });
});

test('what is off answers why', async () => {
  const off = senderFor('webhook_configs', 'url: nonsense');
  expect(await sent(off)).toEqual({ ok: false, retry: false, error: 'webhook: url is no URL' });
});
