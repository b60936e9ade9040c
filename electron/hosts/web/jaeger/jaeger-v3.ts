import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TraceSummary } from '../../../../shared/contract/traces.ts';
import { exportedText } from '../exported-text.ts';
import type { LocalClient } from '../local-client.ts';
import { operationsWithKind, queryOf, searched, sendText, statusOf } from './jaeger-api.ts';
import { BadParameter, parseSearchV3, traceIdOf } from './jaeger-query.ts';

/** gRPC's codes, which the gateway tells beside HTTP's. */
const GRPC_CODES: Record<number, number> = { 400: 3, 404: 5, 503: 14 };
/** One message of the stream, as gRPC's gateway wraps it. */
const RESULT: [string, string] = ['{"result":', '}'];

/**
 * Jaeger's version 3 over HTTP (jaeger-idl swagger/api_v3/query_service.swagger.json), which Jaeger UI and Grafana ask
 * beside the older paths: traces are OTLP.
 */
export function serveJaegerV3(app: FastifyInstance, client: LocalClient, now: () => number): void {
  app.get(
    '/api/v3/services',
    guarded(async (_request, reply) => {
      const services = await client.call('traces.services', {});
      return reply.send({ services: services.map(({ service }) => service) });
    }),
  );

  app.get(
    '/api/v3/operations',
    guarded(async (request, reply) => {
      const query = queryOf(request);
      const service = query.get('service');
      if (!service) throw new BadParameter("parameter 'service' is required");
      const spanKind = query.get('span_kind') ?? query.get('spanKind') ?? '';
      return reply.send({ operations: await operationsWithKind(client, service, spanKind) });
    }),
  );

  app.get(
    '/api/v3/traces',
    guarded(async (request, reply) => {
      const traceIds = await searched(client, parseSearchV3(queryOf(request), now()));
      if (traceIds.length === 0) return reply.send({ result: { resourceSpans: [] } });
      return sendText(reply, exportedText(client, { format: 'otlp', traceIds }), RESULT);
    }),
  );

  app.get(
    '/api/v3/traces/:id',
    guarded(async (request, reply) => {
      const { id } = request.params as { id: string };
      return sendText(reply, exportedText(client, { format: 'otlp', traceIds: [traceIdOf(id)] }), RESULT);
    }),
  );

  app.get(
    '/api/v3/trace-summaries',
    guarded(async (request, reply) => {
      const { traces } = await client.call('traces.search', parseSearchV3(queryOf(request), now()));
      return reply.send({ summaries: traces.map(summaryJson) });
    }),
  );
}

/** 64-bit numbers are texts in protobuf's JSON. */
const summaryJson = (trace: TraceSummary) => ({
  traceId: trace.traceId,
  rootServiceName: trace.rootService,
  rootOperationName: trace.rootName,
  minStartTimeUnixNano: String(trace.startTimeUnixNano),
  maxEndTimeUnixNano: String(trace.startTimeUnixNano + trace.durationNano),
  spanCount: trace.spanCount,
  errorSpanCount: trace.errorCount,
  services: trace.services.map((name) => ({ name })),
});

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Errors as the gateway words them: `{error: {grpcCode, httpCode, message}}`. */
function guarded(handle: Handler): Handler {
  return async (request, reply) => {
    try {
      return await handle(request, reply);
    } catch (error) {
      const httpCode = statusOf(error);
      if (httpCode === 500) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const grpcCode = GRPC_CODES[httpCode] ?? 2;
      return reply
        .code(httpCode)
        .send({ error: { grpcCode, httpCode, message, httpStatus: '', details: [] } });
    }
  };
}
