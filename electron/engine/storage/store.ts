import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { SMALL_HEAP } from '../heap.ts';
import { workerUrl } from '../worker-url.ts';
import { backUp } from './backup/backup.ts';
import { checkInBackground } from './check/background-check.ts';
import { LARGEST_LOG_BYTES } from './connection.ts';
import { SchemaTooNewError } from './migrate.ts';
import type {
  ReadParams,
  ReadQueries,
  ReadResult,
  ReadStreams,
  StreamParams,
  StreamPiece,
  StreamResult,
} from './read-queries.ts';
import { ReaderPool } from './readers/pool.ts';
import { type RequestOptions, ThreadClient, type ThreadNotice } from './thread-client.ts';
import type { WriteOps, WriteParams, WriteResult } from './write-ops.ts';
import { isQuicklyChecked, SETTINGS_FILE, TELEMETRY_FILE } from './writer/open-files.ts';
import type { WriterReady } from './writer/thread.ts';

/** Write operations that may wait; beyond it senders are told to come back. */
const MOST_WAITING = 5_000;
/** Between attempts to start a writer that died; the first is at once. */
const RESTART_AFTER_MS = [0, 200, 1_000, 5_000];
/** A writer that lived so long died of something else than the one before. */
const STEADY_AFTER_MS = 60_000;

/**
 * The store as the rest of the engine sees it: `write` resolves after the commit, `read` runs beside it. When
 * the file turns out corrupt it is set aside, a fresh one is opened and `setAside` fires with its name.
 */
export class Store {
  readonly #dataDir: string;
  readonly #logger: Logger;
  #writer: ThreadClient;
  #readers: ReaderPool;
  #closing = false;
  #deaths = 0;
  #isFull = false;
  #replacing = false;
  #check: Disposable | null = null;
  readonly setAside = new Emitter<string>();
  /** Names of corrupt files set aside since the start. */
  readonly filesSetAside: string[] = [];
  sqliteVersion = '';

  private constructor(dataDir: string, uncleanStop: boolean, logger: Logger) {
    this.#dataDir = dataDir;
    this.#logger = logger;
    this.#writer = this.#startWriter(uncleanStop);
    this.#readers = this.#startReaders();
  }

  /** @throws SchemaTooNewError */
  static async open(dataDir: string, uncleanStop: boolean, logger: Logger): Promise<Store> {
    const store = new Store(dataDir, uncleanStop, logger);
    try {
      await store.#ready(uncleanStop);
      return store;
    } catch (error) {
      store.#closing = true;
      throw error;
    }
  }

