import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mediaType } from '../http/host-guard.ts';
import type { LogIntake } from '../logs/log-intake.ts';
import type { LogEncoding } from './decode/decode-logs.ts';
import { type HttpProtocol, letGo, type ReceivedRequest } from './http-receiver.ts';
import { answerError, otlpMediaTypes } from './otlp-answers.ts';
import { serveOtlp } from './otlp-http.ts';

/** Where streams are pushed to, now and before Loki 1.0. */
const PUSH_PATHS = ['/loki/api/v1/push', '/api/prom/push'];
const OTLP_PATH = '/otlp/v1/logs';
const encodings: Record<string, LogEncoding> = {
  'application/json': 'loki-json',
  'application/x-protobuf': 'loki-snappy',
};
const RETRY_AFTER_S = '1';
/** What is taken is what this version of Loki takes. */
const BUILD_INFO = {
  version: '3.5.0',
  revision: 'trivet',
  branch: '',
  buildUser: '',
  buildDate: '',
  goVersion: '',
};

const statuses = {
  malformed: 400,
  'too large': 413,
  'too many': 413,
  unavailable: 503,
  failed: 500,
} as const;

/** Loki's push API (Loki HTTP API, "Ingest logs"), OTLP at Loki's own path for it, and what clients ask before. */
export function lokiHttp(logs: LogIntake): HttpProtocol {
  return {
    name: 'loki',
    signal: () => 'logs',
    mediaTypes: (path) => (path === OTLP_PATH ? otlpMediaTypes : Object.keys(encodings)),
    unpacks: ['snappy'],
    refuse,
    routes(app: FastifyInstance) {
      for (const path of PUSH_PATHS) servePush(app, path, logs);
      serveOtlp(app, OTLP_PATH, logs, 'rejectedLogRecords', 'loki');
      app.get('/ready', (_request, reply) => plain(reply, 200, 'ready'));
      app.get('/loki/api/v1/status/buildinfo', (_request, reply) => reply.send(BUILD_INFO));
      app.get('/loki/api/v1/labels', (_request, reply) => reply.send({ status: 'success', data: [] }));
    },
  };
}

function servePush(app: FastifyInstance, path: string, logs: LogIntake): void {
  app.post(path, async (request, reply) => {
    const received = request.body as ReceivedRequest | undefined;
    if (!received) return refuse(request, reply, 400, 'the body is missing');
    try {
      const { bytes, compression } = received.body;
      const encoding = encodings[mediaType(request.headers['content-type']) ?? ''] ?? 'loki-json';
      const outcome = await logs.accept('loki', { bytes, compression, encoding }, received.peer);
      if (outcome.kind !== 'stored') return refuse(request, reply, statuses[outcome.kind], outcome.message);
      // Loki keeps what is good, and tells of the rest as of a bad request.
      return outcome.rejected > 0 ? plain(reply, 400, outcome.message) : reply.code(204).send();
    } finally {
      received.release();
    }
  });
  app.route({
    method: ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD'],
    url: path,
    handler: (request, reply) => {
      letGo(request);
      return refuse(request, reply.header('allow', 'POST'), 405, 'send with POST');
    },
  });
}

/** Loki refuses in a line of text; at OTLP's path in its shape. */
function refuse(request: FastifyRequest, reply: FastifyReply, status: number, message: string): FastifyReply {
  if (request.url.startsWith(OTLP_PATH)) return answerError(request, reply, status, message);
  if (status === 503) reply.header('retry-after', RETRY_AFTER_S);
  return plain(reply, status, message);
}

const plain = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).type('text/plain; charset=utf-8').send(`${message}\n`);
