import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { contentSecurityPolicy, NONCE_PLACEHOLDER } from '../../../shared/content-security-policy.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { decodeMessage, encodeMessage } from '../../../shared/rpc/codec.ts';
import { serveConnection } from '../../../shared/rpc/server.ts';
import type { ClientMessage } from '../../../shared/rpc/transport.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { type StandIn, standInApi } from './api.ts';
import { members } from './shop.ts';

const ROOT = fileURLToPath(new URL('../../../out/renderer/', import.meta.url));
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface StandInHost {
  url: string;
  world: StandIn;
  /** Breaks every connection, as an engine that died would. */
  drop(): void;
  close(): Promise<void>;
}

/** The built renderer over HTTP with the product's own policy, and the stand-in engine behind /rpc. */
export async function startStandIn(given: Partial<StandIn> = {}, port = 0): Promise<StandInHost> {
  const world: StandIn = { team: members, quiet: false, docker: true, demo: false, asked: [], ...given };
  const server = createServer((request, response) => serveFile(request, response));
  const sockets = new WebSocketServer({ server, path: '/rpc' });
  sockets.on('connection', (socket) => {
    const messages = new Emitter<ClientMessage>();
    const closing = new Emitter<void>();
    socket.on('message', (data) =>
      messages.fire(decodeMessage(new Uint8Array(data as Buffer)) as ClientMessage),
    );
    socket.on('close', () => closing.fire());
    serveConnection(contract, standInApi(world), {
      send: (message) => socket.send(encodeMessage(message)),
      onMessage: (listener) => messages.on(listener),
      onClose: (listener) => closing.on(listener),
      dispose: () => socket.close(),
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const drop = () => {
    for (const client of sockets.clients) client.terminate();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    world,
    drop,
    async close() {
      drop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveFile(request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const file = join(ROOT, path);
  if (path !== '/' && extname(path) !== '' && existsSync(file) && statSync(file).isFile()) {
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy(nonce, [`ws://${request.headers.host}`]),
  });
  response.end(readFileSync(join(ROOT, 'index.html'), 'utf8').replaceAll(NONCE_PLACEHOLDER, nonce));
}
