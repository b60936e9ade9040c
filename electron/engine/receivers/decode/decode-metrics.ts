import type { Result } from '../../../../shared/util/result.ts';
import { err } from '../../../../shared/util/result.ts';
import type { DecodeLimits } from '../../formats/limits.ts';
import { decodeMetricsJson } from '../../formats/otlp/metrics/metrics-json.ts';
import { decodeMetricsProtobuf } from '../../formats/otlp/metrics/metrics-protobuf.ts';
import type { DecodedPoints, PointsResult } from '../../formats/otlp/metrics/point-batch.ts';
import type { Compression } from '../request-body.ts';
import type { BodyRefusal } from './decode-traces.ts';
import { decompress } from './decompress.ts';

const metricDecoders = {
  'otlp-protobuf': decodeMetricsProtobuf,
  'otlp-json': decodeMetricsJson,
} satisfies Record<string, (bytes: Uint8Array, limits: DecodeLimits) => PointsResult>;

export type MetricEncoding = keyof typeof metricDecoders;

/** Data points as a receiver got them. */
export interface MetricsBody {
  bytes: Uint8Array<ArrayBuffer>;
  compression: Compression | null;
  encoding: MetricEncoding;
}

export interface MetricsTask extends MetricsBody {
  /** After decompression. */
  mostBytes: number;
  limits: DecodeLimits;
}

/** From the bytes of a request to samples. */
export function decodeMetrics(task: MetricsTask): Result<DecodedPoints, BodyRefusal> {
  const plain = decompress(task.bytes, task.compression, task.mostBytes);
  if (!plain.ok) return err(plain.error);
  return metricDecoders[task.encoding](plain.value, task.limits);
}
