import type { Disposable } from '../../../shared/util/disposable.ts';
import type { Counters } from '../counters.ts';
import type { LogCursorStep } from '../storage/logs/append.ts';
import { buffersOf } from '../storage/logs/block.ts';
import { type LogStreamKey, nameOf } from '../storage/logs/streams.ts';
import type { Store } from '../storage/store.ts';
import type { LineEncoding, ReadBlock } from './line-stream.ts';
import type { LiveLines, LiveTail } from './live-tail.ts';
import type { FromLogThread, ToLogThread } from './thread-messages.ts';

/** What is read, and where what came of it is kept. */
export interface FeedOptions {
  /** Asked for every block: a container may be renamed. */
  stream(): LogStreamKey;
  encoding: LineEncoding;
  /** What counts are kept under. */
  receiver: string;
  /** What the cursor is kept under; the container's id without it. */
  cursorKey?: string;
  /** The text that is stored now, from which reading goes on; null before the first line. */
  cursor: string | null;
  /** The text to store beside the lines of a block; null where nothing is read on. */
  cursorAt(read: Pick<ReadBlock, 'position' | 'consumed'>): string | null;
  /** After its commit. */
  onCommitted?(read: ReadBlock): void;
}

/** A block that was committed. */
export interface StoredBlock {
  stream: LogStreamKey;
  /** Records by level, in the order of `severityLevels`. */
  levels: readonly number[];
}

interface FeedParts {
  store: Store;
  counters: Counters;
  tail: LiveTail;
  send(message: ToLogThread, transfer?: ArrayBuffer[]): void;
  onStored(stored: StoredBlock): void;
  onClosed(): void;
}

/** Bytes on their way from the socket to a block, and blocks on their way to the store. */
const MOST_BYTES_AHEAD = 1024 * 1024;
const MOST_BLOCKS_AHEAD = 8;
/** Socket reads are small and many; they are handed over together. */
const HAND_OVER_BYTES = 64 * 1024;

/**
 * One reading of one source's log. Nothing is dropped: `push` answers false when the sender must wait for
 * `onDrain`. Any failure ends the feed; what was not committed is read again by the next one.
 */
export class LogFeed implements Disposable {
  readonly #id: number;
  readonly #options: FeedOptions;
  readonly #parts: FeedParts;
  readonly #ended = Promise.withResolvers<void>();
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #handOver: NodeJS.Immediate | null = null;
  #sentBytes = 0;
  #takenBytes = 0;
  #blocksAhead = 0;
  #threadDone = false;
  #closed = false;
  #waiting = false;
  #cursor: string | null;
  /** What the thread is told once it knows the feed. */
  #outbox: [message: ToLogThread, transfer: ArrayBuffer[]][] | null = [];
  onDrain: () => void = () => undefined;

  constructor(id: number, options: FeedOptions, parts: FeedParts) {
    this.#id = id;
    this.#options = options;
    this.#parts = parts;
    this.#cursor = options.cursor;
    // The owner may dispose of a feed without ever waiting for its end.
    this.#ended.promise.catch(() => undefined);
    void this.#open();
  }

  /** The cursor's text after all blocks so far. */
  get cursor(): string | null {
    return this.#cursor;
  }

  /** Resolves when everything is committed; rejects with what ended the feed before. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  push(bytes: Uint8Array): boolean {
    if (this.#closed) return false;
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= HAND_OVER_BYTES) this.#send();
    else this.#handOver ??= setImmediate(() => this.#send());
    this.#waiting = this.#isAhead();
    return !this.#waiting;
  }

  /** No more bytes come; `clean` as in LogStreamDecoder, and of plain text: what stands behind the last newline is a line. */
  end(clean: boolean): Promise<void> {
    if (!this.#closed) {
      this.#send();
      this.#post({ kind: 'end', feed: this.#id, clean });
    }
    return this.ended;
  }

