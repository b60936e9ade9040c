import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ReceiverName, ReceiverStatus } from '../../../shared/contract/app.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import { containerGatewayNames, createHostGuard, loopbackNames } from '../http/host-guard.ts';
import { guardReceiver } from '../http/receiver-guard.ts';
import { bindAddresses, boundNames } from '../net/addresses.ts';
import { type HttpListener, listenHttp } from '../net/listen-http.ts';
import { type BridgeNetworks, plainAddress } from './bridge-networks.ts';
import type { InFlight } from './in-flight.ts';
import {
  type BodyFault,
  compressionOf,
  defaultBodyLimits,
  type ReceivedBody,
  readBody,
} from './request-body.ts';

/** What one protocol adds to the common receiver: its routes and the shape of its answers. */
export interface HttpProtocol {
  name: ReceiverName;
  /** Media types accepted at the path. */
  mediaTypes(path: string): readonly string[];
  /** Writes a refusal in the protocol's own shape; 503 with Retry-After. */
  refuse(request: FastifyRequest, reply: FastifyReply, status: number, message: string): FastifyReply;
  /** Handlers find a ReceivedRequest in `request.body` and must call its `release`. */
  routes(app: FastifyInstance): void;
}

export interface ReceivedRequest {
  body: ReceivedBody;
  /** The sender's address; null for this machine itself, which says nothing about the producer. */
  peer: string | null;
  /** To be called once the body's bytes are no longer held. */
  release(): void;
}

export interface ReceiverSurroundings {
  inFlight: InFlight;
  bridges: BridgeNetworks;
  /** More addresses to bind and more names accepted as Host, as the user said. */
  bind: readonly string[];
  allowHosts: readonly string[];
  cors(): boolean;
}

const TRY_AGAIN_MS = 10_000;
const LOOPBACK = ['127.0.0.1', '::1'];

class BodyError extends Error {
  readonly statusCode: number;
  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

const bodyErrors: Record<BodyFault, [status: number, message: string]> = {
  'too large': [413, 'the body is too large'],
  'no room': [503, 'too many bytes are in flight; come again'],
  aborted: [400, 'the body ended early'],
};

/**
 * An HTTP receiver: the protocol's routes on loopback and, on Linux, on the gateways of Docker's local bridges,
 * where only their containers are let in. A port that is taken is tried again until it is free.
 */
export class HttpReceiver implements Disposable {
  readonly #protocol: HttpProtocol;
  readonly #around: ReceiverSurroundings;
  readonly #port: number;
  readonly #tryAgainMs: number;
  readonly #owned = new DisposableStore();
  readonly #app: FastifyInstance;
  readonly #gateways = new Map<string, HttpListener>();
  #loopback: HttpListener | null = null;
  #reason: string | null = null;
  #rebinding = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  /** @param port 0 picks a free one */
  constructor(protocol: HttpProtocol, port: number, around: ReceiverSurroundings, tryAgainMs = TRY_AGAIN_MS) {
    this.#tryAgainMs = tryAgainMs;
    this.#protocol = protocol;
    this.#around = around;
    this.#port = port;
    this.#app = createApp(protocol, around);
    this.#owned.add(around.bridges.onChange.on(() => this.#followBridges()));
  }

