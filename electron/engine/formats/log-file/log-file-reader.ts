import type { LogFileFormat } from '../../../../shared/contract/files.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';

/** A record of a format that says more than its text. */
export interface FileLogRecord {
  timeUnixNano: bigint | null;
  /** OTLP severity number; 0 where the format names none. */
  severityNumber: number;
  body: string;
  attributes: Attributes;
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
