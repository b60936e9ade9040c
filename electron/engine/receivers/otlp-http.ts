import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IngestOutcome, TraceIngest } from '../traces/trace-ingest.ts';
import { type HttpProtocol, letGo, type ReceivedRequest } from './http-receiver.ts';
import { answerError, answerStored, encodingOf, otlpMediaTypes, traceEncodings } from './otlp-answers.ts';

/** OTLP/HTTP (OTLP specification 1.11): protobuf and JSON at `/v1/traces`. */
export function otlpHttp(traces: TraceIngest): HttpProtocol {
  return {
    name: 'otlp-http',
    mediaTypes: () => otlpMediaTypes,
    refuse: answerError,
    routes(app: FastifyInstance) {
      app.post('/v1/traces', async (request, reply) => {
        const received = request.body as ReceivedRequest | undefined;
        // Not even an empty body: a sender that says nothing of what it sends.
        if (!received) return answerError(request, reply, 415, 'Content-Type (none) is not accepted here');
        const { body, peer, release } = received;
        try {
          const { bytes, compression } = body;
          const encoding = traceEncodings[encodingOf(request)];
          const outcome = await traces.accept('otlp-http', { bytes, compression, encoding }, peer);
          return answer(request, reply, outcome);
        } finally {
          release();
        }
      });
      app.route({
        method: ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'],
        url: '/v1/traces',
        handler: (request, reply) => {
          letGo(request);
          return answerError(request, reply.header('allow', 'POST'), 405, 'send with POST');
        },
      });
      for (const signal of ['metrics', 'logs']) {
        app.post(`/v1/${signal}`, (request, reply) => {
          letGo(request);
          return answerError(
            request,
            reply,
            404,
            `${signal} are not received here; traces are, at /v1/traces`,
          );
        });
      }
    },
  };
}

const statuses = {
  malformed: 400,
  'too large': 413,
  'too many': 413,
  unavailable: 503,
  failed: 500,
} as const;

function answer(request: FastifyRequest, reply: FastifyReply, outcome: IngestOutcome): FastifyReply {
  if (outcome.kind === 'stored') return answerStored(request, reply, outcome.rejected, outcome.message);
  return answerError(request, reply, statuses[outcome.kind], outcome.message);
}
