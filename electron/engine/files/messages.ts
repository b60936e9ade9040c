import type { FileFormat, FileWarning, NotStored, OpenFileError } from '../../../shared/contract/files.ts';
import type { FileLogRecord } from '../formats/log-file/log-file-reader.ts';
import type { PointBatch } from '../formats/otlp/metrics/point-batch.ts';
import type { SpanBatch } from '../formats/spans/span-batch.ts';

/** How the reading thread is started. */
export interface ReadFileParams {
  /** Null for an upload, whose bytes come in messages. */
  path: string | null;
  partial: boolean;
  /** The file's name, which may tell that it is a log. */
  name: string;
  /** For bytes whose meaning is told later; made when needed, removed by who started the thread. */
  spillPath: string;
  /** For an upload that is an archive; made and removed alike. */
  archivePath: string;
  /** Batches that were stored, as one Int32: the thread waits while too many are under way. */
  stored: SharedArrayBuffer;
}

/** What the thread sends. */
export type FromReader =
  | { kind: 'batch'; batch: SpanBatch }
  | { kind: 'points'; batch: PointBatch }
  | { kind: 'log'; part: LogPart }
  | { kind: 'progress'; bytesRead: number; spans: number }
  /** The next piece of an upload is wanted. */
  | { kind: 'want' }
  | { kind: 'done'; summary: FileSummary }
  | { kind: 'refused'; error: OpenFileError };

/** A piece of a log file's content; see LogFileOutput. */
export type LogPart =
  | { kind: 'text' | 'frames'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'records'; records: FileLogRecord[] };

/** What the thread is sent: pieces of an upload. */
export interface UploadPiece {
  bytes: Uint8Array;
  last: boolean;
}

export interface FileSummary {
  format: FileFormat;
  /** SHA-256 of the bytes as they lie in the file. */
  digest: Uint8Array;
  bytes: number;
  spans: number;
  batches: number;
  /** Content of a log was sent. */
  logs: boolean;
  notStored: NotStored;
  warnings: FileWarning[];
  moreWarnings: number;
}

/** Batches that may be under way to the store. */
export const MOST_UNDER_WAY = 4;
/** Warnings that are listed; the rest is counted. */
export const MOST_WARNINGS = 100;