  get status(): ReceiverStatus {
    const listener = this.#loopback;
    return {
      name: this.#protocol.name,
      state: listener ? 'listening' : 'failed',
      port: listener?.port ?? this.#port,
      addresses: listener ? [...listener.addresses, ...this.#gateways.keys()] : [],
      reason: this.#reason,
    };
  }

  /** Never throws: that the port is taken is the receiver's status. */
  async start(): Promise<void> {
    await this.#app.ready();
    try {
      const addresses = bindAddresses(this.#around.bind);
      const listener = await listenHttp(this.#handler, { port: this.#port, addresses });
      if (this.#owned.disposed) return void listener.close();
      this.#loopback = listener;
      this.#reason = null;
      await this.#followBridges();
    } catch (error) {
      this.#reason = error instanceof Error ? error.message : String(error);
      this.#later(() => this.start());
    }
  }

  dispose(): void {
    this.#owned.dispose();
    clearTimeout(this.#retry);
    void this.#loopback?.close();
    for (const listener of this.#gateways.values()) void listener.close();
    void this.#app.close();
  }

  #later(action: () => Promise<void>): void {
    clearTimeout(this.#retry);
    if (this.#owned.disposed) return;
    this.#retry = setTimeout(() => void action(), this.#tryAgainMs);
    this.#retry.unref();
  }

  readonly #handler = (request: IncomingMessage, response: ServerResponse) =>
    this.#app.routing(request, response);

  /** Listens on gateways that appeared and leaves those that went, one change after another. */
  #followBridges(): Promise<void> {
    this.#rebinding = this.#rebinding.then(() => this.#bindGateways());
    return this.#rebinding;
  }

  async #bindGateways(): Promise<void> {
    const { bridges, bind } = this.#around;
    const port = this.#loopback?.port;
    if (port === undefined || this.#owned.disposed) return;
    // Bound to every address already.
    const wanted = bind.includes('0.0.0.0')
      ? []
      : bridges.gateways.filter((address) => !bind.includes(address));
    for (const [address, listener] of this.#gateways) {
      if (wanted.includes(address)) continue;
      this.#gateways.delete(address);
      await listener.close();
    }
    for (const address of wanted) if (!this.#gateways.has(address)) await this.#bindGateway(address, port);
  }

  async #bindGateway(address: string, port: number): Promise<void> {
    try {
      const listener = await listenHttp(this.#handler, { port, addresses: [address] });
      listener.servers.forEach(this.#guardPeers);
      this.#gateways.set(address, listener);
      this.#reason = null;
    } catch (error) {
      // Loopback goes on; containers of this bridge cannot reach the receiver, and the status says why.
      this.#reason = `not on ${address}: ${error instanceof Error ? error.message : String(error)}`;
      this.#later(() => this.#followBridges());
    }
  }

  /** Before a byte is read, who is not inside a local bridge is cut off. */
  readonly #guardPeers = (server: Server): void => {
    server.prependListener('connection', (socket: Socket) => {
      if (!this.#around.bridges.accepts(socket.remoteAddress ?? '')) socket.destroy();
    });
  };
}

function createApp(protocol: HttpProtocol, around: ReceiverSurroundings): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: defaultBodyLimits.bytes, exposeHeadRoutes: false });
  const refuse = protocol.refuse;
  const fixed = [
    ...loopbackNames,
    ...containerGatewayNames,
    ...boundNames(around.bind),
    ...around.allowHosts,
  ];
  const known = createHostGuard(fixed);
  guardReceiver(app, {
    hosts: (header) => known(header) || createHostGuard(around.bridges.gateways)(header),
    mediaTypes: (path) => protocol.mediaTypes(path),
    cors: around.cors,
    refuse,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    receive(request, payload, around),
  );
  app.setNotFoundHandler((request, reply) => {
    (request.body as ReceivedRequest | undefined)?.release();
    return refuse(request, reply, 404, `nothing is received at ${request.method} ${request.url}`);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) =>
    refuse(request, reply, error.statusCode ?? 500, error.message),
  );
  protocol.routes(app);
  return app;
}

async function receive(
  request: FastifyRequest,
  payload: IncomingMessage,
  { inFlight }: ReceiverSurroundings,
): Promise<ReceivedRequest> {
  const compression = compressionOf(request.headers['content-encoding']);
  if (compression === undefined) {
    throw new BodyError(415, `Content-Encoding ${request.headers['content-encoding']} is not accepted here`);
  }
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  const declaredLength = Number.isFinite(length) ? length : null;
  const body = await readBody(payload, { compression, declaredLength, limits: defaultBodyLimits, inFlight });
  if (!body.ok) throw new BodyError(...bodyErrors[body.error]);
  const address = plainAddress(request.socket.remoteAddress ?? '');
  return {
    body: body.value,
    peer: LOOPBACK.includes(address) ? null : address,
    release: () => body.value.share.release(),
  };
}
