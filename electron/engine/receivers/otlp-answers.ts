import type { FastifyReply, FastifyRequest } from 'fastify';
import { WireWriter } from '../formats/protobuf/wire-writer.ts';
import { mediaType } from '../http/host-guard.ts';
import type { LogEncoding } from './decode/decode-logs.ts';
import type { MetricEncoding } from './decode/decode-metrics.ts';
import type { TraceEncoding } from './decode/decode-traces.ts';

type OtlpEncoding = 'protobuf' | 'json';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

export const otlpMediaTypes: readonly string[] = [PROTOBUF, JSON_TYPE];

/** google.rpc.Code by HTTP status (OTLP specification, "OTLP/HTTP Response"; gRPC's own mapping). */
const rpcCodes: Record<number, number> = {
  400: 3,
  403: 7,
  404: 12,
  405: 12,
  413: 8,
  415: 3,
  500: 13,
  503: 14,
};

const RETRY_AFTER_S = '1';

/** What the request is written in, and so its answer; JSON where it says nothing that is understood. */
export const encodingOf = (request: FastifyRequest): OtlpEncoding =>
  mediaType(request.headers['content-type']) === PROTOBUF ? 'protobuf' : 'json';

/** The decoder for what `encodingOf` says, of every signal. */
export const otlpEncodings: Record<OtlpEncoding, TraceEncoding & MetricEncoding & LogEncoding> = {
  protobuf: 'otlp-protobuf',
  json: 'otlp-json',
};

function send(reply: FastifyReply, encoding: OtlpEncoding, protobuf: Uint8Array, json: object): FastifyReply {
  return encoding === 'protobuf'
    ? reply.type(PROTOBUF).send(Buffer.from(protobuf))
    : reply.type(JSON_TYPE).send(JSON.stringify(json));
}

/** An error as a google.rpc.Status in the request's encoding; 503 says when to come again. */
export function answerError(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
): FastifyReply {
  const code = rpcCodes[status] ?? 2;
  const writer = new WireWriter(128);
  writer.tag(1, 0);
  writer.varint(code);
  writer.stringField(2, message);
  reply.code(status);
  if (status === 503) reply.header('retry-after', RETRY_AFTER_S);
  return send(reply, encodingOf(request), writer.copy(), { code, message });
}

/**
 * An ExportTraceServiceResponse, or that of metrics or logs, which are alike; with items left out it says how
 * many and why, and they are not sent again.
 */
export function storedMessage(rejected: number, message: string): Uint8Array {
  const writer = new WireWriter(64);
  if (rejected > 0) {
    writer.tag(1, 2);
    const partial = writer.open();
    writer.tag(1, 0);
    writer.int64(BigInt(rejected));
    writer.stringField(2, message);
    writer.close(partial);
  }
  return writer.copy();
}

/** The same as HTTP's answer, in the request's encoding. */
export function answerStored(
  request: FastifyRequest,
  reply: FastifyReply,
  items: 'rejectedSpans' | 'rejectedDataPoints' | 'rejectedLogRecords',
  rejected: number,
  message: string,
): FastifyReply {
  // An int64 is a string in protobuf's JSON.
  const json = rejected > 0 ? { partialSuccess: { [items]: String(rejected), errorMessage: message } } : {};
  return send(reply.code(200), encodingOf(request), storedMessage(rejected, message), json);
}
