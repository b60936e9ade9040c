import { FormatFault } from '../fault.ts';
import type { DecodeLimits } from '../limits.ts';
import { defaultLimits } from '../limits.ts';
import { addResourceMetrics } from '../otlp/metrics/metrics-json.ts';
import { decodeMetricsProtobuf } from '../otlp/metrics/metrics-protobuf.ts';
import type { DecodedPoints } from '../otlp/metrics/point-batch.ts';
import { PointBuilder } from '../otlp/metrics/point-builder.ts';

/** Points of an opened file: those that can be stored, and how many cannot. */
export type FilePoints = Pick<DecodedPoints, 'batch' | 'rejected'>;

/** One element of `resourceMetrics` as parsed from JSON; null where it is none. */
export function pointsOfElement(value: unknown): FilePoints | null {
  const builder = new PointBuilder(defaultLimits);
  try {
    addResourceMetrics(value, '', builder);
  } catch (error) {
    if (error instanceof FormatFault) return null;
    throw error;
  }
  return builder.finish();
}

/** An ExportMetricsServiceRequest; null where it is none. */
export function pointsOfMessage(bytes: Uint8Array, limits: DecodeLimits): FilePoints | null {
  const decoded = decodeMetricsProtobuf(bytes, limits);
  return decoded.ok ? decoded.value : null;
}
