import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WriteOutcome, WriteTaker, WriteVersion } from '../metrics/remote-write.ts';
import { type HttpProtocol, letGo, type ReceivedRequest } from './http-receiver.ts';

export const WRITE_PATH = '/api/v1/write';
export const WRITE_TYPE = 'application/x-protobuf';
const RETRY_AFTER_S = '1';

const versions: Record<string, WriteVersion> = {
  'prometheus.WriteRequest': '1.0',
  'io.prometheus.write.v2.Request': '2.0',
};

const statuses = {
  stored: 204,
  refused: 400,
  'too large': 413,
  unavailable: 503,
  failed: 500,
} as const satisfies Record<WriteOutcome['kind'], number>;

/** Prometheus' remote write 1.0 and 2.0 (prometheus.io/docs/specs/prw): snappy and protobuf at `/api/v1/write`. */
export function remoteWriteHttp(write: WriteTaker): HttpProtocol {
  return {
    name: 'remote-write',
    mediaTypes: () => [WRITE_TYPE],
    unpacks: ['snappy'],
    signal: () => 'metrics',
    refuse,
    routes(app: FastifyInstance) {
      app.post(WRITE_PATH, async (request, reply) => {
        const received = request.body as ReceivedRequest | undefined;
        if (!received) return refuse(request, reply, 400, 'the body is missing');
        try {
          return await takeWrite(write, request, reply, received.body.bytes);
        } finally {
          received.release();
        }
      });
      app.route({
        method: ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD'],
        url: WRITE_PATH,
        handler: (request, reply) => {
          letGo(request);
          return refuse(request, reply.header('allow', 'POST'), 405, 'send with POST');
        },
      });
    },
  };
}

/** Answers one request, whichever port it came to. @param bytes as they came: a snappy block */
export async function takeWrite(
  write: WriteTaker,
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: Uint8Array,
): Promise<FastifyReply> {
  const version = writeVersion(request.headers['content-type']);
  if (!version)
    return refuse(
      request,
      reply,
      415,
      `Content-Type ${request.headers['content-type']} is not accepted here`,
    );
  // Nothing said is snappy, which both versions prescribe.
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'snappy';
  if (encoding !== 'snappy')
    return refuse(request, reply, 415, `Content-Encoding ${encoding} is not accepted here`);
  const { kind, message, written } = await write.accept(version, bytes);
  if (version === '2.0') {
    reply
      .header('x-prometheus-remote-write-samples-written', String(written.samples))
      .header('x-prometheus-remote-write-histograms-written', String(written.histograms))
      .header('x-prometheus-remote-write-exemplars-written', String(written.exemplars));
  }
  return kind === 'stored' ? reply.code(204).send() : refuse(request, reply, statuses[kind], message);
}

/** By the message that the media type names; 1.0 where it names none. null for another one. */
export function writeVersion(contentType: string | undefined): WriteVersion | null {
  const [media = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (media.toLowerCase() !== WRITE_TYPE) return null;
  const proto = parameters.find((parameter) => /^proto\s*=/i.test(parameter));
  if (proto === undefined) return '1.0';
  const name = proto
    .slice(proto.indexOf('=') + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1');
  return Object.hasOwn(versions, name) ? versions[name]! : null;
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
