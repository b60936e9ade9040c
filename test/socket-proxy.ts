import { unlinkSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from './temp-dir.ts';

/** A Unix socket in front of another, on which a test can act out every way of losing a daemon. */
export interface SocketProxy {
  /** For DOCKER_HOST. */
  host: string;
  /** Ends every connection and takes no new one: the daemon is gone. */
  cut(): void;
  restore(): Promise<void>;
  /** Connections stay open and nothing passes: the daemon is stopped. */
  stall(): void;
  /** These paths are answered 403, as a guarded socket does. */
  refuse(paths: string[]): void;
  /** Answers of event streams stay away while all else passes. */
  muteEvents(muted: boolean): void;
  /** How often each path was asked for, without API version and query. */
  requests: Map<string, number>;
}

export async function startProxy(target = '/var/run/docker.sock'): Promise<SocketProxy> {
  const path = join(tempDir(), 'docker.sock');
  const sockets = new Set<Socket>();
  const requests = new Map<string, number>();
  let stalled = false;
  let muted = false;
  let refused: string[] = [];
  let server: Server;

  function relay(client: Socket): void {
    const daemon = createConnection(target);
    let streamsEvents = false;
    for (const socket of [client, daemon]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => daemon.destroy());
    daemon.on('close', () => client.destroy());
    client.on('data', (chunk) => {
      const asked = /^[A-Z]+ (?:\/v[\d.]+)?(\/[^ ?]*)(\?[^ ]*)? HTTP/.exec(chunk.toString('latin1'));
      if (asked?.[1]) requests.set(asked[1], (requests.get(asked[1]) ?? 0) + 1);
      if (asked?.[1] === '/events') streamsEvents = !/[?&]until=/.test(asked[2] ?? '');
      if (asked?.[1] && refused.includes(asked[1])) {
        client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}');
      } else if (!stalled) daemon.write(chunk);
    });
    daemon.on('data', (chunk) => {
      if (!stalled && !(muted && streamsEvents)) client.write(chunk);
    });
  }

  const listen = () =>
    new Promise<void>((resolve) => {
      server = createServer(relay).listen(path, resolve);
    });
  function cut(): void {
    server.close();
    for (const socket of sockets) socket.destroy();
    try {
      unlinkSync(path);
    } catch {
      // Closing the server has removed it.
    }
  }
  await listen();
  onTestFinished(cut);
  return {
    host: `unix://${path}`,
    cut,
    async restore() {
      stalled = false;
      await listen();
    },
    stall() {
      stalled = true;
    },
    refuse(paths) {
      refused = paths;
    },
    muteEvents(value) {
      muted = value;
    },
    requests,
  };
}
