import type { Attributes } from './attributes.ts';
import type { UnixNano } from './time.ts';

/** OTLP log model; severity numbers 1..24, 0 when unknown (opentelemetry-proto logs.proto). */
export interface LogRecord {
  timeUnixNano: UnixNano;
  severityNumber: number;
  severityText: string;
  body: string;
  attributes: Attributes;
  /** Lower-case hex or empty. */
  traceId: string;
  spanId: string;
}

export const severityLevels = ['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type SeverityLevel = (typeof severityLevels)[number];

/** OTLP severity number (0..24) to its level; four numbers make a level, 0 is unknown. */
export function severityLevel(severityNumber: number): SeverityLevel {
  if (severityNumber < 1 || severityNumber > 24) return 'unknown';
  return severityLevels[Math.floor((severityNumber - 1) / 4) + 1] ?? 'unknown';
}
