import { buffersOf } from '../storage/logs/block.ts';
import type { PipelineCounts } from './door/pipeline/pipeline-counts.ts';
import { streamLabels } from './door/stream-labels.ts';
import type { DoorTools } from './door-settings.ts';
import { type LineStream, lineStream } from './line-stream.ts';
import { liveLinesOf } from './live-tail.ts';
import type { PatternTrees } from './patterns/pattern-trees.ts';
import type { FromLogThread, ToLogThread } from './thread-messages.ts';

/** What is seen is stored: a block is made this soon after its first line, full or not. */
const FLUSH_MS = 250;

interface Reader {
  lines: LineStream;
  entity: string;
  /** Bytes. */
  received: number;
}

export interface FeedReadersOptions {
  trees: PatternTrees;
  counts: PipelineCounts;
  tools: DoorTools;
  liveWanted(): boolean;
  send(message: FromLogThread, transfer?: ArrayBuffer[]): void;
  nowMs(): number;
}

/** The log thread's part of all feeds: their bytes become blocks. */
export class FeedReaders {
  readonly #options: FeedReadersOptions;
  readonly #readers = new Map<number, Reader>();
  #tools: DoorTools;
  #flushTimer: NodeJS.Timeout | null = null;

  constructor(options: FeedReadersOptions) {
    this.#options = options;
    this.#tools = options.tools;
  }

  configure(tools: DoorTools): void {
    this.#tools = tools;
    for (const { lines } of this.#readers.values()) lines.configure(tools);
  }

  open({ feed, stream, encoding, patterns }: Extract<ToLogThread, { kind: 'open' }>): void {
    const { trees, counts, liveWanted, send, nowMs } = this.#options;
    const { entity } = stream;
    const lines = lineStream({
      entity,
      labels: streamLabels(stream),
      counts,
      encoding,
      tools: this.#tools,
      tree: trees.open(entity, patterns),
      nowMs,
      onBatch(batch, read) {
        const live = liveWanted() ? liveLinesOf(batch) : null;
        send({ kind: 'block', feed, read, live }, read.block ? buffersOf(read.block) : []);
      },
    });
    this.#readers.set(feed, { lines, entity, received: 0 });
  }

  take(feed: number, bytes: Uint8Array): void {
    const reader = this.#readers.get(feed);
    if (!reader) return;
    reader.received += bytes.length;
    try {
      reader.lines.push(bytes);
    } catch (error) {
      this.close(feed);
      const message = error instanceof Error ? error.message : String(error);
      this.#options.send({ kind: 'broken', feed, message });
      return;
    }
    this.#options.send({ kind: 'taken', feed, bytes: reader.received });
    if (reader.lines.pending > 0) this.#schedule();
  }

  end(feed: number, clean: boolean): void {
    this.#readers.get(feed)?.lines.end(clean);
    this.close(feed);
    this.#options.send({ kind: 'ended', feed });
  }

  close(feed: number): void {
    const reader = this.#readers.get(feed);
    if (!reader) return;
    this.#readers.delete(feed);
    this.#options.trees.close(reader.entity);
  }

  #schedule(): void {
    this.#flushTimer ??= setTimeout(() => this.#flushAll(), FLUSH_MS);
  }

  /** All at once, so that the store commits them together. What is held back goes with the next flush. */
  #flushAll(): void {
    this.#flushTimer = null;
    let pending = false;
    for (const { lines } of this.#readers.values()) {
      if (lines.pending === 0) continue;
      lines.flush();
      pending ||= lines.pending > 0;
    }
    if (pending) this.#schedule();
  }
}
