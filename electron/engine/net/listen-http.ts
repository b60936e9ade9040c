import { createServer, type RequestListener, type Server } from 'node:http';
import { type ListenOptions, listenTcp, type TcpListener } from './listen-tcp.ts';

export type HttpListener = TcpListener<Server>;

const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Exporters send every 5 s by default: a connection closed then would cut their next request off.
  keepAliveTimeout: 60_000,
  // How often the two timeouts above are looked at.
  connectionsCheckingInterval: 2_000,
};

/** A server within the limits of every HTTP port of Trivet's; it does not listen yet. */
export const createHttpServer = (handler: RequestListener): Server => createServer(LIMITS, handler);

/** As `listenTcp`, for HTTP. @throws PortInUseError */
export const listenHttp = (handler: RequestListener, options: ListenOptions): Promise<HttpListener> =>
  listenTcp(() => createHttpServer(handler), options);
