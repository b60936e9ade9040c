import { z } from 'zod';
import type { LogFormat } from '../log-format/formats.ts';
import { logFormats } from '../log-format/formats.ts';
import type { Attributes } from '../model/attributes.ts';
import { type LogSource, type SeverityLevel, severityLevels } from '../model/log-record.ts';
import { limit, nanoTime } from './common.ts';
import { method, stream } from './define.ts';
import type { QueryCandidate } from './traces.ts';

/** A stored record as lists show it. Its fields are read from its text where they are shown: see shared/log-format. */
export interface LogRow {
  /** Names the record for good; as a query's cursor it asks for what comes before or after it. */
  id: string;
  timeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  /** As it came, escape sequences included; lines of one record are parted by newlines. */
  body: string;
  format: LogFormat;
  /** What came beside the text: attributes of OTLP, structured metadata of Loki, fields of a document. */
  attributes: Attributes;
  traceId: string;
  spanId: string;
  entity: string;
  /** What the producer is called: a container's, service's, file's or host's name. */
  container: string;
  /** Empty where the sender names none. */
  service: string;
  source: LogSource;
  stream: 'stdout' | 'stderr' | 'console' | 'system' | '';
  /** The template that it was written with: its `id` in `logs.patterns`; 0 where it has none. */
  pattern: number;
  /** The line was cut at the limit. */
  truncated: boolean;
}

export const logFilter = {
  /** In the language of shared/log-query; empty matches all. */
  query: z.string().max(4096).default(''),
  entities: z.array(z.string().max(512)).max(1000).optional(),
  levels: z.array(z.enum(severityLevels)).optional(),
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
  service: string;
  source: LogSource;
  lines: number;
  firstMs: number;
  lastMs: number;
  /** What its latest lines are written in. */
  format: LogFormat;
}

/** How much of a result an answer was read from: fields stand in the text, and a large result is read in part. */
export interface ReadPart {
  /** Records read, evenly over the result. */
  read: number;
  /** Records in the result. */
  of: number;
}

export interface LogField {
  key: string;
  /** `number` when every value of it is one. */
  kind: 'number' | 'text';
  /** Records that have it, among those read. */
  records: number;
  /** Different values; counted up to a bound, at which `more` is true. */
  distinct: number;
  more: boolean;
  /** The most frequent ones first. */
  values: [value: string, records: number][];
}

export interface LogFields extends ReadPart {
  fields: LogField[];
  /** Records of the whole result by who wrote them, the most first. */
  containers: [name: string, records: number][];
  /** The same by service; records of none are left out. */
  services: [name: string, records: number][];
}

export interface LogFieldStats extends ReadPart {
  field: string;
  /** Records with a number in the field, among those read. */
  count: number;
  min: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  startMs: number;
  stepMs: number;
  /** Per step; NaN where a step has none. */
  series: { count: Float64Array; p50: Float64Array; p95: Float64Array; max: Float64Array };
}

/** A template that lines are written with: what differs between them stands as `<*>`. */
export interface LogPattern {
  /** Names it for good, among those of all entities: blocks keep it beside each line, and `pattern:ID` finds its lines. */
  id: number;
  entity: string;
  container: string;
  /** The level that most of its lines have. */
  level: SeverityLevel;
  template: string;
  /** The body of one of its lines, the newest seen. */
  example: string;
  /** In the range and matching the filter. */
  count: number;
  /** The same over the range's steps. */
  trend: Float64Array;
  /** Over all that was ever received of it. */
  firstSeenMs: number;
  lastSeenMs: number;
  /** First seen after the moment asked for. */
  isNew: boolean;
  /** Its count in the range before of the same length, or in the one asked to compare with. */
  before: number;
}

export interface LogPatterns {
  patterns: LogPattern[];
  startMs: number;
  stepMs: number;
  /** Records of the result that have no pattern, or whose pattern is not listed. */
  others: number;
  total: number;
}

/** A template whose first line came lately. */
export interface NewLogPattern extends Omit<LogPattern, 'count' | 'trend' | 'isNew' | 'before'> {
  /** Of it, ever. */
  lines: number;
}

/** What may stand at a place of a query. */
export interface LogCompletion {
  /** The characters that a candidate replaces. */
  from: number;
  to: number;
  /** The most frequent first, the words of the language before them. */
  candidates: QueryCandidate[];
  /** Records that were looked at: the newest of the range that meet the rest of the query. */
  records: number;
}

