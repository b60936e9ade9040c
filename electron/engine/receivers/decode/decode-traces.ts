import type { Result } from '../../../../shared/util/result.ts';
import { err } from '../../../../shared/util/result.ts';
import { decodeFlatJson } from '../../formats/flat/flat-body.ts';
import { decodeJaegerJson } from '../../formats/jaeger/jaeger-json-body.ts';
import { decodeJaegerProtobuf } from '../../formats/jaeger/jaeger-protobuf-body.ts';
import { decodeJaegerThrift } from '../../formats/jaeger/jaeger-thrift-body.ts';
import type { DecodeLimits } from '../../formats/limits.ts';
import { decodeTracesJson } from '../../formats/otlp/traces-json.ts';
import { decodeTracesProtobuf } from '../../formats/otlp/traces-protobuf.ts';
import type { DecodedTraces, DecodeResult } from '../../formats/otlp/traces-request.ts';
import {
  decodeZipkinJson,
  decodeZipkinProtobuf,
  decodeZipkinThrift,
  decodeZipkinV1Json,
} from '../../formats/zipkin/zipkin-body.ts';
import type { Compression } from '../request-body.ts';
import { decompress } from './decompress.ts';

/** One entry a wire format: from the plain bytes of a request to columns. */
const traceDecoders = {
  'otlp-protobuf': decodeTracesProtobuf,
  'otlp-json': decodeTracesJson,
  'jaeger-thrift': decodeJaegerThrift,
  'jaeger-protobuf': decodeJaegerProtobuf,
  'jaeger-json': decodeJaegerJson,
  'flat-json': decodeFlatJson,
  'zipkin-json': decodeZipkinJson,
  'zipkin-v1-json': decodeZipkinV1Json,
  'zipkin-protobuf': decodeZipkinProtobuf,
  'zipkin-thrift': decodeZipkinThrift,
} satisfies Record<string, (bytes: Uint8Array, limits: DecodeLimits) => DecodeResult>;

export type TraceEncoding = keyof typeof traceDecoders;

/** Spans as a receiver got them. */
export interface TracesBody {
  bytes: Uint8Array<ArrayBuffer>;
  compression: Compression | null;
  encoding: TraceEncoding;
}

/** A body and what it is held to. */
export interface DecodeTask extends TracesBody {
  /** After decompression. */
  mostBytes: number;
  limits: DecodeLimits;
}

export interface BodyRefusal {
  kind: 'malformed' | 'too large' | 'too many';
  message: string;
}

/** From the bytes of a request to what is stored. */
export function decodeTraces(task: DecodeTask): Result<DecodedTraces, BodyRefusal> {
  const plain = decompress(task.bytes, task.compression, task.mostBytes);
  if (!plain.ok) return err(plain.error);
  return traceDecoders[task.encoding](plain.value, task.limits);
}
