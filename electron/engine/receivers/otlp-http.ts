import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { MetricIngest } from '../metrics/metric-ingest.ts';
import type { IngestOutcome, TraceIngest } from '../traces/trace-ingest.ts';
import { type HttpProtocol, letGo, type ReceivedRequest } from './http-receiver.ts';
import { answerError, answerStored, encodingOf, otlpEncodings, otlpMediaTypes } from './otlp-answers.ts';

const TRACES = '/v1/traces';
const METRICS = '/v1/metrics';

/** OTLP/HTTP (OTLP specification 1.11): protobuf and JSON at `/v1/traces` and `/v1/metrics`. */
export function otlpHttp(traces: TraceIngest, metrics: MetricIngest): HttpProtocol {
  return {
    name: 'otlp-http',
    signal: (path) => (path === METRICS ? 'metrics' : path === '/v1/logs' ? 'logs' : 'traces'),
    mediaTypes: () => otlpMediaTypes,
    refuse: answerError,
    routes(app: FastifyInstance) {
      serve(app, TRACES, traces, 'rejectedSpans');
      serve(app, METRICS, metrics, 'rejectedDataPoints');
      app.post('/v1/logs', (request, reply) => {
        letGo(request);
        const message = `logs are not received here; traces are, at ${TRACES}, and metrics, at ${METRICS}`;
        return answerError(request, reply, 404, message);
      });
    },
  };
}

type Ingest = Pick<TraceIngest, 'accept'> | Pick<MetricIngest, 'accept'>;
type Items = Parameters<typeof answerStored>[2];

function serve(app: FastifyInstance, url: string, ingest: Ingest, items: Items): void {
  app.post(url, async (request, reply) => {
    const received = request.body as ReceivedRequest | undefined;
    // Not even an empty body: a sender that says nothing of what it sends.
    if (!received) return answerError(request, reply, 415, 'Content-Type (none) is not accepted here');
    const { body, peer, release } = received;
    try {
      const { bytes, compression } = body;
      const encoding = otlpEncodings[encodingOf(request)];
      const outcome = await ingest.accept('otlp-http', { bytes, compression, encoding }, peer);
      return answer(request, reply, outcome, items);
    } finally {
      release();
    }
  });
  app.route({
    method: ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'],
    url,
    handler: (request, reply) => {
      letGo(request);
      return answerError(request, reply.header('allow', 'POST'), 405, 'send with POST');
    },
  });
}

const statuses = {
  malformed: 400,
  'too large': 413,
  'too many': 413,
  unavailable: 503,
  failed: 500,
} as const;

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: IngestOutcome,
  items: Items,
): FastifyReply {
  if (outcome.kind === 'stored')
    return answerStored(request, reply, items, outcome.rejected, outcome.message);
  return answerError(request, reply, statuses[outcome.kind], outcome.message);
}
