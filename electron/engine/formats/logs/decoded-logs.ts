import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { Result } from '../../../../shared/util/result.ts';
import type { RequestFault } from '../otlp/traces-request.ts';

/** A record as a sender gave it. */
export interface IncomingLogRecord {
  /** Nanoseconds since the epoch; null where the sender names none: its text does, or it is now. */
  timeUnixNano: bigint | null;
  /** OTLP severity number; 0 where the sender names none: its text may. */
  severityNumber: number;
  body: string;
  /** What came beside the text. */
  attributes: Attributes;
  /** 32 lower-case hex digits, or empty: the text may name one. */
  traceId: string;
  spanId: string;
}

/** Who wrote a stream, as far as the sender says: by it a container is found, or it is named without one. */
export interface LogProducer {
  /** Empty where none is named. */
  service: string;
  /** Full or short. */
  containerId: string | null;
  containerName: string | null;
  hostName: string | null;
  /** Path of the file that the sender read. */
  file: string | null;
  /** What the stream is called where none of these is named, as an index is. */
  name?: string;
  /** Sent by somebody who collects from others: the sender's address says nothing about who wrote it. */
  relayed: boolean;
}

export interface DecodedStream {
  producer: LogProducer;
  /** Resource attributes or stream labels: the same for every record. */
  labels: Attributes;
  records: IncomingLogRecord[];
}

export interface DecodedLogs {
  streams: DecodedStream[];
  /** Records in the streams. */
  count: number;
  /** Records that cannot be stored, and what is wrong with the first of them. */
  rejected: number;
  firstFault: string;
  /** Attributes cut off or shortened to hold records to the limits. */
  cut: number;
}

export type LogsResult<T extends DecodedLogs = DecodedLogs> = Result<T, RequestFault>;

export const tooManyRecords = (items: number): RequestFault => ({
  kind: 'too many',
  message: `more than ${items} log records in one request`,
});
