import { createServer, type RequestListener, type Server } from 'node:http';
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

export interface HttpListener {
  port: number;
  addresses: string[];
  servers: Server[];
  /** Ends at once: open connections are cut. */
  close(): Promise<void>;
}

const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Exporters send every 5 s by default: a connection closed then would cut their next request off.
  keepAliveTimeout: 60_000,
  // How often the two timeouts above are looked at.
  connectionsCheckingInterval: 2_000,
};
const MOST_CONNECTIONS = 512;
const FREE_PORT_TRIES = 20;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/**
 * One HTTP server per address, all on one port. When any address has the port taken, none is kept: half a
 * service under one name is worse than none.
 *
 * @throws PortInUseError
 */
export async function listenHttp(handler: RequestListener, options: ListenOptions): Promise<HttpListener> {
  for (let tries = 1; ; tries++) {
    try {
      return await listenAll(handler, options);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      if (options.port === 0 && tries < FREE_PORT_TRIES) continue;
      throw new PortInUseError(options.port, ownerText(await portOwner(options.port, 'tcp')));
    }
  }
}

async function listenAll(handler: RequestListener, options: ListenOptions): Promise<HttpListener> {
  const servers: Server[] = [];
  const addresses: string[] = [];
  let { port } = options;
  const close = async () => {
    await Promise.all(servers.map(closeServer));
  };
  try {
    for (const address of options.addresses) {
      const server = createServer(LIMITS, handler);
      server.maxConnections = MOST_CONNECTIONS;
      if (!(await bind(server, port, address, addresses.length > 0))) continue;
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
    server.once('error', (error) => {
      const absent = codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'EAFNOSUPPORT';
      if (absent && optional) resolve(false);
      else reject(error);
    });
    // Without ipv6Only, :: would take the IPv4 addresses too and collide with 0.0.0.0.
    server.listen({ port, host: address, ipv6Only: address.includes(':') }, () => {
      server.removeAllListeners('error');
      resolve(true);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
