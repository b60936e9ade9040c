import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { DropCause, ReceiverName, Signal } from '../../../shared/contract/app.ts';
import { guardReceiver } from '../http/receiver-guard.ts';
import { senderAddress } from '../net/addresses.ts';
import { createHttpServer } from '../net/listen-http.ts';
import { type ListeningStatus, type Receiver, ReceiverListener, tcpListen } from './receiver-listener.ts';
import {
  type BodyFault,
  compressionOf,
  defaultBodyLimits,
  type ReceivedBody,
  readBody,
} from './request-body.ts';
import type { ReceiverSurroundings } from './surroundings.ts';

/** What one protocol adds to the common receiver: its routes and the shape of its answers. */
export interface HttpProtocol {
  name: ReceiverName;
  /** What is received at the path; spans where it is not said. */
  signal?(path: string): Signal;
  /** Media types accepted at the path. */
  mediaTypes(path: string): readonly string[];
  /** Content-Encodings that the handler takes off itself: it gets the bytes as they came. */
  unpacks?: readonly string[];
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

/** For a body that nobody reads: its bytes are given back. */
export const letGo = (request: FastifyRequest): void =>
  (request.body as ReceivedRequest | undefined)?.release();

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

/** An HTTP receiver: the protocol's routes behind the rules that all of them keep. */
export class HttpReceiver implements Receiver {
  readonly #listener: ReceiverListener;
  readonly #app: FastifyInstance;

  /** @param port 0 picks a free one */
  constructor(protocol: HttpProtocol, port: number, around: ReceiverSurroundings, tryAgainMs?: number) {
    const app = createApp(protocol, around);
    this.#app = app;
    this.#listener = new ReceiverListener({
      name: protocol.name,
      port,
      listen: tcpListen(
        () => createHttpServer((request, response) => app.routing(request, response)),
        around.bridges,
      ),
      bridges: around.bridges,
      bind: around.bind,
      ...(tryAgainMs === undefined ? {} : { tryAgainMs }),
    });
  }

  get status(): ListeningStatus {
    return this.#listener.status;
  }

  async start(): Promise<void> {
    await this.#app.ready();
    await this.#listener.start();
  }

  dispose(): void {
    this.#listener.dispose();
    void this.#app.close();
  }
}

function createApp(protocol: HttpProtocol, around: ReceiverSurroundings): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: defaultBodyLimits.bytes,
    exposeHeadRoutes: false,
    // Names of indices and ids of documents stand in paths.
    routerOptions: { maxParamLength: 1024 },
  });
  const refuse = countingRefusals(protocol, around);
  guardReceiver(app, {
    hosts: around.hosts,
    mediaTypes: (path) => protocol.mediaTypes(path),
    cors: around.cors,
    refuse,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    receive(request, payload, around, protocol.unpacks ?? []),
  );
  app.setNotFoundHandler((request, reply) => {
    letGo(request);
    return refuse(request, reply, 404, `nothing is received at ${request.method} ${request.url}`);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) =>
    refuse(request, reply, error.statusCode ?? 500, error.message),
  );
  protocol.routes(app);
  return app;
}

/** What is refused here never reaches the protocol's handler, so it is counted here. */
function countingRefusals({ name, refuse, signal }: HttpProtocol, { faults }: ReceiverSurroundings) {
  const causes: Record<number, DropCause> = { 400: 'decode', 413: 'limit', 415: 'decode' };
  return (request: FastifyRequest, reply: FastifyReply, status: number, message: string): FastifyReply => {
    // Who was asked to come again has lost nothing.
    if (status !== 503) {
      const path = request.url.split('?', 1)[0] ?? '';
      faults.refused(name, causes[status] ?? null, message, 1, signal?.(path) ?? 'traces');
    }
    return refuse(request, reply, status, message);
  };
}

async function receive(
  request: FastifyRequest,
  payload: IncomingMessage,
  { inFlight }: ReceiverSurroundings,
  unpacks: readonly string[],
): Promise<ReceivedRequest> {
  const packed = unpacks.includes(request.headers['content-encoding']?.trim().toLowerCase() ?? '');
  const compression = packed ? null : compressionOf(request.headers['content-encoding']);
  if (compression === undefined) {
    throw new BodyError(415, `Content-Encoding ${request.headers['content-encoding']} is not accepted here`);
  }
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  const declaredLength = Number.isFinite(length) ? length : null;
  const limits = packed
    ? { ...defaultBodyLimits, bytes: defaultBodyLimits.compressedBytes }
    : defaultBodyLimits;
  const body = await readBody(payload, { compression, declaredLength, limits, inFlight });
  if (!body.ok) throw new BodyError(...bodyErrors[body.error]);
  return {
    body: body.value,
    peer: senderAddress(request.socket.remoteAddress),
    release: () => body.value.share.release(),
  };
}
