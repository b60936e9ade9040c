import type { LogFileFormat } from '../../../../shared/contract/files.ts';
import type { IncomingLogRecord } from '../logs/decoded-logs.ts';

/** A record of a format that says more than its text. */
export interface FileLogRecord extends Omit<IncomingLogRecord, 'traceId' | 'spanId'> {
  /** Missing where the format has no place for it: the text may name one. */
  traceId?: string;
  spanId?: string;
  service: string;
}

/** Where the content of a log file goes, in one of three shapes; a file has only one of them. */
export interface LogFileOutput {
  /** UTF-8 text, cut anywhere. */
  text(bytes: Uint8Array): void;
  /** Frames of `GET /containers/ID/logs?timestamps=1`, cut anywhere. */
  frames(bytes: Uint8Array): void;
  record(record: FileLogRecord): void;
  /** Something of the file could not be read. */
  warning(where: string, what: string): void;
}

/** Reads the bytes of one log file in order. */
export interface LogFileReader {
  readonly format: LogFileFormat;
  push(bytes: Uint8Array): void;
  end(): void;
}
