import { lineSource } from '../formats/line-sink.ts';
import { encodeBlock } from '../storage/logs/block.ts';
import { LineBatch } from '../storage/logs/line-batch.ts';
import type { StoredPatterns } from '../storage/logs/pattern-rows.ts';
import { type LogStreamKey, variantName } from '../storage/logs/streams.ts';
import type { PipelineCounts } from './door/pipeline/pipeline-counts.ts';
import { streamLabels } from './door/stream-labels.ts';
import type { DoorTools } from './door-settings.ts';
import { type LiveLines, liveLinesOf } from './live-tail.ts';
import type { PackedRecords } from './packed-records.ts';
import type { PatternTree } from './patterns/pattern-tree.ts';
import type { PatternTrees } from './patterns/pattern-trees.ts';
import { RecordDoor } from './record-door.ts';
import type { CommitCounts, GroupedStream, RecordGroup, RecordsToStore } from './thread-messages.ts';

export interface RecordGroupsOptions {
  trees: PatternTrees;
  counts: PipelineCounts;
  tools: DoorTools;
  liveWanted(): boolean;
  onGroup(group: RecordsToStore): void;
  nowMs(): number;
}

interface SinkStream {
  key: LogStreamKey;
  batch: LineBatch;
  door: RecordDoor;
  tree: PatternTree;
  /** Of the group that is being gathered. */
  blocks: GroupedStream['blocks'];
}

/** Groups on their way to the store; the next one gathers meanwhile, so that load makes groups and quiet does not wait. */
const MOST_GROUPS_AHEAD = 2;
/** Records after which a group is handed over all the same. */
const MOST_RECORDS = 20_000;
/** What is known of a stream (its format, its last time) is kept for so many. */
const MOST_STREAMS = 500;
const NONE: StoredPatterns = { nextId: 1, patterns: [] };

/** Records that senders wait for an answer for: through the door, gathered by stream, handed over in groups. */
export class RecordGroups {
  readonly #options: RecordGroupsOptions;
  /** By what they are named by; the last used is the last to go. */
  readonly #streams = new Map<string, SinkStream>();
  readonly #touched = new Set<SinkStream>();
  #tools: DoorTools;
  #commits: CommitCounts[] = [];
  #records = 0;
  #ahead = 0;
  #handOver: NodeJS.Immediate | null = null;

  constructor(options: RecordGroupsOptions) {
    this.#options = options;
    this.#tools = options.tools;
  }

  configure(tools: DoorTools): void {
    this.#tools = tools;
    for (const { door } of this.#streams.values()) door.configure(tools);
  }

  take(commit: number, groups: readonly RecordGroup[], patterns: ReadonlyMap<string, StoredPatterns>): void {
    const counts: CommitCounts = { commit, stored: 0, truncated: 0, dropped: 0 };
    for (const { stream: key, records } of groups) {
      const stream = this.#streamOf(this.#redacted(key), patterns.get(key.entity) ?? NONE);
      this.#touched.add(stream);
      this.#add(stream, records, counts);
    }
    this.#commits.push(counts);
    this.#schedule();
  }

  /** A group was stored, or could not be. */
  settled(): void {
    this.#ahead--;
    if (this.#commits.length > 0) this.#schedule();
  }

  #add({ batch, door, blocks }: SinkStream, records: PackedRecords, counts: CommitCounts): void {
    const { count, seconds, nanos, severities, flags, text, ends } = records;
    const extras = records.extras === '' ? null : records.extras.split('\n');
    const given = { severity: 0, extras: '' };
    const before = batch.count;
    const truncatedBefore = door.truncated;
    let stored = 0;
    for (let i = 0, start = 0; i < count; i++) {
      const end = ends[i] as number;
      given.severity = severities[i] as number;
      given.extras = extras?.[i] ?? '';
      door.record(
        seconds[i] as number,
        nanos[i] as number,
        lineSource.console,
        flags[i] as number,
        text,
        start,
        end,
        1,
        given,
      );
      start = end;
      if (!batch.full) continue;
      stored += batch.count;
      this.#cut(batch, blocks);
    }
    stored += batch.count - before;
    counts.stored += stored;
    counts.dropped += count - stored;
    counts.truncated += door.truncated - truncatedBefore;
    this.#records += count;
  }

  #cut(batch: LineBatch, blocks: GroupedStream['blocks']): void {
    if (batch.count === 0) return;
    const live: LiveLines | null = this.#options.liveWanted() ? liveLinesOf(batch) : null;
    blocks.push({ block: encodeBlock(batch), live });
    batch.clear();
  }

  #schedule(): void {
    if (this.#records >= MOST_RECORDS) this.#give();
    else if (this.#ahead < MOST_GROUPS_AHEAD) this.#handOver ??= setImmediate(() => this.#give());
  }

  #give(): void {
    if (this.#handOver) clearImmediate(this.#handOver);
    this.#handOver = null;
    const streams: GroupedStream[] = [];
    for (const stream of this.#touched) {
      this.#cut(stream.batch, stream.blocks);
      stream.batch.release();
      stream.door.resetCounts();
      if (stream.blocks.length > 0) {
        streams.push({ stream: stream.key, blocks: stream.blocks, patterns: stream.tree.changes() });
      }
      stream.blocks = [];
    }
    const commits = this.#commits;
    this.#touched.clear();
    this.#commits = [];
    this.#records = 0;
    this.#ahead++;
    const redacted = this.#tools.redactor?.takeCounts() ?? [];
    this.#options.onGroup({ commits, streams, redacted });
    this.#bound();
  }

  #streamOf(key: LogStreamKey, patterns: StoredPatterns): SinkStream {
    const name = variantName(key);
    let stream = this.#streams.get(name);
    if (!stream) {
      const { trees, counts, nowMs } = this.#options;
      const { entity } = key;
      const batch = new LineBatch();
      const tree = trees.open(entity, patterns);
      const door = new RecordDoor({
        batch,
        entity,
        labels: streamLabels(key),
        counts,
        tools: this.#tools,
        tree,
        nowMs,
      });
      stream = { key, batch, door, tree, blocks: [] };
    }
    stream.key = key;
    this.#streams.delete(name);
    this.#streams.set(name, stream);
    return stream;
  }

  #redacted(key: LogStreamKey): LogStreamKey {
    const { redactor } = this.#tools;
    if (!redactor || !key.labels) return key;
    return { ...key, labels: redactor.attributes(key.labels) };
  }

  #bound(): void {
    for (const [name, { key }] of this.#streams) {
      if (this.#streams.size <= MOST_STREAMS) return;
      this.#streams.delete(name);
      this.#options.trees.close(key.entity);
    }
  }
}
