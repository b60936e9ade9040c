import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type HostGuard, isLoopbackOrigin, mediaType } from './host-guard.ts';

export interface ReceiverGuardOptions {
  hosts: HostGuard;
  /** Media types that a request with a body may have; all others get 415. */
  mediaTypes: (path: string) => readonly string[];
  /** Pages served from loopback names may send from a browser; asked anew for every request. */
  cors: () => boolean;
  /** Writes a refusal in the protocol's own shape. */
  refuse: (request: FastifyRequest, reply: FastifyReply, status: 403 | 415, message: string) => FastifyReply;
}

const CORS_HEADERS = 'content-type, content-encoding, authorization, traceparent, tracestate, user-agent';
/** A list of header names (RFC 9110, field-name). */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;
const CORS_MAX_AGE_S = '600';

/** Browsers send text/plain, forms and typeless bodies without asking first, so none of those is ever on a list. */
function hasBody(request: FastifyRequest): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * The rules that every HTTP receiver keeps, before a body is read: Host is on the list (403), a browser's
 * Origin is a loopback page (403), the body's type is one that a browser must ask leave for (415).
 */
export function guardReceiver(app: FastifyInstance, options: ReceiverGuardOptions): void {
  const { hosts, mediaTypes, cors, refuse } = options;

  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers;
    reply.header('x-content-type-options', 'nosniff');
    if (!hosts(host)) return refuse(request, reply, 403, `Host ${host ?? '(none)'} is not served here`);
    if (origin === undefined) {
      if (request.headers['sec-fetch-site'] === 'cross-site') {
        return refuse(request, reply, 403, 'requests from other sites are refused');
      }
    } else {
      if (!cors() || !isLoopbackOrigin(origin)) {
        return refuse(request, reply, 403, `Origin ${origin} is not allowed`);
      }
      reply
        .header('access-control-allow-origin', origin)
        .header('access-control-expose-headers', 'retry-after')
        .header('vary', 'origin');
      if (request.method === 'OPTIONS') return preflight(request, reply);
    }
    const type = mediaType(request.headers['content-type']);
    const path = request.url.split('?', 1)[0] ?? '';
    if (hasBody(request) && !mediaTypes(path).includes(type ?? '')) {
      return refuse(request, reply, 415, `Content-Type ${type ?? '(none)'} is not accepted here`);
    }
  });
}

/** A loopback page may send what headers it likes: exporters are given some by their users. */
function preflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = request.headers['access-control-request-headers'] ?? '';
  const allowed = HEADER_NAMES.test(asked) ? `${CORS_HEADERS}, ${asked}` : CORS_HEADERS;
  return reply
    .code(204)
    .header('access-control-allow-methods', 'POST')
    .header('access-control-allow-headers', allowed)
    .header('access-control-max-age', CORS_MAX_AGE_S)
    .send();
}