  /** Resolves once the operation's transaction is on disk. */
  async write<K extends keyof WriteOps>(
    op: K,
    params: WriteParams<K>,
    transfer: ArrayBuffer[] = [],
  ): Promise<WriteResult<K>> {
    if (this.#writer.pending >= MOST_WAITING) throw new TrivetError('limit', 'the store is busy');
    try {
      const result = await this.#writer.request<WriteResult<K>>(op, params, { transfer });
      this.#isFull = false;
      return result;
    } catch (error) {
      if (error instanceof TrivetError && error.code === 'storage_full') this.#isFull = true;
      throw error;
    }
  }

  /** True since a write found the disk full, until one goes through again. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Bytes of both files with their write-ahead logs. */
  bytesOnDisk(): number {
    const names = [TELEMETRY_FILE, SETTINGS_FILE].flatMap((name) => [name, `${name}-wal`, `${name}-shm`]);
    return names.reduce((sum, name) => sum + this.#bytesOf(name), 0);
  }

  /** Empties the write-ahead log when it has grown large. */
  async trimLog(): Promise<void> {
    if (this.#bytesOf(`${TELEMETRY_FILE}-wal`) > LARGEST_LOG_BYTES)
      await this.#writer.request('empty-log', null);
  }

  /**
   * Copies the data directory into `path`, a new or empty directory, while everything goes on.
   *
   * @throws TrivetError conflict, cancelled or unavailable
   */
  async backup(path: string, version: string, signal: AbortSignal): Promise<{ path: string; bytes: number }> {
    return backUp(this.#dataDir, path, version, signal);
  }

  async read<K extends keyof ReadQueries>(
    query: K,
    params: ReadParams<K>,
    options: RequestOptions = {},
  ): Promise<ReadResult<K>> {
    return this.#readers.request<ReadResult<K>>(query, params, options);
  }

  /** A query that answers in pieces, each taken before the next is made. @throws what `take` does */
  async readPieces<K extends keyof ReadStreams>(
    query: K,
    params: StreamParams<K>,
    take: (piece: StreamPiece<K>) => Promise<void>,
    options: RequestOptions = {},
  ): Promise<StreamResult<K>> {
    const onPiece = (piece: unknown) => take(piece as StreamPiece<K>);
    return this.#readers.request<StreamResult<K>>(query, params, { ...options, onPiece });
  }

  /** Finishes what was asked, empties the write-ahead log and closes the files. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#check?.dispose();
    await this.#readers.end();
    await this.#writer.request('close', null).catch((error) => this.#logger.error({ error }, 'store close'));
    await this.#writer.end();
  }

  #bytesOf(name: string): number {
    return statSync(join(this.#dataDir, name), { throwIfNoEntry: false })?.size ?? 0;
  }

  #startWriter(check: boolean): ThreadClient {
    const params = { dataDir: this.#dataDir, check, nowMs: Date.now() };
    const startedMs = performance.now();
    const entry = workerUrl(import.meta.url, './writer/thread');
    const onNotice = (notice: ThreadNotice) => this.#noticed(notice);
    const writer = new ThreadClient(entry, params, { onNotice, resourceLimits: SMALL_HEAP });
    void writer.exited.then(() => {
      if (performance.now() - startedMs > STEADY_AFTER_MS) this.#deaths = 0;
      if (writer === this.#writer) void this.#restart();
    });
    return writer;
  }

  #startReaders(): ReaderPool {
    return new ReaderPool(this.#dataDir, () => this.#damaged());
  }

  async #ready(check: boolean): Promise<void> {
    const { setAside, sqliteVersion } = await this.#writer.ready.then(
      (ready) => ready as WriterReady,
      (error: Error) => {
        throw error.name === 'SchemaTooNewError' ? new SchemaTooNewError(error.message) : error;
      },
    );
    this.sqliteVersion = sqliteVersion;
    this.#tellSetAside(setAside);
    const file = join(this.#dataDir, TELEMETRY_FILE);
    this.#check?.dispose();
    this.#check = check && !isQuicklyChecked(file) ? checkInBackground(file, () => this.#damaged()) : null;
  }

  #noticed(notice: ThreadNotice): void {
    if (notice.kind !== 'set-aside') return;
    this.#replacing = false;
    this.#check?.dispose();
    void this.#readers.end();
    this.#readers = this.#startReaders();
    this.#tellSetAside(notice.files);
  }

  #tellSetAside(files: readonly string[]): void {
    for (const file of files) {
      this.#logger.error({ file }, 'a corrupt store file was set aside and a fresh one started');
      this.filesSetAside.push(file);
      this.setAside.fire(file);
    }
  }

  /** A reader met damage before the writer did. */
  #damaged(): void {
    if (this.#replacing || this.#closing) return;
    this.#replacing = true;
    this.#writer.request('set-aside', null).catch((error) => {
      this.#replacing = false;
      this.#logger.error({ error }, 'a damaged store file could not be set aside');
    });
  }

  /** The writer died of a fault of its own. A fresh one examines the file first. */
  async #restart(): Promise<void> {
    if (this.#closing) return;
    await sleep(RESTART_AFTER_MS[Math.min(this.#deaths++, RESTART_AFTER_MS.length - 1)]);
    if (this.#closing) return;
    this.#replacing = false;
    void this.#readers.end();
    this.#writer = this.#startWriter(true);
    this.#readers = this.#startReaders();
    try {
      await this.#ready(true);
    } catch (error) {
      // Its end comes here again, unless another version has taken over the file meanwhile.
      if (error instanceof SchemaTooNewError) this.#closing = true;
      this.#logger.error({ error }, 'the store could not be opened again');
    }
  }
}
