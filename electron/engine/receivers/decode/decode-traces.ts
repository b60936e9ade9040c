import type { Result } from '../../../../shared/util/result.ts';
import { err } from '../../../../shared/util/result.ts';
import { decodeTracesJson } from '../../formats/otlp/traces-json.ts';
import { decodeTracesProtobuf } from '../../formats/otlp/traces-protobuf.ts';
import type { DecodedTraces } from '../../formats/otlp/traces-request.ts';
import type { Compression } from '../request-body.ts';
import { decompress } from './decompress.ts';

export type OtlpEncoding = 'protobuf' | 'json';

export interface TracesBody {
  bytes: Uint8Array<ArrayBuffer>;
  compression: Compression | null;
  encoding: OtlpEncoding;
  /** After decompression. */
  mostBytes: number;
}

export interface BodyRefusal {
  kind: 'malformed' | 'too large' | 'too many';
  message: string;
}

/** From the bytes of a request to what is stored. */
export function decodeTraces(body: TracesBody): Result<DecodedTraces, BodyRefusal> {
  const plain = decompress(body.bytes, body.compression, body.mostBytes);
  if (!plain.ok) return err(plain.error);
  return body.encoding === 'json' ? decodeTracesJson(plain.value) : decodeTracesProtobuf(plain.value);
}
