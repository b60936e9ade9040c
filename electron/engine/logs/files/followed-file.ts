import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { fileEncoding } from '../../../../shared/log-format/decode-log-file.ts';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import { FeedWriter, type OpenByteFeed } from './byte-feed.ts';
import { formatFileCursor, type Generation, MOST_GENERATIONS, parseFileCursor } from './file-cursor.ts';
import { isMarked, markOf } from './file-head.ts';
import type { FileSlots } from './file-slots.ts';
import { LiveReader } from './live-reader.ts';
import { bytesFrom, comeAfter, locate, type Sibling, siblingsOf } from './siblings.ts';

export interface FollowedFileOptions {
  path: string;
  /** The text that is stored of how far it was read. */
  readCursor(): Promise<string | null>;
  openFeed: OpenByteFeed;
  slots: FileSlots;
  logger: Logger;
  /** Of a clock that is never set back. */
  now?(): number;
}

export interface FollowedFileState {
  state: 'waiting' | 'reading' | 'missing' | 'failed';
  /** What ended the last attempt. */
  error: string | null;
}

/** A new file that is still empty is not moved on to while its forerunner may still be written to. */
const QUIET_MS = 2_000;
/** Programs that were not told yet go on writing to the renamed file: it is watched for so long. */
const LATE_MS = 30_000;
/** A file with nothing new is closed after this, and looked at by its name from then on. */
const REST_AFTER_MS = 60_000;
const TOGETHER_MS = 20;
const RETRY_MS = [500, 2_000, 10_000, 30_000];

interface Late {
  reader: LiveReader;
  generation: Generation;
  untilMs: number;
}

/**
 * Follows one name through everything that becomes of it. The files that bore it are its generations, the newest last;
 * where each was read to is stored with its lines. At any time one generation is written to one feed, so that the
 * stored places come one after the other:
 *
 * - renamed: the old file is read to its end by its handle, then what came between, then the new one;
 * - emptied (copytruncate): the rest is read from the copy, found by its first bytes, packed or not;
 * - not looked at for a while: the last generation is found again among the rotated files, and all newer ones are read.
 */
export class FollowedFile implements Disposable {
  readonly #options: FollowedFileOptions;
  readonly #now: () => number;
  #generations: Generation[] | null = null;
  /** What is stored of them, the feed's last word included. */
  #cursor: string | null = null;
  /** The last generation is over, whatever the next one looks like. */
  #turned = false;
  #reader: LiveReader | null = null;
  #writer: FeedWriter | null = null;
  #late: Late | null = null;
  #holdsSlot = false;
  #lastBytesMs = 0;
  /** What its name led to when it was closed for having nothing new. */
  #rested: string | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #disposed = false;
  #failures = 0;
  #retryAtMs = 0;
  #state: FollowedFileState = { state: 'waiting', error: null };

