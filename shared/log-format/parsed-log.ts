import type { Attributes } from '../model/attributes.ts';
import type { LogFormat } from './formats.ts';

/** What a record's text says, once its format is known. */
export interface ParsedLog {
  format: LogFormat;
  /** Nanoseconds since the epoch; null where the text names no time, or one without a date. */
  timeUnixNano: bigint | null;
  /** OTLP severity number, 0 where the text names none. */
  severityNumber: number;
  /** As it was written; empty where there is none. */
  severityText: string;
  /** Without time, level, fields and escape sequences. */
  message: string;
  /**
   * In their order. Keys of nested objects are joined by dots; what became time, level, message or the
   * text of a stack is not among them.
   */
  fields: Attributes;
  exception: { type: string; message: string; stack: string } | null;
  /** 32 lower-case hex digits, shorter ones left-padded; empty where there is none. */
  traceId: string;
  /** 16 lower-case hex digits, or empty. */
  spanId: string;
  /** What had to be supplied to read it, for a person: `a comma before "thread_id"`; null where nothing was. */
  repaired: string | null;
}
