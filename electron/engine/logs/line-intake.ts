import type { LineSource } from '../formats/line-sink.ts';
import { type EncodedBlock, encodeBlock } from '../storage/logs/block.ts';
import { LineBatch } from '../storage/logs/line-batch.ts';
import type { PatternChange } from '../storage/logs/pattern-rows.ts';
import { firstLineRules, keyRules, traceRules } from './door/join-rules.ts';
import { LineJoiner } from './door/line-joiner.ts';
import type { StreamLabels } from './door/pipeline/pipeline.ts';
import type { PipelineCounts } from './door/pipeline/pipeline-counts.ts';
import type { DoorTools } from './door-settings.ts';
import type { PatternTree } from './patterns/pattern-tree.ts';
import type { RawProgress } from './raw-progress.ts';
import { RecordDoor } from './record-door.ts';

/** A block on its way to the store, with what is stored beside it. */
export interface MadeBlock {
  /** Null where all lines were left out: only how far was read is to be stored. */
  block: EncodedBlock | null;
  /** Lines as they were read: a record may be several, and a line may be left out. */
  lines: number;
  /** Records cut at the limit. */
  truncated: number;
  patterns: PatternChange[];
  /** What was replaced since the last block of any stream, by detector or rule. */
  redacted: [name: string, count: number][];
}

export interface IntakeOptions {
  entity: string;
  tools: DoorTools;
  tree: PatternTree | null;
  /** What pipelines choose streams by. */
  labels?: StreamLabels;
  counts?: PipelineCounts;
  progress: RawProgress;
  /** Called with every block's batch before it is emptied; what the progress tells then is what the block brings. */
  onBlock(batch: LineBatch, made: MadeBlock): void;
  nowMs(): number;
}

/** Lines of one stream on their way to records and to blocks: joined, through the door, gathered. */
export class LineIntake {
  readonly #options: IntakeOptions;
  readonly #batch = new LineBatch();
  readonly #door: RecordDoor;
  #joiner: LineJoiner | null;
  #tools: DoorTools;

  constructor(options: IntakeOptions) {
    this.#options = options;
    const { tools } = options;
    this.#door = new RecordDoor({ ...options, batch: this.#batch });
    this.#tools = tools;
    this.#joiner = this.#joinerFor(tools);
  }

  /** Lines and records that wait for more before they become a block. */
  get pending(): number {
    return this.#batch.count + (this.#joiner?.pendingLines ?? 0);
  }

  /** What bears no time and comes first is of this one. */
  startAt(seconds: number, nanos: number): void {
    this.#door.startAt(seconds, nanos);
  }

  configure(tools: DoorTools): void {
    this.flush(true);
    this.#tools = tools;
    this.#door.configure(tools);
    this.#joiner = this.#joinerFor(tools);
  }

  /** Null where every line is a record; nothing is held back while it changes. */
  #joinerFor({ joinLines, redactor }: DoorTools): LineJoiner | null {
    const { firstLine } = this.#door;
    if (firstLine) {
      const { pattern, maxLines, maxWaitMs } = firstLine;
      return new LineJoiner(this.#door, firstLineRules(pattern, maxLines, maxWaitMs));
    }
    if (joinLines) return new LineJoiner(this.#door, traceRules);
    return redactor ? new LineJoiner(this.#door, keyRules) : null;
  }

  /** @param tracked false for a note that the source itself does not have */
  line(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    tracked = true,
  ): void {
    const { progress } = this.#options;
    progress.took(seconds, nanos, source, bytes, start, end, tracked);
    if (this.#joiner) {
      this.#joiner.line(seconds, nanos, source, flags, bytes, start, end);
      progress.settle(this.#joiner.pendingLines);
    } else {
      this.#door.record(seconds, nanos, source, flags, bytes, start, end, 1);
      progress.settle(0);
    }
    if (this.#batch.full) this.#give();
  }

  /**
   * Makes a block of what there is. A record that may go on is held back for one flush more.
   *
   * @param final nothing is held back
   */
  flush(final: boolean): void {
    if (this.#joiner) {
      this.#joiner.flush(final);
      this.#options.progress.settle(this.#joiner.pendingLines);
    }
    this.#give();
    this.#batch.release();
  }

  #give(): void {
    const batch = this.#batch;
    const door = this.#door;
    // Lines that were all left out are still to be told: reading goes on behind them.
    if (batch.count === 0 && door.lines === 0) return;
    const { lines, truncated } = door;
    const patterns = this.#options.tree?.changes() ?? [];
    const redacted = this.#tools.redactor?.takeCounts() ?? [];
    const block = batch.count > 0 ? encodeBlock(batch) : null;
    this.#options.onBlock(batch, { block, lines, truncated, patterns, redacted });
    batch.clear();
    door.resetCounts();
  }
}