  receive(message: Exclude<FromLogThread, { kind: 'group' | 'pipelines' }>): void {
    if (this.#closed) return;
    if (message.kind === 'block') void this.#store(message.read, message.live);
    else if (message.kind === 'taken') this.#takenBytes = message.bytes;
    else if (message.kind === 'broken') {
      this.#parts.counters.dropped(this.#options.receiver, 'logs', 'decode', 1);
      this.fail(new Error(message.message));
    } else this.#threadDone = true;
    this.#settle();
  }

  fail(error: Error): void {
    if (this.#closed) return;
    this.#close();
    this.#ended.reject(error);
  }

  dispose(): void {
    this.fail(new Error('the feed was given up'));
  }

  #isAhead(): boolean {
    const bytes = this.#sentBytes + this.#gatheredBytes - this.#takenBytes;
    return bytes > MOST_BYTES_AHEAD || this.#blocksAhead >= MOST_BLOCKS_AHEAD;
  }

  #send(): void {
    if (this.#handOver) clearImmediate(this.#handOver);
    this.#handOver = null;
    if (this.#gatheredBytes === 0 || this.#closed) return;
    const bytes = new Uint8Array(this.#gatheredBytes);
    let at = 0;
    for (const part of this.#gathered) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#sentBytes += bytes.length;
    this.#post({ kind: 'bytes', feed: this.#id, bytes }, [bytes.buffer]);
  }

  /** The entity's templates are read first: its lines go on with them. */
  async #open(): Promise<void> {
    const stream = this.#options.stream();
    const { entity } = stream;
    const { encoding } = this.#options;
    try {
      const patterns = await this.#parts.store.write('logs.storedPatterns', { entity });
      if (this.#closed) return;
      this.#parts.send({ kind: 'open', feed: this.#id, stream, encoding, patterns });
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    for (const [message, transfer] of this.#outbox ?? []) this.#parts.send(message, transfer);
    this.#outbox = null;
  }

  #post(message: ToLogThread, transfer: ArrayBuffer[] = []): void {
    if (this.#outbox) this.#outbox.push([message, transfer]);
    else this.#parts.send(message, transfer);
  }

  async #store(read: ReadBlock, live: LiveLines | null): Promise<void> {
    const { store, counters, tail } = this.#parts;
    const { receiver, onCommitted } = this.#options;
    const stream = this.#options.stream();
    const { block, lines, truncated, patterns, redacted } = read;
    this.#blocksAhead++;
    try {
      const cursor = this.#step(read);
      const params = { stream, blocks: block ? [block] : [], cursor, patterns };
      const appended = await store.write('logs.append', params, block ? buffersOf(block) : []);
      counters.received(receiver, 'logs', lines);
      counters.dropped(receiver, 'logs', 'limit', truncated);
      if (block) this.#parts.onStored({ stream, levels: block.levels });
      counters.redacted('logs', redacted);
      if (live) tail.publish(live, nameOf(stream), appended.stream, appended.firstSeqs[0] ?? 0);
      onCommitted?.(read);
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
    this.#blocksAhead--;
    this.#settle();
  }

  #step(read: ReadBlock): LogCursorStep | null {
    const { cursorKey, cursorAt } = this.#options;
    const to = cursorAt(read);
    if (to === null) return null;
    const from = this.#cursor;
    this.#cursor = to;
    return { from, to, ...(cursorKey === undefined ? {} : { key: cursorKey }) };
  }

  #settle(): void {
    if (this.#closed) return;
    if (this.#threadDone && this.#blocksAhead === 0) {
      this.#close();
      this.#ended.resolve();
    } else if (this.#waiting && !this.#isAhead()) {
      this.#waiting = false;
      this.onDrain();
    }
  }

  #close(): void {
    this.#closed = true;
    if (this.#handOver) clearImmediate(this.#handOver);
    this.#handOver = null;
    this.#gathered = [];
    // One that the thread was never told of is not closed there.
    if (this.#outbox) this.#outbox = [];
    else this.#parts.send({ kind: 'close', feed: this.#id });
    this.#parts.onClosed();
  }
}
