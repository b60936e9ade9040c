import { TrivetError } from '../../../shared/contract/errors.ts';
import type { Counters } from '../counters.ts';
import { buffersOf } from '../storage/logs/block.ts';
import type { StoredPatterns } from '../storage/logs/pattern-rows.ts';
import { type LogStreamKey, nameOf, variantName } from '../storage/logs/streams.ts';
import type { Store } from '../storage/store.ts';
import type { LiveTail } from './live-tail.ts';
import type { StoredBlock } from './log-feed.ts';
import type { LogCommitOutcome, LogGroup, LogOrigin } from './log-sink.ts';
import { buffersOfPacked, packedBytes, packRecords } from './packed-records.ts';
import type { CommitCounts, RecordGroup, RecordsToStore, ToLogThread } from './thread-messages.ts';

interface Waiting {
  receiver: string;
  bytes: number;
  resolve(outcome: LogCommitOutcome): void;
  reject(error: unknown): void;
}

export interface LogCommitsParts {
  store: Store;
  counters: Counters;
  tail: LiveTail;
  send(message: ToLogThread, transfer?: ArrayBuffer[]): void;
  onStored(stored: StoredBlock): void;
  mostBytes?: number;
  mostVariants?: number;
}

/** Of records on their way to the store. */
const MOST_BYTES_AHEAD = 64 * 1024 * 1024;
/** Streams told apart by their labels; labels beyond them become attributes of the records. */
const MOST_VARIANTS = 10_000;
const MOST_ENTITIES = 5_000;

/** Commits on their way through the log thread, and what is known of the streams that they name. */
export class LogCommits {
  readonly #parts: LogCommitsParts;
  readonly #waiting = new Map<number, Waiting>();
  /** Entities whose templates the thread was given. */
  readonly #entities = new Set<string>();
  /** Streams that are told apart by more than their entity and container. */
  readonly #variants = new Set<string>();
  #variantsRead: Promise<void> | null = null;
  #bytesAhead = 0;
  #nextCommit = 1;
  /** Groups whose labels were kept with their records, for there are too many streams. */
  crowdedGroups = 0;

  constructor(parts: LogCommitsParts) {
    this.#parts = parts;
  }

  async commit(receiver: string, groups: readonly LogGroup[]): Promise<LogCommitOutcome> {
    this.#variantsRead ??= this.#readVariants();
    await this.#variantsRead;
    const packed = groups
      .filter(({ records }) => records.length > 0)
      .map(({ origin, records }): RecordGroup => {
        const { stream, more } = this.#streamOf(origin);
        return { stream, records: packRecords(records, more) };
      });
    if (packed.length === 0) return { stored: 0, truncated: 0, dropped: 0 };
    const bytes = packed.reduce((sum, { records }) => sum + packedBytes(records), 0);
    const most = this.#parts.mostBytes ?? MOST_BYTES_AHEAD;
    if (this.#bytesAhead > 0 && this.#bytesAhead + bytes > most) {
      throw new TrivetError('unavailable', 'too many log records are on their way to the store');
    }
    this.#bytesAhead += bytes;
    try {
      const patterns = await this.#newPatterns(packed);
      return await new Promise<LogCommitOutcome>((resolve, reject) => {
        const commit = this.#nextCommit++;
        this.#waiting.set(commit, { receiver, bytes, resolve, reject });
        const buffers = packed.flatMap(({ records }) => buffersOfPacked(records));
        this.#parts.send({ kind: 'records', commit, groups: packed, patterns }, buffers);
      });
    } finally {
      this.#bytesAhead -= bytes;
    }
  }

  async receive({ commits, streams, redacted }: RecordsToStore): Promise<void> {
    const { store, counters, tail, send } = this.#parts;
    const appends = streams.map(({ stream, blocks, patterns }) => ({
      stream,
      blocks: blocks.map(({ block }) => block),
      cursor: null,
      patterns,
    }));
    try {
      const buffers = appends.flatMap(({ blocks }) => blocks.flatMap(buffersOf));
      const appended = await store.write('logs.appendMany', { appends }, buffers);
      for (const [i, { stream, blocks }] of streams.entries()) {
        const at = appended[i];
        for (const [block, { live, block: made }] of blocks.entries()) {
          this.#parts.onStored({ stream, levels: made.levels });
          if (live && at) tail.publish(live, nameOf(stream), at.stream, at.firstSeqs[block] ?? 0);
        }
      }
      counters.redacted('logs', redacted);
      for (const counts of commits) this.#done(counts);
    } catch (error) {
      for (const { commit } of commits) this.#take(commit)?.reject(error);
    }
    send({ kind: 'settled' });
  }

  /** The thread is gone, and with it what it was given. */
  failAll(): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new TrivetError('unavailable', 'the log records could not be stored: send them again'));
    }
    this.#waiting.clear();
    this.#entities.clear();
  }

  #done({ commit, stored, truncated, dropped }: CommitCounts): void {
    const waiting = this.#take(commit);
    if (!waiting) return;
    const { counters } = this.#parts;
    counters.received(waiting.receiver, 'logs', stored + dropped);
    counters.dropped(waiting.receiver, 'logs', 'limit', truncated);
    waiting.resolve({ stored, truncated, dropped });
  }

  #take(commit: number): Waiting | undefined {
    const waiting = this.#waiting.get(commit);
    this.#waiting.delete(commit);
    return waiting;
  }

  async #readVariants(): Promise<void> {
    try {
      const stored = await this.#parts.store.write('logs.storedVariants', { most: this.#mostVariants });
      for (const variant of stored) this.#variants.add(variant);
    } catch (error) {
      this.#variantsRead = null;
      throw error;
    }
  }

  get #mostVariants(): number {
    return this.#parts.mostVariants ?? MOST_VARIANTS;
  }

  #streamOf(origin: LogOrigin): { stream: LogStreamKey; more: LogOrigin['labels'] } {
    const name = variantName(origin);
    if (this.#variants.has(name) || origin.labels.length === 0) return { stream: origin, more: [] };
    if (this.#variants.size < this.#mostVariants) {
      this.#variants.add(name);
      return { stream: origin, more: [] };
    }
    this.crowdedGroups++;
    return { stream: { ...origin, labels: [] }, more: origin.labels };
  }

  async #newPatterns(groups: readonly RecordGroup[]): Promise<[entity: string, StoredPatterns][]> {
    const fresh = new Set(
      groups.map(({ stream }) => stream.entity).filter((one) => !this.#entities.has(one)),
    );
    if (fresh.size === 0) return [];
    const { store } = this.#parts;
    const read = [...fresh].map(
      async (entity): Promise<[string, StoredPatterns]> => [
        entity,
        await store.write('logs.storedPatterns', { entity }),
      ],
    );
    const patterns = await Promise.all(read);
    if (this.#entities.size > MOST_ENTITIES) this.#entities.clear();
    for (const entity of fresh) this.#entities.add(entity);
    return patterns;
  }
}
