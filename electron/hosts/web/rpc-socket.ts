import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ServerTransport } from '../../../shared/rpc/transport.ts';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { webSocketTransport } from '../websocket-transport.ts';
import type { AccessRequest, Refusal } from './access.ts';

export interface RpcSocketOptions {
  connect(transport: ServerTransport): Disposable;
  /** Why the upgrade is refused, or null. */
  refuse(request: AccessRequest): Refusal | null;
}

const PATH = '/rpc';
/** Larger than any message of a client: uploads come in chunks of a few MiB. */
const MOST_MESSAGE_BYTES = 16 * 2 ** 20;
const MOST_CONNECTIONS = 64;
const HEARTBEAT_MS = 20_000;

/** The contract at `/rpc` of the given servers. A window that misses two heartbeats is gone. */
export function serveRpcSocket(servers: readonly Server[], options: RpcSocketOptions): Disposable {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const alive = new WeakSet<WebSocket>();

  function refuseHere(path: string): SocketRefusal | null {
    if (path !== PATH) return { status: 404, message: 'no WebSocket here' };
    const full = sockets.clients.size >= MOST_CONNECTIONS;
    return full ? { status: 503, message: 'too many connections' } : null;
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A reset while the answer is under way would otherwise be thrown.
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const refusal =
      options.refuse({ method: request.method ?? '', path, headers: request.headers }) ?? refuseHere(path);
    if (refusal) {
      reject(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      alive.add(webSocket);
      webSocket.on('pong', () => alive.add(webSocket));
      options.connect(webSocketTransport(webSocket));
    });
  }

  function heartbeat(): void {
    for (const webSocket of sockets.clients) {
      if (!alive.delete(webSocket)) webSocket.terminate();
      else webSocket.ping();
    }
  }

  for (const server of servers) server.on('upgrade', upgrade);
  const timer = setInterval(heartbeat, HEARTBEAT_MS);
  return disposable(() => {
    clearInterval(timer);
    for (const server of servers) server.off('upgrade', upgrade);
    for (const webSocket of sockets.clients) webSocket.close(1001, 'Trivet is stopping');
    for (const webSocket of sockets.clients) webSocket.terminate();
    sockets.close();
  });
}

interface SocketRefusal {
  status: keyof typeof REASONS;
  message: string;
}

const REASONS = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
} as const;

function reject(socket: Duplex, { status, message }: SocketRefusal): void {
  const body = JSON.stringify({ error: message });
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
