import { z } from 'zod';
import { method, stream } from './define.ts';

export const traceFileFormats = [
  'jaeger-json',
  'jaeger-flat-json',
  'zipkin-v2-json',
  'zipkin-v1-json',
  'otlp-json',
  'otlp-json-lines',
  /** Spans as plain objects with serviceName, startTime and endTime, as docker-cpp's tracer writes them. */
  'flat-json',
  /** ExportTraceServiceRequest in protobuf. */
  'otlp-protobuf',
  /** Messages that each follow their length, as the Collector's file exporter writes protobuf, and JSON it compresses. */
  'otlp-protobuf-records',
  'otlp-json-records',
  /** What SDKs print: Go's stdouttrace (and BuildKit), Python's and JavaScript's console exporters. */
  'go-stdouttrace',
  'python-console',
  'js-console',
  /** Events of chrome://tracing and Perfetto. */
  'chrome-trace',
  /** Several files in one, such as Aspire's export. */
  'zip',
] as const;
export type TraceFileFormat = (typeof traceFileFormats)[number];

export const logFileFormats = [
  /** Lines in UTF-8 or UTF-16; what they are written in is found line by line. */
  'log-text',
  /** Files of Docker's json-file driver. */
  'log-docker-json',
  /** A dump of the body of Docker's log API. */
  'log-docker-frames',
  'log-journal-export',
  'log-journal-json',
] as const;
export type LogFileFormat = (typeof logFileFormats)[number];
export type FileFormat = TraceFileFormat | LogFileFormat;

/** Log records that a file brought. */
export interface FileLogs {
  /** `entity:` finds them. */
  entity: string;
  records: number;
  firstMs: number;
  lastMs: number;
}

export interface FileWarning {
  /** Line, or path inside the document: `data[3].spans[17].duration`. */
  where: string;
  what: string;
}

export interface OpenedFile {
  id: number;
  name: string;
  /** Absolute path where the engine read it itself. */
  path: string | null;
  format: FileFormat;
  openedMs: number;
  bytes: number;
  traces: number;
  spans: number;
  /** Null where it brought none. */
  logs: FileLogs | null;
}

export interface NotStored {
  logRecords: number;
  metricPoints: number;
  profiles: number;
}

/** What a person is told of it: `12 log records and 40 metric points are not stored yet`; null when there is none. */
export function notStoredText({ logRecords, metricPoints, profiles }: NotStored): string | null {
  const parts = [
    counted(logRecords, 'log record'),
    counted(metricPoints, 'metric point'),
    counted(profiles, 'profile'),
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  const list = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : parts[0];
  return `${list} ${logRecords + metricPoints + profiles === 1 ? 'is' : 'are'} not stored yet`;
}

const counted = (count: number, what: string): string | null =>
  count === 0 ? null : `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;

export interface OpenFileResult {
  fileId: number;
  format: FileFormat;
  /** Distinct traces in the file. */
  traces: number;
  /** Stored now. */
  spans: number;
  /** Identical to spans that were already stored. */
  duplicates: number;
  /** Null where it brought none. */
  logs: FileLogs | null;
  /** What was in the file beside spans and is not stored. */
  notStored: NotStored;
  warnings: FileWarning[];
  /** Warnings beyond those listed. */
  moreWarnings: number;
  /** With one trace in the file, the one to show. */
  firstTraceId: string | null;
}

export interface OpenFileError {
  where: string;
  expected: string;
  found: string;
  /** True when `partial` would store what could be read. */
  partialPossible: boolean;
}

export type OpenFileEvent =
  | { kind: 'progress'; bytesRead: number; bytesTotal: number | null; spans: number; logRecords: number }
  | { kind: 'done'; result: OpenFileResult }
  | { kind: 'refused'; error: OpenFileError };

/** What to open for a path that a person named. */
export interface ExpandedPath {
  folder: boolean;
  /** The name is relative to the folder. */
  files: { path: string; name: string }[];
  /** Files beyond those listed. */
  left: number;
}

export const fileMethods = {
  /** The files under a path of the engine's machine. */
  'files.expand': method<ExpandedPath>()(z.object({ path: z.string().min(1).max(4096) })),
  /** Begins an upload from a window; follow with `files.chunk` and subscribe to `files.open`. */
  'files.upload': method<{ uploadId: string }>()(
    z.object({ name: z.string().min(1).max(1024), bytes: z.number().int().min(0) }),
  ),
  /** Answered when the bytes were taken, which is the back-pressure. */
  'files.chunk': method<Record<string, never>>()(
    z.object({ uploadId: z.string().max(64), bytes: z.instanceof(Uint8Array), last: z.boolean() }),
  ),
  'files.list': method<OpenedFile[]>()(z.object({})),
  /** Spans that also came live or from another file stay. */
  'files.remove': method<{ spans: number; logRecords: number }>()(z.object({ id: z.number().int() })),
};

export const fileStreams = {
  /** Reads a path of the engine's machine, or an upload. Ends after done or refused; ending it early cancels. */
  'files.open': stream<OpenFileEvent>()(
    z.object({
      path: z.string().max(4096).optional(),
      uploadId: z.string().max(64).optional(),
      partial: z.boolean().default(false),
    }),
    (older, newer) => (older.kind === 'progress' ? newer : older),
  ),
};
