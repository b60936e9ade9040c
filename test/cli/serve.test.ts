import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { receiverNames } from '../../shared/contract/app.ts';
import { tempDir } from '../temp-dir.ts';
import { ANY_PORTS, serve, startTrivet, trivet, trivetFile } from './run-trivet.ts';

test('one line on stdout: a link that signs in, once; stopped by SIGTERM with exit code 0', async () => {
  const dataDir = tempDir();
  const running = startTrivet(['serve', '--data', dataDir, '--port', '0', '--no-open', ...ANY_PORTS]);
  const [link = ''] = await running.lines(1);
  expect(link).toMatch(/^http:\/\/(localhost|127\.0\.0\.1):\d+\/\?token=[\w-]{43}$/);

  const signIn = await fetch(link, { redirect: 'manual' });
  expect(signIn.status).toBe(303);
  expect(signIn.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
  expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);

  expect(await running.stop('SIGTERM')).toBe(0);
  expect(running.stdout.text.split('\n')).toHaveLength(2);
  expect(statSync(join(dataDir, 'token')).mode & 0o777).toBe(0o600);
});

test('--json says where everything is, in one object', async () => {
  const dataDir = tempDir();
  const { ready, stdout, child, stop } = await serve(dataDir, [...ANY_PORTS, 'syslog=off']);
  expect(Object.keys(ready)).toEqual(['url', 'token', 'pid', 'dataDir', 'listen']);
  expect(ready).toMatchObject({ pid: child.pid, dataDir });
  expect(Object.keys(ready.listen)).toEqual([...receiverNames]);
  for (const receiver of Object.values(ready.listen)) {
    expect(Object.keys(receiver)).toEqual(['port', 'addresses', 'state', 'reason']);
    expect(['listening', 'off']).toContain(receiver.state);
  }
  expect(ready.listen.syslog).toMatchObject({ state: 'off', port: null });
  const base = ready.url.slice(0, ready.url.indexOf('?'));
  const health = await fetch(`${base}health`, { headers: { authorization: `Bearer ${ready.token}` } });
  expect(health.status).toBe(200);
  expect(await stop('SIGINT')).toBe(0);
  expect(stdout.text.trim().split('\n')).toHaveLength(1);
});

test('the token comes from TRIVET_TOKEN, or from the file that the flag names', async () => {
  const token = 'from-the-environment-0123456789';
  const file = join(tempDir(), 'token');
  const [fromEnv, fromFile] = await Promise.all([
    serve(tempDir(), ANY_PORTS, { env: { TRIVET_TOKEN: token } }),
    serve(tempDir(), [...ANY_PORTS, '--token-file', file], { env: { TRIVET_TOKEN: token } }),
  ]);
  expect(fromEnv.ready.token).toBe(token);
  expect(fromFile.ready.token).toBe(readFileSync(file, 'utf8').trim());
  expect(fromFile.ready.token).not.toBe(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a token that is too short is refused', async () => {
  const { code, stderr, stdout } = await trivet(
    ['serve', '--data', tempDir(), '--port', '0', '--no-open', ...ANY_PORTS],
    {
      env: { TRIVET_TOKEN: 'short' },
    },
  );
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('TRIVET_TOKEN');
});

test('a token file that others can read is told, and the token stays out of what is printed about it', async () => {
  const file = join(tempDir(), 'token');
  writeFileSync(file, 'a-shared-token-0123456789\n');
  chmodSync(file, 0o644);
  const { stderr, ready } = await serve(tempDir(), [...ANY_PORTS, '--token-file', file]);
  expect(stderr.text).toContain(`${file} can be read by other users`);
  expect(stderr.text).not.toContain(ready.token);
});

test('a taken port is told with its owner, and the UI is served on another', async () => {
  const occupant = createServer();
  await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void occupant.close());
  const address = occupant.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const running = startTrivet(['serve', '--data', tempDir(), '--port', String(port), '--json', ...ANY_PORTS]);
  const [line = '{}'] = await running.lines(1);
  expect(running.stderr.text).toContain(`port ${port} is in use`);
  if (process.platform === 'linux') expect(running.stderr.text).toContain(`process ${process.pid}`);
  const { url } = JSON.parse(line) as { url: string };
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
});

test('what opens the machine further is said at the start, and so is an address that is not here', async () => {
  const more = ['--bind', '127.0.0.2', '--bind', '192.0.2.1', '--allow-host', 'dev.box'];
  const { stderr } = await serve(tempDir(), [...ANY_PORTS, ...more]);
  expect(stderr.text).toContain('listening on 127.0.0.2');
  expect(stderr.text).toContain('not listening on 192.0.2.1: this machine has no such address');
  expect(stderr.text).toContain('answering to the name dev.box');
});

test('a second engine on a data directory names the first and ends with 1', async () => {
  const dataDir = tempDir();
  const { ready } = await serve(dataDir, ANY_PORTS);
  const second = await trivet(['serve', '--data', dataDir, '--port', '0', '--no-open', ...ANY_PORTS]);
  expect([second.code, second.stdout]).toEqual([1, '']);
  expect(second.stderr).toContain(`process ${ready.pid}`);
});

test('what a killed engine left behind does not stop the next', async () => {
  const dataDir = tempDir();
  const first = await serve(dataDir, ANY_PORTS);
  await first.stop('SIGKILL');
  const { ready } = await serve(dataDir, ANY_PORTS);
  expect(ready.pid).not.toBe(first.ready.pid);
});

test.each([
  [['serve', '--prot', '1'], "unknown option '--prot'"],
  [['serve', '--port', 'http'], '"http" is no port'],
  [['serve', '--listen', 'otlp=1'], 'receivers are otlp-grpc'],
  [['launch'], "unknown command 'launch'"],
])('%j is wrong use: exit code 2 and a message on stderr', async (args, message) => {
  const { code, stdout, stderr } = await trivet([
    ...args,
    ...(args[0] === 'serve' ? ['--data', tempDir()] : []),
  ]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('an unknown key in trivet.yaml is wrong use, with its line', async () => {
  const dataDir = tempDir();
  writeFileSync(join(dataDir, 'trivet.yaml'), 'port: 0\n\nlisten:\n  otlp-htp: 1\n');
  const { code, stderr } = await trivet(['serve', '--data', dataDir, '--no-open']);
  expect(code).toBe(2);
  expect(stderr).toContain('trivet.yaml:4:');
});

test('on a Node that is too old it says so, and what to do', async () => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })`;
  const { code, stdout, stderr } = await trivet(['status'], {
    node: ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`],
  });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('needs Node.js 22.15 or newer; this is 20.1.0');
});

test('the entry imports nothing before it has looked at Node', () => {
  expect(readFileSync(trivetFile, 'utf8')).not.toMatch(/^import\s/m);
});
