import http2, { type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import type { Result } from '../../../../shared/util/result.ts';
import { type HostGuard, isLoopbackOrigin } from '../../http/host-guard.ts';
import { senderAddress } from '../../net/addresses.ts';
import type { InFlight } from '../in-flight.ts';
import { compressionOf, defaultBodyLimits, type ReceivedBody } from '../request-body.ts';
import { GrpcCode, type GrpcStatus, statusTrailers } from './grpc-status.ts';
import { type MessageFault, readMessage } from './read-message.ts';

/** The response message, or how the call failed. */
export type GrpcAnswer = Result<Uint8Array, GrpcStatus>;

/** Answers one unary call. The body's share is released by the server after the answer. */
export type GrpcMethod = (body: ReceivedBody, peer: string | null) => Promise<GrpcAnswer>;

export interface GrpcServerOptions {
  /** By path: `/package.Service/Method`. */
  methods: ReadonlyMap<string, GrpcMethod>;
  hosts: HostGuard;
  inFlight: InFlight;
  /** Told of every call, or connection, that is refused before its method sees it. */
  refused(status: GrpcStatus): void;
}

const SETTINGS = {
  maxConcurrentStreams: 100,
  maxHeaderListSize: 16 * 1024,
  initialWindowSize: 2 ** 20,
  enablePush: false,
};
/** Of a whole connection, over its streams. */
const CONNECTION_WINDOW = 4 * 2 ** 20;
const FIRST_SETTINGS_WITHIN_MS = 10_000;
const MESSAGE_WITHIN_MS = 30_000;
const PING_EVERY_MS = 60_000;
const PONG_WITHIN_MS = 20_000;
const RETRY_AFTER_MS = 1_000;
const CONTENT_TYPE = /^application\/grpc(?:\+proto)?(?:;|$)/;
/** Without spaces: clients that split it at the comma would find no encoding of theirs in it and stop packing. */
const ACCEPTED_ENCODINGS = 'identity,gzip,deflate';

const { NGHTTP2_CANCEL } = http2.constants;

/**
 * Unary gRPC calls over cleartext HTTP/2 (grpc/grpc, doc/PROTOCOL-HTTP2.md), on Node's own http2.
 *
 * Not on @grpc/grpc-js: that collects and decompresses a message before any code of ours runs, and answers what is
 * too large or not readable itself. Bytes in flight could then not be bounded over all receivers, a broken or
 * oversized message could be neither counted nor answered as OTLP asks for, and decompression would not be the
 * decoder thread's.
 *
 * @returns makes the server for one address; all of them answer alike
 */
export function grpcServer(options: GrpcServerOptions): () => Server {
  const server = http2.createServer({ settings: SETTINGS });
  server.on('session', holdSession);
  server.on('sessionError', (error: NodeJS.ErrnoException) => {
    const message = 'a connection that does not speak HTTP/2 came to the gRPC port';
    if (error.code === 'ERR_HTTP2_ERROR') options.refused({ code: GrpcCode.invalidArgument, message });
  });
  server.on('stream', (stream: ServerHttp2Stream, headers) => void serve(stream, headers, options));
  return () =>
    createServer((socket: Socket) => {
      // Who may not come in has been cut off before.
      if (!socket.destroyed) server.emit('connection', socket);
    });
}

/** Ends a connection that says nothing at first, or does not answer later. */
function holdSession(session: ServerHttp2Session): void {
  session.setLocalWindowSize(CONNECTION_WINDOW);
  // What is wrong with a connection is told to the server; without a listener here it would end the process.
  session.on('error', () => session.destroy());
  const first = setTimeout(() => session.destroy(), FIRST_SETTINGS_WITHIN_MS).unref();
  session.once('remoteSettings', () => clearTimeout(first));
  let pong: NodeJS.Timeout | undefined;
  const ping = setInterval(() => {
    if (session.destroyed) return;
    pong = setTimeout(() => session.destroy(), PONG_WITHIN_MS).unref();
    session.ping((error) => {
      clearTimeout(pong);
      if (error) session.destroy();
    });
  }, PING_EVERY_MS).unref();
  session.once('close', () => {
    clearTimeout(first);
    clearTimeout(pong);
    clearInterval(ping);
  });
}

async function serve(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  options: GrpcServerOptions,
): Promise<void> {
  // A sender that goes away ends its stream with an error; whoever reads sees it too.
  stream.on('error', () => undefined);
  if (headers[':method'] !== 'POST') return refuseHttp(stream, 405);
  if (!CONTENT_TYPE.test(headers['content-type'] ?? '')) return refuseHttp(stream, 415);
  const refusal = refusalOf(headers, options);
  const method = options.methods.get(headers[':path'] ?? '');
  if (refusal || !method) {
    const status = refusal ?? unimplemented(headers[':path'] ?? '');
    options.refused(status);
    return endWith(stream, status);
  }
  const tooSlow = setTimeout(() => {
    refuse(stream, slow, options);
    stream.close();
  }, MESSAGE_WITHIN_MS).unref();
  const compression = compressionOf(headers['grpc-encoding'] as string | undefined) ?? null;
  const { inFlight } = options;
  const body = await readMessage(stream, { compression, limits: defaultBodyLimits, inFlight });
  clearTimeout(tooSlow);
  if (!body.ok) {
    const status = faultStatus(body.error);
    return status && !stream.headersSent ? refuse(stream, status, options) : undefined;
  }
  if (stream.headersSent) return body.value.share.release();
  try {
    answer(stream, await method(body.value, senderAddress(stream.session?.socket?.remoteAddress)));
  } finally {
    body.value.share.release();
  }
}

const slow: GrpcStatus = { code: GrpcCode.deadlineExceeded, message: 'the message came too slowly' };

const unimplemented = (path: string): GrpcStatus => ({
  code: GrpcCode.unimplemented,
  message: `${path.slice(1, 201)} is not received here`,
});

/** What is wrong with a call before its message is read. */
function refusalOf(headers: IncomingHttpHeaders, { hosts }: GrpcServerOptions): GrpcStatus | null {
  const authority = headers[':authority'] ?? headers.host;
  const { origin } = headers;
  if (!hosts(authority)) {
    return {
      code: GrpcCode.permissionDenied,
      message: `:authority ${authority ?? '(none)'} is not served here`,
    };
  }
  if (origin !== undefined && !isLoopbackOrigin(origin)) {
    return { code: GrpcCode.permissionDenied, message: `Origin ${origin} is not allowed` };
  }
  const encoding = headers['grpc-encoding'];
  if (encoding !== undefined && compressionOf(String(encoding)) === undefined) {
    return { code: GrpcCode.unimplemented, message: `grpc-encoding ${encoding} is not accepted here` };
  }
  return null;
}

function faultStatus(fault: MessageFault): GrpcStatus | null {
  switch (fault.kind) {
    case 'too large':
      return { code: GrpcCode.resourceExhausted, message: fault.message };
    case 'malformed':
      return { code: GrpcCode.invalidArgument, message: fault.message };
    case 'no room':
      return busy('too many bytes are in flight; come again');
    case 'aborted':
      return null;
  }
}

/** UNAVAILABLE with RetryInfo: the sender keeps what it has and comes again. */
export const busy = (message: string): GrpcStatus => ({
  code: GrpcCode.unavailable,
  message,
  retryAfterMs: RETRY_AFTER_MS,
});

function refuse(stream: ServerHttp2Stream, status: GrpcStatus, { refused }: GrpcServerOptions): void {
  refused(status);
  endWith(stream, status);
}

const responseHeaders = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': ACCEPTED_ENCODINGS,
};

/** A status without a message; what the sender still sends is let go by. */
function endWith(stream: ServerHttp2Stream, status: GrpcStatus): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond({ ...responseHeaders, ...statusTrailers(status) }, { endStream: true });
  letGo(stream);
}

/** For what is no gRPC at all. */
function refuseHttp(stream: ServerHttp2Stream, status: 405 | 415): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': status }, { endStream: true });
  letGo(stream);
}

function letGo(stream: ServerHttp2Stream): void {
  stream.resume();
  const patience = setTimeout(() => stream.close(NGHTTP2_CANCEL), MESSAGE_WITHIN_MS).unref();
  stream.once('close', () => clearTimeout(patience));
}

function answer(stream: ServerHttp2Stream, result: GrpcAnswer): void {
  if (stream.destroyed || stream.headersSent) return;
  if (!result.ok) {
    endWith(stream, result.error);
    return;
  }
  const message = result.value;
  const framed = Buffer.alloc(5 + message.length);
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, 5);
  stream.respond(responseHeaders, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(statusTrailers({ code: GrpcCode.ok, message: '' })));
  stream.end(framed);
}
