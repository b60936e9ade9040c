import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toApiError } from './api-error.ts';
import type { Parameters } from './parameters.ts';

/** What stands beside the data. */
export interface Notes {
  warnings?: string[];
  infos?: string[];
}

/** Data that is there, or the pieces of its JSON. */
export type Answer = ({ data: unknown } | { text: Iterable<string> }) & Notes;

export interface Asked {
  parameters: Parameters;
  path: Record<string, string>;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

export type Handler = (asked: Asked) => Promise<Answer> | Answer;

/** The notes that Prometheus sends of each kind. */
const MOST_NOTES = 10;

/** A route that answers in Prometheus' envelope: `{status, data, warnings, infos}`, or its error. */
export function answering(handle: Handler) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    try {
      const parameters = parametersOf(request);
      const path = request.params as Record<string, string>;
      const answer = await handle({ parameters, path, signal: left.signal });
      return reply.type('application/json').send(Readable.from(enveloped(answer)));
    } catch (error) {
      const { status, type, message } = toApiError(error);
      return reply.code(status).send({ status: 'error', errorType: type, error: message });
    }
  };
}

/** Of the form first, then of the address. */
function parametersOf(request: FastifyRequest): Parameters {
  const address = new URL(request.url, 'http://localhost').searchParams;
  if (!(request.body instanceof URLSearchParams)) return address;
  return new URLSearchParams([...request.body, ...address]);
}

function* enveloped(answer: Answer): Generator<string, void, void> {
  yield '{"status":"success","data":';
  if ('text' in answer) yield* answer.text;
  else yield JSON.stringify(answer.data);
  yield `${notes('warnings', answer.warnings)}${notes('infos', answer.infos)}}`;
}

function notes(name: string, texts: string[] = []): string {
  if (texts.length === 0) return '';
  const more = texts.length - MOST_NOTES;
  const shown = more > 0 ? [...texts.slice(0, MOST_NOTES), `${more} more ${name} omitted`] : texts;
  return `,"${name}":${JSON.stringify(shown)}`;
}
