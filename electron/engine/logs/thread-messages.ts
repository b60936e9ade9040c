import type { EncodedBlock } from '../storage/logs/block.ts';
import type { PatternChange, StoredPatterns } from '../storage/logs/pattern-rows.ts';
import type { LogStreamKey } from '../storage/logs/streams.ts';
import type { PipelineCount } from './door/pipeline/pipeline-counts.ts';
import type { DoorSettings } from './door-settings.ts';
import type { LineEncoding, ReadBlock } from './line-stream.ts';
import type { LiveLines } from './live-tail.ts';
import type { PackedRecords } from './packed-records.ts';

/** What the engine tells the log thread. `feed` names one reading of one source. */
export type ToLogThread =
  | {
      kind: 'open';
      feed: number;
      stream: LogStreamKey;
      encoding: LineEncoding;
      patterns: StoredPatterns;
    }
  | { kind: 'bytes'; feed: number; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'end'; feed: number; clean: boolean }
  /** Forget it; what is not yet a block comes again with the next reading. */
  | { kind: 'close'; feed: number }
  | { kind: 'records'; commit: number; groups: RecordGroup[]; patterns: [entity: string, StoredPatterns][] }
  /** So many groups of commits were stored, or could not be. */
  | { kind: 'settled' }
  | { kind: 'settings'; settings: DoorSettings }
  | { kind: 'live'; wanted: boolean };

/** Records of one stream in one commit. */
export interface RecordGroup {
  stream: LogStreamKey;
  records: PackedRecords;
}

export type FromLogThread =
  | { kind: 'block'; feed: number; read: ReadBlock; live: LiveLines | null }
  /** Bytes of the feed that are decoded, since it was opened. */
  | { kind: 'taken'; feed: number; bytes: number }
  | { kind: 'ended'; feed: number }
  | { kind: 'broken'; feed: number; message: string }
  /** What pipelines did since it was last told. */
  | { kind: 'pipelines'; counts: PipelineCount[] }
  /** What is to be stored in one transaction, and the commits that it answers. */
  | ({ kind: 'group' } & RecordsToStore);

export interface RecordsToStore {
  commits: CommitCounts[];
  streams: GroupedStream[];
  /** What was replaced since the last group, by detector or rule. */
  redacted: [name: string, count: number][];
}

export interface CommitCounts {
  commit: number;
  stored: number;
  truncated: number;
  dropped: number;
}

export interface GroupedStream {
  stream: LogStreamKey;
  blocks: { block: EncodedBlock; live: LiveLines | null }[];
  patterns: PatternChange[];
}
