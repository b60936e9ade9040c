import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ReceiverName } from '../../../shared/contract/app.ts';
import type { LogIntake } from '../logs/log-intake.ts';
import type { MetricIngest } from '../metrics/metric-ingest.ts';
import type { IngestOutcome, TraceIngest } from '../traces/trace-ingest.ts';
import { type HttpProtocol, letGo, type ReceivedRequest } from './http-receiver.ts';
import { answerError, answerStored, encodingOf, otlpEncodings, otlpMediaTypes } from './otlp-answers.ts';

const TRACES = '/v1/traces';
const METRICS = '/v1/metrics';
const LOGS = '/v1/logs';

/** OTLP/HTTP (OTLP specification 1.11): protobuf and JSON at `/v1/traces`, `/v1/metrics` and `/v1/logs`. */
export function otlpHttp(traces: TraceIngest, metrics: MetricIngest, logs: LogIntake): HttpProtocol {
  return {
    name: 'otlp-http',
    signal: (path) => (path === METRICS ? 'metrics' : path === LOGS ? 'logs' : 'traces'),
    mediaTypes: () => otlpMediaTypes,
    refuse: answerError,
    routes(app: FastifyInstance) {
      serveOtlp(app, TRACES, traces, 'rejectedSpans', 'otlp-http');
      serveOtlp(app, METRICS, metrics, 'rejectedDataPoints', 'otlp-http');
      serveOtlp(app, LOGS, logs, 'rejectedLogRecords', 'otlp-http');
    },
  };
}

type Ingest = Pick<TraceIngest | MetricIngest | LogIntake, 'accept'>;
type Items = Parameters<typeof answerStored>[2];

/** Serves one signal at its path, of whichever receiver. */
export function serveOtlp(
  app: FastifyInstance,
  url: string,
  ingest: Ingest,
  items: Items,
  receiver: ReceiverName,
): void {
  app.post(url, async (request, reply) => {
    const received = request.body as ReceivedRequest | undefined;
    // Not even an empty body: a sender that says nothing of what it sends.
    if (!received) return answerError(request, reply, 415, 'Content-Type (none) is not accepted here');
    const { body, peer, release } = received;
    try {
      const { bytes, compression } = body;
      const encoding = otlpEncodings[encodingOf(request)];
      const outcome = await ingest.accept(receiver, { bytes, compression, encoding }, peer);
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
