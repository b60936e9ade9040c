import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ClientTransport, ServerTransport } from '../../shared/rpc/transport.ts';
import { type Disposable, disposable } from '../../shared/util/disposable.ts';
import { lockOwner } from '../engine/storage/data-dir.ts';
import { streamTransport } from './stream-transport.ts';

/**
 * How commands find the engine of a data directory, whichever host runs it: a Unix socket or named pipe, with
 * its name and a key in a 0600 file beside the store. The key comes first on every connection, for a named
 * pipe has no file mode that keeps other users out.
 */
interface Endpoint {
  pid: number;
  socket: string;
  key: string;
  /** Address of the UI where a web host runs. */
  url: string | null;
}

const ENDPOINT_FILE = 'engine.json';
const KEY_BYTES = 32;
const MOST_CONNECTIONS = 64;
const KEY_TIMEOUT_MS = 5_000;
/** Shorter than sockaddr_un.sun_path on every system, with its terminating zero. */
const LONGEST_SOCKET_PATH = 100;

export interface LocalSocketOptions {
  dataDir: string;
  url: string | null;
  connect(transport: ServerTransport): Disposable;
}

/** Listens until disposed. The caller owns the data directory, so a socket file left there is nobody's. */
export async function listenLocally({ dataDir, url, connect }: LocalSocketOptions): Promise<Disposable> {
  const endpoint: Endpoint = {
    pid: process.pid,
    socket: socketPath(dataDir),
    key: randomBytes(KEY_BYTES).toString('hex'),
    url,
  };
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    admit(socket, endpoint.key, () => connect(streamTransport(socket)));
  });
  server.maxConnections = MOST_CONNECTIONS;
  if (process.platform !== 'win32') {
    ownDirectory(dirname(endpoint.socket));
    rmSync(endpoint.socket, { force: true });
  }
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(endpoint.socket, done);
  });
  if (process.platform !== 'win32') chmodSync(endpoint.socket, 0o600);
  const file = join(dataDir, ENDPOINT_FILE);
  writeFileSync(file, JSON.stringify(endpoint), { mode: 0o600 });
  return disposable(() => {
    rmSync(file, { force: true });
    for (const socket of open) socket.destroy();
    server.close();
  });
}

/** In the data directory; where its path is too long for a socket, in a directory of this user's own. */
function socketPath(dataDir: string): string {
  const name = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\trivet-${name}-${randomBytes(8).toString('hex')}`;
  const inside = join(resolve(dataDir), 'engine.sock');
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside;
  return join(tmpdir(), `trivet-${process.getuid?.() ?? 'user'}-${name}`, 'engine.sock');
}

/** Anybody may make directories where temporary files are, so one that is there already must be ours alone. */
function ownDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(path);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) throw new Error(`${path} belongs to somebody else`);
}

/** Hands the connection on once its first bytes are the key; anything else ends it. */
function admit(socket: Socket, key: string, connect: () => void): void {
  let head = Buffer.alloc(0);
  socket.setTimeout(KEY_TIMEOUT_MS, () => socket.destroy());
  const read = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    if (head.length < key.length) return;
    socket.off('data', read);
    socket.setTimeout(0);
    if (!timingSafeEqual(head.subarray(0, key.length), Buffer.from(key, 'latin1'))) {
      socket.destroy();
      return;
    }
    const rest = head.subarray(key.length);
    connect();
    if (rest.length > 0) socket.emit('data', rest);
  };
  socket.on('data', read);
}

/** Somebody owns the data directory and takes no commands: an engine that starts, or another command. */
export class EngineBusyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EngineBusyError';
  }
}

export interface RunningEngine {
  pid: number;
  url: string | null;
  connect(): Promise<ClientTransport>;
}

/**
 * The engine that owns the data directory, or null when none runs there.
 *
 * @throws EngineBusyError when one runs and cannot be reached yet.
 */
export function findRunningEngine(dataDir: string): RunningEngine | null {
  const pid = lockOwner(dataDir);
  if (pid === null) return null;
  const endpoint = readEndpoint(dataDir);
  if (endpoint?.pid !== pid) {
    throw new EngineBusyError(`the engine of ${dataDir}, process ${pid}, is starting or takes no commands`);
  }
  return { pid, url: endpoint.url, connect: () => connectTo(endpoint) };
}

function readEndpoint(dataDir: string): Endpoint | null {
  try {
    return JSON.parse(readFileSync(join(dataDir, ENDPOINT_FILE), 'utf8')) as Endpoint;
  } catch {
    // Not there yet, or half written: the engine is just starting.
    return null;
  }
}

function connectTo({ socket: path, key, pid }: Endpoint): Promise<ClientTransport> {
  return new Promise((done, fail) => {
    const socket = createConnection(path);
    const failed = (error: Error) =>
      fail(new Error(`the engine, process ${pid}, cannot be reached: ${error.message}`));
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      socket.write(key);
      done(streamTransport(socket));
    });
  });
}
