import { WireWriter } from '../../formats/protobuf/wire-writer.ts';

/** Those of gRPC's status codes that a receiver answers (grpc/grpc, doc/statuscodes.md). */
export const GrpcCode = {
  ok: 0,
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;
export type GrpcCode = (typeof GrpcCode)[keyof typeof GrpcCode];

/** How a call ended. */
export interface GrpcStatus {
  code: GrpcCode;
  message: string;
  /** When the sender may come again; without it a sender of OTLP does not come again after resourceExhausted. */
  retryAfterMs?: number;
}

const LONGEST_MESSAGE = 1024;

/** The trailers that end a call (gRPC over HTTP2, "Responses"). */
export function statusTrailers(status: GrpcStatus): Record<string, string> {
  const trailers: Record<string, string> = { 'grpc-status': String(status.code) };
  const text = status.message.slice(0, LONGEST_MESSAGE);
  if (text !== '') trailers['grpc-message'] = percentEncoded(text);
  if (status.retryAfterMs !== undefined) {
    const details = Buffer.from(statusDetails({ ...status, message: text }, status.retryAfterMs));
    trailers['grpc-status-details-bin'] = details.toString('base64');
  }
  return trailers;
}

/** UTF-8; everything but printable ASCII, and the percent sign itself, as %XX. */
function percentEncoded(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** A google.rpc.Status with a google.rpc.RetryInfo in its details. */
function statusDetails({ code, message }: GrpcStatus, retryAfterMs: number): Uint8Array {
  const writer = new WireWriter(128);
  writer.tag(1, 0);
  writer.varint(code);
  writer.stringField(2, message);
  writer.tag(3, 2);
  const any = writer.open();
  writer.stringField(1, 'type.googleapis.com/google.rpc.RetryInfo');
  writer.tag(2, 2);
  const info = writer.open();
  writer.tag(1, 2);
  const delay = writer.open();
  writer.tag(1, 0);
  writer.varint(Math.trunc(retryAfterMs / 1000));
  writer.tag(2, 0);
  writer.varint((retryAfterMs % 1000) * 1_000_000);
  writer.close(delay);
  writer.close(info);
  writer.close(any);
  return writer.copy();
}
