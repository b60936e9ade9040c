import type { Server, Socket } from 'node:net';
import { ownerText, portOwner } from './port-owner.ts';

/** Another program has the port. The message names it where that is known. */
export class PortInUseError extends Error {
  readonly port: number;
  constructor(port: number, owner: string) {
    super(`port ${port} is in use${owner}`);
    this.name = 'PortInUseError';
    this.port = port;
  }
}

export interface ListenOptions {
  /** 0 picks a free one, the same on every address. */
  port: number;
  /** The first must exist; of the others those that this machine does not have are left out. */
  addresses: readonly string[];
}

export interface TcpListener<S extends Server = Server> {
  port: number;
  addresses: string[];
  servers: S[];
  /** Ends at once: open connections are cut. */
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 512;
const FREE_PORT_TRIES = 20;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/**
 * One server per address, all on one port. When any address has the port taken, none is kept: half a service
 * under one name is worse than none.
 *
 * @param create makes a server that does not listen yet
 * @throws PortInUseError
 */
export async function listenTcp<S extends Server>(
  create: () => S,
  options: ListenOptions,
): Promise<TcpListener<S>> {
  for (let tries = 1; ; tries++) {
    try {
      return await listenAll(create, options);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      if (options.port === 0 && tries < FREE_PORT_TRIES) continue;
      throw new PortInUseError(options.port, ownerText(await portOwner(options.port, 'tcp')));
    }
  }
}

async function listenAll<S extends Server>(create: () => S, options: ListenOptions): Promise<TcpListener<S>> {
  const servers: S[] = [];
  const addresses: string[] = [];
  const sockets = new Set<Socket>();
  let { port } = options;
  const close = async () => {
    const closed = servers.map(closeServer);
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  try {
    for (const address of options.addresses) {
      const server = create();
      server.maxConnections = MOST_CONNECTIONS;
      if (!(await bind(server, port, address, addresses.length > 0))) continue;
      server.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
      servers.push(server);
      addresses.push(address);
      const bound = server.address();
      if (bound && typeof bound === 'object') port = bound.port;
    }
    return { port, addresses, servers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** False when the machine has no such address and it may be left out. */
function bind(server: Server, port: number, address: string, optional: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      const absent = codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'EAFNOSUPPORT';
      if (absent && optional) resolve(false);
      else reject(error);
    };
    server.once('error', fail);
    // Without ipv6Only, :: would take the IPv4 addresses too and collide with 0.0.0.0.
    server.listen({ port, host: address, ipv6Only: address.includes(':') }, () => {
      server.removeListener('error', fail);
      resolve(true);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
