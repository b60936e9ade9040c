import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDataDir } from '../../electron/engine/storage/data-dir.ts';
import { EngineBusyError, findRunningEngine, listenLocally } from '../../electron/hosts/local-socket.ts';
import type { ClientMessage, ServerTransport } from '../../shared/rpc/transport.ts';
import { disposable } from '../../shared/util/disposable.ts';
import { tempDir } from '../temp-dir.ts';

interface Listening {
  path: string;
  /** What clients said. */
  heard: ClientMessage[];
  stop(): void;
}

async function listen(path = tempDir()): Promise<Listening> {
  const dataDir = openDataDir(path);
  const heard: ClientMessage[] = [];
  const connect = (transport: ServerTransport) => transport.onMessage((message) => heard.push(message));
  const socket = await listenLocally({ dataDir: path, url: 'http://localhost:1/', connect });
  const { dispose: stop } = disposable(() => {
    socket.dispose();
    dataDir.dispose();
  });
  onTestFinished(stop);
  return { path, heard, stop };
}

const endpointOf = (path: string) =>
  JSON.parse(readFileSync(join(path, 'engine.json'), 'utf8')) as { socket: string; key: string };

test('a command finds the engine of a data directory, with its process and address', async () => {
  const { path } = await listen();
  expect(findRunningEngine(path)).toMatchObject({ pid: process.pid, url: 'http://localhost:1/' });
  expect(findRunningEngine(tempDir())).toBeNull();
});

test.skipIf(process.platform === 'win32')('socket and key are for this user alone', async () => {
  const { path } = await listen();
  expect(statSync(join(path, 'engine.json')).mode & 0o777).toBe(0o600);
  expect(statSync(endpointOf(path).socket).mode & 0o777).toBe(0o600);
});

test('what was said right behind the key is heard', async () => {
  const { path, heard } = await listen();
  const transport = await findRunningEngine(path)?.connect();
  onTestFinished(() => transport?.dispose());
  transport?.send({ kind: 'cancel', id: 7 });
  await expect.poll(() => heard).toEqual([{ kind: 'cancel', id: 7 }]);
});

test('without the right key nothing is heard and the connection ends', async () => {
  const { path, heard } = await listen();
  const { socket: at, key } = endpointOf(path);
  const socket = createConnection(at);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  socket.write(`${'0'.repeat(key.length)}more than the key`);
  await closed;
  expect(heard).toEqual([]);
});

test('a data directory whose path is too long for a socket is served all the same', async () => {
  const path = join(tempDir(), 'x'.repeat(120));
  mkdirSync(path, { mode: 0o700 });
  const { heard } = await listen(path);
  const transport = await findRunningEngine(path)?.connect();
  onTestFinished(() => transport?.dispose());
  transport?.send({ kind: 'ack', id: 1 });
  await expect.poll(() => heard).toHaveLength(1);
});

test('the socket that a killed engine left behind is replaced', async () => {
  const path = tempDir();
  writeFileSync(join(path, 'engine.sock'), '');
  await listen(path);
  const transport = await findRunningEngine(path)?.connect();
  expect(transport).toBeDefined();
  transport?.dispose();
});

test('an owner that takes no commands yet is busy, not absent', () => {
  const path = tempDir();
  const dataDir = openDataDir(path);
  onTestFinished(() => dataDir.dispose());
  expect(() => findRunningEngine(path)).toThrow(EngineBusyError);
});

test('after the stop nobody is found', async () => {
  const { path, stop } = await listen();
  stop();
  expect(findRunningEngine(path)).toBeNull();
});
