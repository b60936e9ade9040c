import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectToFirst, negotiate } from '../../../electron/engine/docker/connect.ts';
import { discoverEndpoints, type Endpoint } from '../../../electron/engine/docker/endpoint.ts';
import { dockerMissing, eventually, missing, runContainer, testUnless, uniqueName } from '../../docker.ts';
import { tempDir } from '../../temp-dir.ts';

const version =
  (ApiVersion: string, more = {}): RequestListener =>
  (_request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ Version: '99.1', ApiVersion, ...more }));
  };

async function listening(server: Server, at: string | number): Promise<Server> {
  await new Promise<void>((resolve) => {
    if (typeof at === 'string') server.listen(at, resolve);
    else server.listen(at, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

const socketEndpoint = (path: string): Endpoint => ({
  url: `unix://${path}`,
  from: 'a test',
  transport: { kind: 'socket', path },
});

async function connect(endpoints: Endpoint[]) {
  const connection = await connectToFirst(endpoints, 'linux', new AbortController().signal);
  if (connection.ok) onTestFinished(() => connection.value.client.dispose());
  return connection;
}

async function daemon(answer: RequestListener): Promise<Endpoint> {
  const path = join(tempDir(), 'd.sock');
  await listening(createServer(answer), path);
  return socketEndpoint(path);
}

test('the first endpoint that answers is taken, others that fail are passed over', async () => {
  const dead = socketEndpoint(join(tempDir(), 'none.sock'));
  const refusing = await daemon((_request, response) => response.writeHead(500).end());
  const good = await daemon(version('1.41'));
  const connection = await connect([dead, refusing, good]);
  expect(connection.ok && connection.value.endpoint).toBe(good);
  expect(connection.ok && connection.value.detail).toBe('Docker 99.1, API 1.41');
});

test('of several that fail, the one that exists is told about', async () => {
  const refusing = await daemon((_request, response) => response.writeHead(500).end('{"message":"broken"}'));
  const connection = await connect([socketEndpoint('/nowhere.sock'), refusing]);
  expect(connection).toMatchObject({ ok: false, error: { endpoint: refusing.url } });
  expect(connection.ok || connection.error.cause).toContain('broken');
});

test('a daemon too old, or too new, is a state with a cure', async () => {
  for (const answer of [version('1.18'), version('1.99', { MinAPIVersion: '1.90' })]) {
    const connection = await connect([await daemon(answer)]);
    expect(connection).toMatchObject({ ok: false, error: { cure: expect.stringContaining('Update') } });
  }
});

test.each([
  [{ ApiVersion: '1.41' }, '1.41'],
  [{ ApiVersion: '1.24', MinAPIVersion: '1.12' }, '1.24'],
  [{ ApiVersion: '1.99', MinAPIVersion: '1.44' }, '1.51'],
  [{}, '1.24'],
])('%o is spoken to as %s', (answer, expected) => {
  expect(negotiate(answer)).toBe(expected);
});

const opensslTest = testUnless(missing('openssl', ['version']));

/** A certificate for 127.0.0.1 that signs itself, as ca, cert and key. */
function certificate(): string {
  const dir = tempDir();
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=trivet test'],
      ...[
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-keyout',
        join(dir, 'key.pem'),
        '-out',
        join(dir, 'cert.pem'),
      ],
    ],
    { stdio: 'pipe' },
  );
  writeFileSync(join(dir, 'ca.pem'), readFileSync(join(dir, 'cert.pem')));
  return dir;
}

function endpointFromEnvironment(env: Record<string, string>): Endpoint[] {
  const found = discoverEndpoints(
    { platform: 'linux', env, home: '/none', tmpDir: '/tmp', readFile: () => null },
    null,
  );
  if (!found.ok) throw new Error(found.error.cause);
  return found.value;
}

opensslTest('TLS with client certificate works, and without the authority fails with a cure', async () => {
  const dir = certificate();
  const pem = (name: string) => readFileSync(join(dir, name));
  const server = createTlsServer(
    {
      key: pem('key.pem'),
      cert: pem('cert.pem'),
      ca: pem('ca.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    version('1.41'),
  );
  await listening(server as unknown as Server, 0);
  const DOCKER_HOST = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const good = await connect(
    endpointFromEnvironment({ DOCKER_HOST, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: dir }),
  );
  expect(good.ok).toBe(true);
  const stranger = certificate();
  const bad = await connect(
    endpointFromEnvironment({ DOCKER_HOST, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: stranger }),
  );
  expect(bad).toMatchObject({ ok: false, error: { cure: expect.stringContaining('ca.pem') } });
  const noFiles = await connect(
    endpointFromEnvironment({ DOCKER_HOST, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' }),
  );
  expect(noFiles).toMatchObject({ ok: false, error: { cure: expect.stringContaining('cert.pem') } });
});

test('a plain port that speaks TLS is told as such', async () => {
  const nothing = await connect(endpointFromEnvironment({ DOCKER_HOST: 'tcp://127.0.0.1:9' }));
  expect(nothing).toMatchObject({
    ok: false,
    error: { cause: expect.stringContaining('tcp://127.0.0.1:9') },
  });
});

/** A program called ssh that does what the far end would: it talks to the daemon's socket. */
function fakeSsh(script: string): void {
  const dir = tempDir();
  writeFileSync(join(dir, 'ssh'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(dir, 'ssh'), 0o755);
  const before = process.env.PATH;
  process.env.PATH = `${dir}:${before}`;
  onTestFinished(() => {
    process.env.PATH = before;
  });
}

testUnless(dockerMissing)('over ssh, each connection is one docker system dial-stdio', async () => {
  fakeSsh('while [ "$1" != -- ]; do shift; done; shift 2; exec env -u DOCKER_HOST "$@"');
  const connection = await connect(endpointFromEnvironment({ DOCKER_HOST: 'ssh://me@box' }));
  if (!connection.ok) throw new Error(connection.error.cause);
  const { docker } = connection.value.client;
  const [first, second] = await Promise.all([docker.listContainers(), docker.listImages()]);
  expect(Array.isArray(first) && Array.isArray(second)).toBe(true);
  const { id } = await runContainer(uniqueName('ssh'), [], ['sleep', '600']);
  const exec = await docker
    .getContainer(id)
    .exec({ Cmd: ['sh'], AttachStdin: true, AttachStdout: true, Tty: true });
  const shell = await exec.start({ hijack: true, stdin: true, Tty: true });
  let text = '';
  shell.on('data', (chunk) => {
    text += chunk;
  });
  shell.write('echo $((6 * 7)); exit\n');
  await eventually('answered', () => text.includes('42'));
});

test('what ssh says on failing is the cause', async () => {
  fakeSsh('echo "me@box: Permission denied (publickey)." >&2; exit 255');
  const connection = await connect(endpointFromEnvironment({ DOCKER_HOST: 'ssh://me@box' }));
  expect(connection.ok || connection.error).toMatchObject({
    cause: expect.stringContaining('Permission denied (publickey)'),
    cure: expect.stringContaining('ssh box docker version'),
  });
});
