import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { emptyLog } from '../connection.ts';
import { WriteSession } from '../session.ts';
import { isCorrupt } from '../sqlite-errors.ts';
import type { ThreadReply, ThreadRequest } from '../thread-client.ts';
import { writeOps } from '../write-ops.ts';
import { commitGroup } from './group-commit.ts';
import { openStoreFiles, replaceDamaged, type StoreFiles } from './open-files.ts';

/** Owns the one writing connection. Everything it is asked runs inside group commits. */
const port = parentPort;
if (!port) throw new Error('the writer runs as a worker thread');

export interface WriterReady {
  setAside: string[];
  sqliteVersion: string;
}

const reply = (message: ThreadReply) => port.postMessage(message);

/** Requests that are not operations: they run between commits, never inside one. */
const CLOSE = 'close';
const EMPTY_LOG = 'empty-log';
const SET_ASIDE = 'set-aside';
const BETWEEN_COMMITS: ReadonlySet<string> = new Set([CLOSE, EMPTY_LOG, SET_ASIDE]);

class Writer {
  #files: StoreFiles;
  #session: WriteSession;

  constructor(files: StoreFiles) {
    this.#files = files;
    this.#session = new WriteSession(files.telemetry, files.settings);
  }

  handle(request: ThreadRequest): void {
    if (!BETWEEN_COMMITS.has(request.name)) {
      this.#commit(request);
      return;
    }
    if (request.name === CLOSE) this.#close();
    else if (request.name === EMPTY_LOG) emptyLog(this.#files.telemetry);
    else this.#startAfresh();
    reply({ kind: 'result', id: request.id, value: null });
    if (request.name === CLOSE) port!.close();
  }

  #commit(request: ThreadRequest): void {
    let between: ThreadRequest | undefined;
    const next = () => {
      const message = receiveMessageOnPort(port!)?.message as ThreadRequest | undefined;
      if (message && BETWEEN_COMMITS.has(message.name)) {
        between = message;
        return undefined;
      }
      return message;
    };
    const now = () => performance.now();
    try {
      commitGroup(request, { session: this.#session, ops: writeOps as never, next, reply, now });
    } catch (error) {
      // The answers are out. A damaged file cannot be written on; anything else, such as a full disk, passes.
      if (isCorrupt(error)) this.#startAfresh();
      // Not even the rollback went through: the thread ends, and its owner opens the file anew.
      else if (this.#files.telemetry.inTransaction) throw error;
    }
    if (between) this.handle(between);
  }

  #startAfresh(): void {
    this.#files = replaceDamaged(this.#files, workerData.dataDir as string, Date.now());
    this.#session = new WriteSession(this.#files.telemetry, this.#files.settings);
    reply({ kind: 'notice', notice: { kind: 'set-aside', files: this.#files.setAside } });
  }

  #close(): void {
    try {
      this.#files.telemetry.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#files.telemetry.close();
      this.#files.settings.close();
    }
  }
}

try {
  const files = openStoreFiles(workerData);
  const writer = new Writer(files);
  port.on('message', (request: ThreadRequest) => writer.handle(request));
  const sqliteVersion = files.telemetry.prepare('SELECT sqlite_version()').pluck().get() as string;
  reply({ kind: 'ready', value: { setAside: files.setAside, sqliteVersion } satisfies WriterReady });
} catch (error) {
  // Classes do not cross threads; the name says what it was.
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  reply({ kind: 'failed', name, message });
  port.close();
}