export const logExportFormats = ['ndjson', 'csv', 'plain', 'text', 'syslog'] as const;
export type LogExportFormat = (typeof logExportFormats)[number];

/** What a redaction did to a text, to be tried before it is trusted. */
export interface RedactionTrial {
  text: string;
  /** By detector or rule. */
  found: [name: string, count: number][];
}

/** A file with pipeline stages, and what came of it. */
export interface PipelineFileView {
  path: string;
  name: string;
  state: 'loaded' | 'refused';
  /** Why it is refused, with the line where that is known. */
  fault: string | null;
  line: number | null;
  /** Its last good content goes on. */
  keptBefore: boolean;
  pipelines: number;
  /** What of it has no meaning here. */
  warnings: { message: string; line: number | null }[];
  loadedMs: number;
  /** Records that went through its stages since the start, and those that they left out. */
  records: number;
  dropped: number;
}

const buckets = z.number().int().min(1).max(1000);

export const logMethods = {
  'logs.query': method<LogPage>()(
    z.object({
      ...logFilter,
      direction: z.enum(['forward', 'backward']).default('backward'),
      cursor: z.string().max(256).optional(),
      limit: limit(5000, 500),
    }),
  ),
  'logs.volume': method<LogVolume>()(z.object({ ...logFilter, buckets })),
  'logs.streams': method<LogStreamInfo[]>()(z.object({})),
  /** Lines of level error or fatal by entity; entities without one are left out. */
  'logs.errorCounts': method<[entity: string, errors: number][]>()(
    z.object({ start: nanoTime, end: nanoTime }),
  ),
  /** What may stand at the position of a query, a number of characters from its start. */
  'logs.complete': method<LogCompletion>()(
    z.object({ ...logFilter, position: z.number().int().min(0).max(4096), limit: limit(200, 50) }),
  ),
  /** The fields of a result with their most frequent values. */
  'logs.fields': method<LogFields>()(
    z.object({
      ...logFilter,
      /** Only these; all there are without it. */
      keys: z.array(z.string().max(1024)).max(100).optional(),
      values: limit(1000, 10),
      /** Records to read at most. */
      read: limit(1_000_000, 20_000),
    }),
  ),
  'logs.fieldStats': method<LogFieldStats>()(
    z.object({ ...logFilter, field: z.string().min(1).max(1024), buckets, read: limit(2_000_000, 200_000) }),
  ),
  'logs.patterns': method<LogPatterns>()(
    z.object({
      ...logFilter,
      /** Of each template's trend. */
      buckets: z.number().int().min(1).max(200),
      limit: limit(1000, 200),
      /** New is what was first seen at or after it; the range's start without it. */
      newSince: nanoTime.optional(),
      /** The range to compare counts with; the one before of the same length without it. */
      before: z.object({ start: nanoTime, end: nanoTime }).optional(),
    }),
  ),
  /**
   * Templates that were never seen before a moment, the newest first, of entities whose log began well before them: of a
   * program that has just been started everything is new.
   */
  'logs.newPatterns': method<NewLogPattern[]>()(
    z.object({
      since: nanoTime,
      levels: z.array(z.enum(severityLevels)).default(['warn', 'error', 'fatal']),
      /** How much older than the template its entity's log must be, in milliseconds. */
      settledMs: z.number().int().min(0).default(300_000),
      limit: limit(200, 20),
    }),
  ),
  /** Reads the records of an entity in this format from now on, and those stored when they are shown; null is automatic. */
  'logs.setFormat': method<Record<string, never>>()(
    z.object({ entity: z.string().min(1).max(512), format: z.enum(logFormats).nullable() }),
  ),
  /** The pipeline files that the settings name. */
  'logs.pipelines': method<PipelineFileView[]>()(z.object({})),
  'logs.tryRedaction': method<RedactionTrial>()(z.object({ text: z.string().max(65_536) })),
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
  /** The whole result as pieces of the text of one file. Lossless: a slow window holds the reading back. */
  'logs.export': stream<{ text: string }>()(
    z.object({
      ...logFilter,
      format: z.enum(logExportFormats),
      direction: z.enum(['forward', 'backward']).default('forward'),
      /** Columns of CSV beside time, level, container and message: names of fields. */
      columns: z.array(z.string().max(1024)).max(200).default([]),
      /** What the settings say without it. */
      redact: z.boolean().optional(),
    }),
    null,
  ),
};
