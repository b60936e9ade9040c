import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ReceiverName } from '../../../shared/contract/app.ts';
import { mediaType } from '../http/host-guard.ts';
import type { IngestOutcome, TraceIngest } from '../traces/trace-ingest.ts';
import type { TraceEncoding } from './decode/decode-traces.ts';
import { type HttpProtocol, letGo, type ReceivedRequest } from './http-receiver.ts';

/** What is posted to each path, by media type. */
type SpanPaths = Record<string, Record<string, TraceEncoding>>;

const JSON_TYPE = 'application/json';
const THRIFT_TYPES = ['application/x-thrift', 'application/vnd.apache.thrift.binary'] as const;

const thrift = (encoding: TraceEncoding): Record<string, TraceEncoding> =>
  Object.fromEntries(THRIFT_TYPES.map((type) => [type, encoding]));

/** What Jaeger's collector takes over HTTP, and spans as plain JSON objects. */
export const jaegerHttp = (traces: TraceIngest): HttpProtocol =>
  postedSpans('jaeger-http', traces, {
    '/api/traces': { ...thrift('jaeger-thrift'), [JSON_TYPE]: 'jaeger-json' },
    '/api/v1/spans': { [JSON_TYPE]: 'flat-json' },
  });

/** What Zipkin's server takes (zipkin-api zipkin2-api.yaml and zipkin-api.yaml). */
export const zipkinHttp = (traces: TraceIngest): HttpProtocol =>
  postedSpans('zipkin', traces, {
    '/api/v2/spans': { [JSON_TYPE]: 'zipkin-json', 'application/x-protobuf': 'zipkin-protobuf' },
    '/api/v1/spans': { ...thrift('zipkin-thrift'), [JSON_TYPE]: 'zipkin-v1-json' },
  });

const statuses = {
  malformed: 400,
  'too large': 413,
  'too many': 413,
  unavailable: 503,
  failed: 500,
} as const;

const RETRY_AFTER_S = '1';

/** Both answer 202 and nothing after the commit, and refuse in a line of text. */
function postedSpans(name: ReceiverName, traces: TraceIngest, paths: SpanPaths): HttpProtocol {
  return {
    name,
    mediaTypes: (path) => (Object.hasOwn(paths, path) ? Object.keys(paths[path]!) : [JSON_TYPE]),
    refuse,
    routes(app: FastifyInstance) {
      for (const [path, encodings] of Object.entries(paths)) {
        app.post(path, (request, reply) => take(request, reply, encodings));
        app.route({
          method: ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD'],
          url: path,
          handler: (request, reply) => {
            letGo(request);
            return refuse(request, reply.header('allow', 'POST'), 405, 'send with POST');
          },
        });
      }
    },
  };

  async function take(
    request: FastifyRequest,
    reply: FastifyReply,
    encodings: Record<string, TraceEncoding>,
  ): Promise<FastifyReply> {
    const received = request.body as ReceivedRequest | undefined;
    const encoding = encodings[mediaType(request.headers['content-type']) ?? ''];
    if (!received || !encoding) {
      letGo(request);
      return refuse(request, reply, 400, 'the body is missing');
    }
    try {
      const { body, peer } = received;
      const { bytes, compression } = body;
      return answer(request, reply, await traces.accept(name, { bytes, compression, encoding }, peer));
    } finally {
      received.release();
    }
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, outcome: IngestOutcome): FastifyReply {
  if (outcome.kind === 'stored') return reply.code(202).send();
  return refuse(request, reply, statuses[outcome.kind], outcome.message);
}

function refuse(
  _request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
): FastifyReply {
  if (status === 503) reply.header('retry-after', RETRY_AFTER_S);
  return reply.code(status).type('text/plain; charset=utf-8').send(`${message}\n`);
}
