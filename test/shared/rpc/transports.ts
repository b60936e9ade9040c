import { MessageChannel } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { openDataDir } from '../../../electron/engine/storage/data-dir.ts';
import { findRunningEngine, listenLocally } from '../../../electron/hosts/local-socket.ts';
import { startWebServer } from '../../../electron/hosts/web/web-server.ts';
import { webSocketTransport } from '../../../electron/hosts/websocket-transport.ts';
import { memoryPair } from '../../../shared/rpc/memory.ts';
import { messagePortTransport } from '../../../shared/rpc/message-port.ts';
import type { ClientTransport, ServerTransport } from '../../../shared/rpc/transport.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { noAlertmanager } from '../../no-alertmanager.ts';
import { takesNothing } from '../../remote-write-schema.ts';
import { tempDir } from '../../temp-dir.ts';

type Serve = (transport: ServerTransport) => Disposable;

/** Each way in which a client reaches an engine: given the serving side, the client's end of a connection. */
export const transports: [name: string, open: (serve: Serve) => Promise<ClientTransport>][] = [
  ['in-memory pair', openMemory],
  ['MessagePort', openMessagePort],
  ['WebSocket', openWebSocket],
  ['local socket', openLocalSocket],
];

async function openMemory(serve: Serve): Promise<ClientTransport> {
  const { client, server } = memoryPair();
  serve(server);
  return client;
}

async function openMessagePort(serve: Serve): Promise<ClientTransport> {
  const { port1, port2 } = new MessageChannel();
  serve(messagePortTransport(port1));
  return messagePortTransport(port2);
}

const TOKEN = 'a-token-of-the-test-0123456789';

async function openWebSocket(serve: Serve): Promise<ClientTransport> {
  const server = await startWebServer({
    engine: {
      status: () => Promise.reject(new Error('not asked for here')),
      checkStore: async () => null,
      checkFiles: async () => ({ writable: true, problem: null }),
      metrics: {
        exposition: () => Promise.reject(new Error('not asked for here')),
        custom: () => Promise.reject(new Error('not asked for here')),
      },
      remoteWrite: takesNothing,
      alertmanager: noAlertmanager,
      connect: serve,
    },
    port: 0,
    token: TOKEN,
    rendererDir: tempDir(),
  });
  onTestFinished(() => server.stop());
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return webSocketTransport(socket);
}

async function openLocalSocket(serve: Serve): Promise<ClientTransport> {
  const dataDir = openDataDir(tempDir());
  const listening = await listenLocally({ dataDir: dataDir.path, url: null, connect: serve });
  onTestFinished(() => {
    listening.dispose();
    dataDir.dispose();
  });
  const engine = findRunningEngine(dataDir.path);
  if (!engine) throw new Error('the engine was not found');
  return engine.connect();
}
