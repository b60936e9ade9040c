import { FormatFault } from '../fault.ts';
import type { DecodeLimits } from '../limits.ts';
import { defaultLimits } from '../limits.ts';
import type { DecodedLogs } from '../logs/decoded-logs.ts';
import { LogCollector } from '../logs/log-collector.ts';
import { addResourceLogs } from '../otlp/logs/logs-json.ts';
import { decodeLogsProtobuf } from '../otlp/logs/logs-protobuf.ts';
import { addResourceMetrics } from '../otlp/metrics/metrics-json.ts';
import { decodeMetricsProtobuf } from '../otlp/metrics/metrics-protobuf.ts';
import type { DecodedPoints } from '../otlp/metrics/point-batch.ts';
import { PointBuilder } from '../otlp/metrics/point-builder.ts';

/** Points of an opened file: those that can be stored, and how many cannot. */
export type FilePoints = Pick<DecodedPoints, 'batch' | 'rejected'>;

/** What of a file is stored beside spans. */
export interface FileParts {
  points?: FilePoints;
  logs?: DecodedLogs;
}

/** One element of `resourceMetrics` or `resourceLogs` as parsed from JSON; null where it is none that is stored. */
export function partsOfElement(key: string, value: unknown): FileParts | null {
  try {
    if (key === 'resourceMetrics') return { points: pointsOf(value) };
    return key === 'resourceLogs' ? { logs: logsOf(value) } : null;
  } catch (error) {
    if (error instanceof FormatFault) return null;
    throw error;
  }
}

/** A request in protobuf; null where it is none that is stored. */
export function partsOfMessage(
  signal: 'logRecords' | 'metricPoints',
  bytes: Uint8Array,
  limits: DecodeLimits,
): FileParts | null {
  if (signal === 'metricPoints') {
    const points = decodeMetricsProtobuf(bytes, limits);
    return points.ok ? { points: points.value } : null;
  }
  const logs = decodeLogsProtobuf(bytes, limits);
  return logs.ok ? { logs: logs.value } : null;
}

function pointsOf(value: unknown): FilePoints {
  const builder = new PointBuilder(defaultLimits);
  addResourceMetrics(value, '', builder);
  return builder.finish();
}

function logsOf(value: unknown): DecodedLogs {
  const collector = new LogCollector(defaultLimits);
  addResourceLogs(value, '', collector);
  return collector.finish();
}
