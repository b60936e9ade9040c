import type { Logger } from 'pino';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { workerUrl } from '../worker-url.ts';
import type { ReadParams, ReadQueries, ReadResult } from './read-queries.ts';
import { ReaderPool } from './readers/pool.ts';
import { type RequestOptions, ThreadClient } from './thread-client.ts';
import type { WriteOps, WriteParams, WriteResult } from './write-ops.ts';
import type { WriterReady } from './writer/thread.ts';

/** Write operations that may wait; beyond it senders are told to come back. */
const MOST_WAITING = 5_000;

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
  readonly setAside = new Emitter<string>();
  /** Names of corrupt files set aside since the start. */
  readonly filesSetAside: string[] = [];
  sqliteVersion = '';

  private constructor(dataDir: string, uncleanStop: boolean, logger: Logger) {
    this.#dataDir = dataDir;
    this.#logger = logger;
    this.#writer = this.#startWriter(uncleanStop);
    this.#readers = new ReaderPool(dataDir);
  }

  /** @throws SchemaTooNewError */
  static async open(dataDir: string, uncleanStop: boolean, logger: Logger): Promise<Store> {
    const store = new Store(dataDir, uncleanStop, logger);
    await store.#ready();
    return store;
  }

  /** Resolves once the operation's transaction is on disk. */
  async write<K extends keyof WriteOps>(
    op: K,
    params: WriteParams<K>,
    transfer: ArrayBuffer[] = [],
  ): Promise<WriteResult<K>> {
    if (this.#writer.pending >= MOST_WAITING) throw new TrivetError('limit', 'the store is busy');
    return this.#writer.request<WriteResult<K>>(op, params, { transfer });
  }

  async read<K extends keyof ReadQueries>(
    query: K,
    params: ReadParams<K>,
    options: RequestOptions = {},
  ): Promise<ReadResult<K>> {
    return this.#readers.request<ReadResult<K>>(query, params, options);
  }

  /** Finishes what was asked, empties the write-ahead log and closes the files. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#readers.dispose();
    await this.#writer.request('close', null).catch((error) => this.#logger.error({ error }, 'store close'));
    this.#writer.dispose();
    await this.#writer.exited;
  }

  #startWriter(check: boolean): ThreadClient {
    const params = { dataDir: this.#dataDir, check, nowMs: Date.now() };
    const writer = new ThreadClient(workerUrl(import.meta.url, './writer/thread'), params);
    void writer.exited.then(() => this.#restart());
    return writer;
  }

  async #ready(): Promise<void> {
    const { setAside, sqliteVersion } = (await this.#writer.ready) as WriterReady;
    this.sqliteVersion = sqliteVersion;
    for (const file of setAside) {
      this.#logger.error({ file }, 'a corrupt store file was set aside and a fresh one started');
      this.filesSetAside.push(file);
      this.setAside.fire(file);
    }
  }

  /** The writer died: corruption, or a fault of its own. A fresh one examines the file first. */
  async #restart(): Promise<void> {
    if (this.#closing) return;
    this.#readers.dispose();
    this.#writer = this.#startWriter(true);
    this.#readers = new ReaderPool(this.#dataDir);
    try {
      await this.#ready();
    } catch (error) {
      this.#closing = true;
      this.#logger.fatal({ error }, 'the store cannot be opened again');
    }
  }
}
