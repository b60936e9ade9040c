import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorAnswer } from '../../formats/elastic/answers.ts';
import { mediaType } from '../../http/host-guard.ts';

const JSON_TYPE = 'application/json';
const ELASTIC_JSON = 'application/vnd.elasticsearch+json';
export const elasticMediaTypes: readonly string[] = [
  JSON_TYPE,
  'application/x-ndjson',
  ELASTIC_JSON,
  'application/vnd.elasticsearch+x-ndjson',
];

const RETRY_AFTER_S = '1';

/** By status, as Elasticsearch calls them. */
const types: Record<number, string> = {
  400: 'illegal_argument_exception',
  403: 'security_exception',
  404: 'resource_not_found_exception',
  405: 'method_not_allowed_exception',
  413: 'content_too_long_exception',
  415: 'media_type_header_exception',
  503: 'es_rejected_execution_exception',
};

/** In the media type that was asked for: clients of 8 and later ask for one with their version. */
export function answerJson(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  json: string,
): FastifyReply {
  const version = /compatible-with\s*=\s*(\d{1,2})/.exec(request.headers.accept ?? '')?.[1];
  const isVersioned = mediaType(request.headers.accept) === ELASTIC_JSON && version !== undefined;
  const type = isVersioned ? `${ELASTIC_JSON};compatible-with=${version}` : JSON_TYPE;
  // As bytes: of a text the type would be written anew, and clients compare it.
  return reply.code(status).header('content-type', type).send(Buffer.from(json));
}

/** An error in Elasticsearch's shape; 503 with when to come again. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
): FastifyReply {
  if (status === 503) reply.header('retry-after', RETRY_AFTER_S);
  const error = errorAnswer(status, types[status] ?? 'internal_server_error', message);
  return answerJson(request, reply, status, JSON.stringify(error));
}