  constructor(options: FollowedFileOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get path(): string {
    return this.#options.path;
  }

  get state(): FollowedFileState {
    return this.#state;
  }

  /** Something may have changed. Resolves when it was looked at and all that was found is written to the feed. */
  poke(): Promise<void> {
    if (this.#disposed || this.#now() < this.#retryAtMs) return Promise.resolve();
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Commits what was read, as far as it is whole lines, and closes the file until the next poke. */
  async rest(): Promise<void> {
    await this.#running;
    await this.#rest().catch((error: unknown) => this.#fail(error));
  }

  /** What is not committed yet is read again by who follows the file next. */
  dispose(): void {
    this.#disposed = true;
    this.#writer?.dispose();
    void (this.#running ?? Promise.resolve()).then(() => this.#close());
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#disposed) {
        this.#again = false;
        await this.#look();
        // A busy file is told of with every write: what comes in a moment is read together.
        if (this.#again) await sleep(TOGETHER_MS);
      }
      this.#failures = 0;
    } catch (error) {
      await this.#fail(error);
    } finally {
      this.#running = null;
    }
  }

  async #look(): Promise<void> {
    if (!this.#generations) {
      this.#cursor = await this.#options.readCursor();
      this.#generations = parseFileCursor(this.#cursor);
    }
    if (!this.#reader && (await this.#isAsRested())) return;
    await this.#readLate();
    if (!this.#reader && !(await this.#open())) return;
    while (await this.#hasTurned()) {
      if (!(await this.#open())) return;
    }
    const reader = this.#reader as LiveReader | null;
    if (!reader) return;
    this.#state = { state: 'reading', error: null };
    if (this.#options.slots.wanted || this.#now() - this.#lastBytesMs > REST_AFTER_MS) await this.#rest();
  }

  /** Reads to the end; true when the name leads to another file now, or its content was replaced, and that is dealt with. */
  async #hasTurned(): Promise<boolean> {
    let emptied = (await this.#drain()) === 'replaced';
    if (!emptied) {
      if (!(await this.#isRenamed())) return false;
      // Whoever writes to the new file wrote its last to the old one before.
      emptied = (await this.#drain()) === 'replaced';
    }
    await this.#turn(emptied);
    return true;
  }

  async #drain(): Promise<'end' | 'replaced'> {
    const reader = this.#reader as LiveReader;
    for (;;) {
      if (this.#disposed) throw new Error('no longer followed');
      const from = reader.offset;
      const read = await reader.read();
      if (read.kind !== 'bytes') return read.kind;
      this.#lastBytesMs = this.#now();
      this.#writer ??= this.#writerOf(this.#current, () => reader.head, from);
      await this.#writer.write(read.bytes);
    }
  }

  async #isRenamed(): Promise<boolean> {
    const reader = this.#reader as LiveReader;
    const at = await stat(this.path, { bigint: true }).catch(() => null);
    // While a rotation is at it, the name leads nowhere.
    if (!at || (String(at.ino) === reader.ino && at.dev === reader.dev)) return false;
    return at.size > 0n || this.#now() - this.#lastBytesMs > QUIET_MS;
  }

  /** Ends the current generation: what its copy has beyond what was read is its rest. */
  async #turn(emptied: boolean): Promise<void> {
    const reader = this.#reader as LiveReader;
    const generation = this.#current;
    if (emptied) {
      const copy = locate(await siblingsOf(this.path), this.#known, generation);
      if (copy) await this.#write(generation, copy, reader.offset);
    }
    await this.#endWriter(true);
    await reader.look().catch(() => undefined);
    generation.mtimeMs = reader.mtimeMs;
    this.#reader = null;
    this.#turned = true;
    this.#giveSlot();
    await this.#late?.reader.close();
    this.#late = null;
    if (emptied) await reader.close();
    else this.#late = { reader, generation, untilMs: this.#now() + LATE_MS };
  }

  /** Opens what the name leads to, after all that came before it was read. False when there is nothing. */
  async #open(): Promise<boolean> {
    await this.#takeSlot();
    const reader = await LiveReader.open(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    this.#rested = null;
    if (!reader) {
      this.#giveSlot();
      this.#state = { state: 'missing', error: null };
      return false;
    }
    this.#reader = reader;
    this.#lastBytesMs = this.#now();
    const last = this.#known.at(-1);
    if (last && (await this.#continues(last, reader)) && (await reader.seek(last.offset))) return true;
    if (last) await this.#catchUp(last, reader);
    this.#turned = false;
    const { ino, head, mtimeMs } = reader;
    this.#add({ ino, head: markOf(head), offset: 0, mtimeMs });
    return reader.seek(0);
  }

  async #continues(last: Generation, reader: LiveReader): Promise<boolean> {
    if (this.#turned) return false;
    if (last.ino === reader.ino && last.head.bytes === 0) return true;
    if (!isMarked(reader.head, last.head)) return false;
    if (last.ino === reader.ino) return true;
    // Files that begin alike: the one that was read may be beside it.
    const siblings = await siblingsOf(this.path);
    return !siblings.some(({ ino, head }) => ino === last.ino && isMarked(head, last.head));
  }

  /** Reads what is left of the last generation, and those that came after it and before the one at hand. */
  async #catchUp(last: Generation, reader: LiveReader): Promise<void> {
    const siblings = (await siblingsOf(this.path)).filter(({ ino }) => ino !== reader.ino);
    const live = await LiveReader.open(this.path).catch(() => null);
    const liveSize = live ? (await live.look()).size : 0;
    await live?.close();
    const heads = [reader.head, live?.head ?? reader.head];
    const others = siblings.filter(
      (sibling) => sibling.ino === last.ino || !isCopyOf(sibling, heads, liveSize),
    );
    const located = locate(others, this.#known, last);
    if (located) {
      await this.#write(last, located, last.offset);
      await this.#endWriter(true);
    }
    for (const sibling of comeAfter(others, this.#known, last, located)) {
      const { ino, head, mtimeMs } = sibling;
      const generation = this.#add({ ino, head: markOf(head), offset: 0, mtimeMs });
      await this.#write(generation, sibling, 0);
      await this.#endWriter(true);
    }
  }

  /** Writes a rotated file's bytes behind an offset; those of a broken archive up to where it can be read. */
  async #write(generation: Generation, sibling: Sibling, offset: number): Promise<void> {
    if (sibling.rotated.packing === null && sibling.size <= offset) return;
    try {
      for await (const bytes of bytesFrom(sibling, offset)) {
        this.#writer ??= this.#writerOf(generation, () => sibling.head, offset);
        await this.#writer.write(bytes);
      }
    } catch (error) {
      if (sibling.rotated.packing === null) throw error;
      this.#options.logger.warn({ error, path: sibling.path }, 'a rotated log file could not be read whole');
    }
  }

  /** Lines that were written to the old file after the new one was begun. */
  async #readLate(): Promise<void> {
    const late = this.#late;
    if (!late) return;
    const { reader, generation, untilMs } = late;
    const { size } = await reader.look();
    if (size > reader.offset) {
      await this.#pause();
      for (let from = reader.offset, read = await reader.read(); read.kind === 'bytes'; ) {
        this.#writer ??= this.#writerOf(generation, () => reader.head, from);
        await this.#writer.write(read.bytes);
        from = reader.offset;
        read = await reader.read();
      }
      await this.#endWriter(true);
    }
    if (size >= reader.offset && this.#now() < untilMs) return;
    this.#late = null;
    await reader.close();
  }

  /** Commits the whole lines of the current generation, so that another one can be written. */
  async #pause(): Promise<void> {
    if (!this.#writer || !this.#reader) return;
    await this.#endWriter(false);
    await this.#reader.seek(this.#current.offset);
  }

  #writerOf(generation: Generation, head: () => Uint8Array, offset: number): FeedWriter {
    const { openFeed } = this.#options;
    const generations = this.#known;
    return new FeedWriter(
      (fileOffset) =>
        openFeed({
          cursor: this.#cursor,
          cursorAt: (consumed) => {
            generation.offset = fileOffset(consumed);
            if (head().length > generation.head.bytes) generation.head = markOf(head());
            this.#cursor = formatFileCursor(generations);
            return this.#cursor;
          },
        }),
      fileEncoding(head()),
      offset,
    );
  }

  async #endWriter(whole: boolean): Promise<void> {
    const writer = this.#writer;
    this.#writer = null;
    await writer?.end(whole);
  }

  async #rest(): Promise<void> {
    const reader = this.#reader;
    if (!reader) return;
    await this.#endWriter(false);
    const at = await stat(this.path, { bigint: true }).catch(() => null);
    // Only what was read to its end by the same name needs no look before it changes.
    const isRead = at && String(at.ino) === reader.ino && Number(at.size) === reader.offset;
    this.#rested = isRead ? signature(at) : null;
    this.#reader = null;
    await reader.close();
    this.#giveSlot();
    this.#state = { state: 'waiting', error: null };
  }

  async #isAsRested(): Promise<boolean> {
    if (this.#rested === null) return false;
    const at = await stat(this.path, { bigint: true }).catch(() => null);
    return at !== null && signature(at) === this.#rested;
  }

  async #fail(error: unknown): Promise<void> {
    this.#writer?.dispose();
    this.#writer = null;
    await this.#close();
    // What is stored is the truth; it is asked for again.
    this.#generations = null;
    this.#rested = null;
    if (this.#disposed) return;
    const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] as number;
    this.#retryAtMs = this.#now() + wait;
    const message = error instanceof Error ? error.message : String(error);
    this.#state = { state: 'failed', error: message };
    this.#options.logger.warn({ error, path: this.path }, 'a log file could not be followed');
  }

  get #known(): Generation[] {
    if (!this.#generations) throw new Error('how far it was read is not known yet');
    return this.#generations;
  }

  get #current(): Generation {
    return this.#known.at(-1) as Generation;
  }

  #add(generation: Generation): Generation {
    this.#known.push(generation);
    if (this.#known.length > MOST_GENERATIONS) this.#known.shift();
    return generation;
  }

  async #takeSlot(): Promise<void> {
    if (!this.#holdsSlot) await this.#options.slots.take();
    this.#holdsSlot = true;
    if (this.#disposed) throw new Error('no longer followed');
  }

  #giveSlot(): void {
    if (this.#holdsSlot) this.#options.slots.give();
    this.#holdsSlot = false;
  }

  async #close(): Promise<void> {
    const readers = [this.#reader, this.#late?.reader];
    this.#reader = null;
    this.#late = null;
    for (const reader of readers) await reader?.close().catch(() => undefined);
    this.#giveSlot();
  }
}

const signature = ({ ino, dev, size, mtimeNs }: BigIntStats) => `${dev} ${ino} ${size} ${mtimeNs}`;

/** Whether the file may be a copy of the one that is read, being made at this moment. */
const isCopyOf = (
  { rotated, size, head }: Sibling,
  heads: readonly Uint8Array[],
  liveSize: number,
): boolean =>
  rotated.packing === null &&
  size <= liveSize &&
  heads.some((live) => {
    const bytes = Math.min(live.length, head.length);
    return bytes > 0 && Buffer.compare(live.subarray(0, bytes), head.subarray(0, bytes)) === 0;
  });
