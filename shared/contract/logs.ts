import { z } from 'zod';
import type { Attributes } from '../model/attributes.ts';
import type { SeverityLevel } from '../model/log-record.ts';
import { limit, nanoTime } from './common.ts';
import { method, stream } from './define.ts';

/** A stored line as lists show it. */
export interface LogRow {
  /** Names the line for good; as a query's cursor it asks for what comes before or after the line. */
  id: string;
  timeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  body: string;
  attributes: Attributes;
  traceId: string;
  spanId: string;
  entity: string;
  container: string;
  stream: 'stdout' | 'stderr' | 'console' | 'system' | '';
  /** The line was cut at the limit. */
  truncated: boolean;
}

export const logFilter = {
  /** Substring, case-insensitive unless it has an upper-case letter; empty matches all. */
  query: z.string().max(1024).default(''),
  entities: z.array(z.string().max(512)).max(1000).optional(),
  levels: z.array(z.enum(['unknown', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'])).optional(),
  start: nanoTime,
  end: nanoTime,
};

export interface LogPage {
  /** In the order asked for. */
  records: LogRow[];
  /** Give it back to go on; null at the end. A page may hold less than was asked for before the end is reached. */
  cursor: string | null;
  scannedLines: number;
}

export interface LogVolume {
  startMs: number;
  stepMs: number;
  /** Lines per step, by level; levels without a line are left out. */
  counts: [level: SeverityLevel, counts: Float64Array][];
  total: number;
}

export interface LogStreamInfo {
  entity: string;
  container: string;
  lines: number;
  firstMs: number;
  lastMs: number;
}

export const logMethods = {
  'logs.query': method<LogPage>()(
    z.object({
      ...logFilter,
      direction: z.enum(['forward', 'backward']).default('backward'),
      cursor: z.string().max(256).optional(),
      limit: limit(5000, 500),
    }),
  ),
  'logs.volume': method<LogVolume>()(z.object({ ...logFilter, buckets: z.number().int().min(1).max(1000) })),
  'logs.streams': method<LogStreamInfo[]>()(z.object({})),
  /** Lines of level error or fatal by entity; entities without one are left out. */
  'logs.errorCounts': method<[entity: string, errors: number][]>()(
    z.object({ start: nanoTime, end: nanoTime }),
  ),
};

export interface LogTail {
  records: LogRow[];
  /** Matching lines that a slow window was not sent. */
  skipped: number;
}

const TAIL_KEPT = 2000;

export const logStreams = {
  'logs.tail': stream<LogTail>()(
    z.object({ query: logFilter.query, entities: logFilter.entities, levels: logFilter.levels }),
    (older, newer) => {
      const all = [...older.records, ...newer.records];
      const kept = all.slice(-TAIL_KEPT);
      return { records: kept, skipped: older.skipped + newer.skipped + all.length - kept.length };
    },
  ),
};
