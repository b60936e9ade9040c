import type { Attributes } from '../../../shared/model/attributes.ts';
import type { LogSource } from '../../../shared/model/log-record.ts';
import type { IncomingLogRecord } from '../formats/logs/decoded-logs.ts';

export type { IncomingLogRecord };

/** Who produced records: what a stored stream is named by. The same origin gives the same stream. */
export interface LogOrigin {
  source: LogSource;
  /** The container's where one is tied to it, else `service:NAME`, `file:PATH`, `host:NAME`. */
  entity: string;
  /** Full id of the run of the container that wrote it; empty where there is none. */
  containerId: string;
  /** What lists show: the container's, service's, file's or host's name. */
  container: string;
  service: string;
  /** Resource attributes or stream labels: the same for every record of the stream. */
  labels: Attributes;
}

export interface LogGroup {
  origin: LogOrigin;
  records: IncomingLogRecord[];
}

export interface LogCommitOutcome {
  stored: number;
  /** Records whose text was cut at the limit; they are stored. */
  truncated: number;
  /** Left out by a pipeline's drop stage. */
  dropped: number;
}

/**
 * The way in for records that a sender is given an answer for. Every record goes through the same door as the lines of
 * containers: format, level, time and trace from its text where the sender said nothing, redaction, pattern.
 */
export interface LogSink {
  /**
   * Resolves after the commit.
   *
   * @param receiver the receiver's name, or `file`: what counts are kept under
   * @throws TrivetError storage_full, limit or unavailable: nothing of it was kept, send it again
   */
  commit(receiver: string, groups: readonly LogGroup[]): Promise<LogCommitOutcome>;
}
