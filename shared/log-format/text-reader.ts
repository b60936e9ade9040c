import type { LogFormat } from './formats.ts';
import type { LogHead } from './log-head.ts';
import type { ParsedLog } from './parsed-log.ts';

/** One family of text lines. */
export interface TextReader {
  format: LogFormat;
  /**
   * Takes the line bytes[start, end) apart into the head. False where the line is of another format; the head may
   * then hold anything. Bytes behind `end` up to `head.recordEnd` are the record's further lines.
   */
  read(bytes: Uint8Array, start: number, end: number, head: LogHead): boolean;
  /** Adds to the record what only asks for strings: fields within the message, quotes, escapes. */
  finish?(text: string, head: LogHead, record: ParsedLog): void;
}
