import http2 from 'node:http2';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';

export const OTLP_TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

export interface GrpcOutcome {
  code: number;
  message: string;
  /** Of the answer, where there was one. */
  body: Buffer | null;
  metadata: Metadata;
}

const asIs = (bytes: Buffer) => bytes;

/** Calls with the bytes as given, through the reference client. */
export function grpcClient(port: number, options: object = {}) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
    ...options,
  });
  onTestFinished(() => client.close());
  return (path: string, body: Uint8Array, metadata = new Metadata()): Promise<GrpcOutcome> =>
    new Promise((resolve) => {
      let trailers = new Metadata();
      const done = (error: ServiceError | null, answer?: Buffer) =>
        resolve({
          code: error?.code ?? 0,
          message: error?.details ?? '',
          body: answer ?? null,
          metadata: error?.metadata ?? trailers,
        });
      const call = client.makeUnaryRequest(path, asIs, asIs, Buffer.from(body), metadata, done);
      call.on('status', (status) => (trailers = status.metadata));
    });
}

export interface RawAnswer {
  headers: http2.IncomingHttpHeaders;
  trailers: http2.IncomingHttpHeaders;
  body: Buffer;
}

/** One message in gRPC's frame. */
export function framed(message: Uint8Array, compressed = false): Buffer {
  const frame = Buffer.alloc(5 + message.length);
  frame[0] = compressed ? 1 : 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

/** One HTTP/2 request with every header and byte as given: what no client library would send. */
export async function rawCall(
  port: number,
  headers: http2.OutgoingHttpHeaders,
  body: Uint8Array,
): Promise<RawAnswer> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  session.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': OTLP_TRACES,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const answer: RawAnswer = { headers: {}, trailers: {}, body: Buffer.alloc(0) };
    stream.on('response', (received) => (answer.headers = received));
    stream.on('trailers', (received) => (answer.trailers = received));
    stream.on('data', (chunk: Buffer) => (answer.body = Buffer.concat([answer.body, chunk])));
    stream.on('error', reject);
    stream.on('close', () => resolve(answer));
    stream.end(body);
  });
}
