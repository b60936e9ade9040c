import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Logger } from 'pino';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { OpenFileError, OpenFileEvent } from '../../../shared/contract/files.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import type { PointBatch } from '../formats/otlp/metrics/point-batch.ts';
import type { LogIngest } from '../logs/log-ingest.ts';
import { LogWriter } from '../logs/log-writer.ts';
import { fileEntity, fileRun } from '../storage/files/file-logs.ts';
import type { Store } from '../storage/store.ts';
import { OpenJob, type ReadFile, resultOf } from './open-job.ts';
import type { Upload } from './upload.ts';

/** Files that are read at the same time; others wait. */
const MOST_AT_ONCE = 2;
/** Traces that one step of a removal works on. */
const TRACES_A_STEP = 100;
const BLOCKS_A_STEP = 64;
const SPILL_FILE = /^opening-\d+\.spill(\.zip)?$/;

export interface TakenOut {
  spans: number;
  logRecords: number;
}

export interface TraceFilesOptions {
  /** Makes what stores one file's metrics; without it they are left out. */
  openPoints?: () => (batch: PointBatch) => Promise<unknown>;
  store: Store;
  /** The way in for log files; without it they are refused. */
  ingest?: LogIngest;
  dataDir: string;
  clock: Clock;
  logger: Logger;
}

/** What a reading tells while it goes on and when it is over. */
export interface OpenListener {
  event(event: OpenFileEvent): void;
  end(): void;
  fail(error: unknown): void;
}

interface Source {
  name: string;
  bytes: number | null;
  from: { path: string } | { upload: Upload };
}

/**
 * Opens and removes files of traces and logs. A file's spans are stored as they are read, hidden until the last one is; what is
 * left of a file that was broken, cancelled, or cut off by the end of the engine is taken out again.
 */
export class TraceFiles implements Disposable {
  readonly #options: TraceFilesOptions;
  readonly #jobs = new Set<OpenJob>();
  readonly #leftovers: Promise<void>;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #disposed = false;

  constructor(options: TraceFilesOptions) {
    this.#options = options;
    this.#leftovers = this.#findLeftovers();
  }

  /** Reads a file of this machine. Disposing what it answers cancels: nothing is kept. */
  openPath(path: string, partial: boolean, listener: OpenListener): Disposable {
    const stat = statSync(path, { throwIfNoEntry: false });
    const source: Source = { name: basename(path), bytes: stat?.size ?? null, from: { path } };
    if (stat?.isFile()) return this.#open(source, partial, listener);
    const found = stat ? (stat.isDirectory() ? 'a directory' : 'something that is no file') : 'nothing';
    const error: OpenFileError = { where: path, expected: 'a file', found, partialPossible: false };
    listener.event({ kind: 'refused', error });
    listener.end();
    return { dispose: () => undefined };
  }

  openUpload(upload: Upload, partial: boolean, listener: OpenListener): Disposable {
    return this.#open({ name: upload.name, bytes: upload.bytes, from: { upload } }, partial, listener);
  }

  /** Answers what was deleted, of spans those that came from nowhere else. @throws TrivetError */
  async remove(id: number): Promise<TakenOut> {
    if (!(await this.#options.store.write('files.beginRemoval', { id }))) {
      throw new TrivetError('not_found', `no opened file ${id}`);
    }
    return this.#takeOut(id);
  }

  dispose(): void {
    this.#disposed = true;
    for (const job of this.#jobs) job.cancel(new TrivetError('cancelled', 'the engine stops'));
    for (const go of this.#waiting.splice(0)) go();
  }

  #open(source: Source, partial: boolean, listener: OpenListener): Disposable {
    const cancelling = new AbortController();
    const run = async () => {
      await this.#turn();
      try {
        cancelling.signal.throwIfAborted();
        await this.#leftovers;
        listener.event(await this.#read(source, partial, listener, cancelling.signal));
        listener.end();
      } finally {
        this.#running--;
        this.#waiting.shift()?.();
      }
    };
    run().catch((error) => listener.fail(error));
    return { dispose: () => cancelling.abort(new TrivetError('cancelled', 'cancelled')) };
  }

  async #turn(): Promise<void> {
    while (this.#running >= MOST_AT_ONCE && !this.#disposed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running++;
    if (this.#disposed) throw new TrivetError('cancelled', 'the engine stops');
  }

  async #read(
    { name, bytes, from }: Source,
    partial: boolean,
    listener: OpenListener,
    signal: AbortSignal,
  ): Promise<OpenFileEvent> {
    const { store, dataDir, clock } = this.#options;
    const path = 'path' in from ? from.path : null;
    const fileId = await store.write('files.begin', { name, path, nowMs: clock.now() });
    let logRecords = 0;
    const logs = this.#logsOf(fileId, { name, path }, (count) => {
      logRecords += count;
    });
    const job = new OpenJob({
      logs,
      store,
      fileId,
      name,
      source: from,
      partial,
      spillPath: join(dataDir, `opening-${fileId}.spill`),
      now: () => clock.now(),
      storePoints: this.#options.openPoints?.() ?? null,
      progress: (bytesRead, spans) =>
        listener.event({ kind: 'progress', bytesRead, bytesTotal: bytes, spans, logRecords }),
    });
    const cancel = () => job.cancel(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    this.#jobs.add(job);
    try {
      if (signal.aborted) cancel();
      const outcome = await job.run();
      signal.throwIfAborted();
      if (outcome.ok) return { kind: 'done', result: await this.#finish(fileId, outcome.value) };
      await this.#abandon(fileId);
      return { kind: 'refused', error: outcome.error };
    } catch (error) {
      logs?.dispose();
      await this.#abandon(fileId);
      throw error;
    } finally {
      logs?.dispose();
      signal.removeEventListener('abort', cancel);
      this.#jobs.delete(job);
    }
  }

  #logsOf(
    fileId: number,
    { name, path }: { name: string; path: string | null },
    onStored: (count: number) => void,
  ): LogWriter | null {
    const { ingest } = this.#options;
    if (!ingest) return null;
    const origin = {
      source: 'file' as const,
      entity: fileEntity({ name, path }),
      containerId: fileRun(fileId),
      container: name,
      service: '',
      labels: [],
    };
    return new LogWriter({ ingest, receiver: 'file', origin, onStored });
  }

  async #finish(id: number, read: ReadFile) {
    const { store, clock } = this.#options;
    const { format, digest, bytes, spans } = read.summary;
    const finish = { id, format, digest, bytes, spans, nowMs: clock.now() };
    const finished = await store.write('files.finish', finish);
    // The same bytes are open already: that one stays, under its own id.
    if (finished.fileId !== id) await this.#takeOut(id);
    return resultOf(read, finished);
  }

  /** Takes out what was stored; when the engine stops first, the next start does it. */
  async #abandon(id: number): Promise<void> {
    if (this.#disposed) return;
    await this.#options.store.write('files.beginRemoval', { id });
    await this.#takeOut(id);
  }

  async #takeOut(fileId: number): Promise<TakenOut> {
    const { store } = this.#options;
    let [spans, logRecords] = [0, 0];
    for (let done = false; !done && !this.#disposed; ) {
      const step = await store.write('logs.removeFile', { fileId, blocks: BLOCKS_A_STEP });
      logRecords += step.records;
      done = step.done;
    }
    for (let done = false; !done && !this.#disposed; ) {
      const step = await store.write('spans.removeFile', { fileId, traces: TRACES_A_STEP });
      spans += step.spans;
      done = step.done;
    }
    if (!this.#disposed) await store.write('files.forget', { id: fileId });
    return { spans, logRecords };
  }

  /** Resolves once it is known what an engine that was killed left behind; taking it out goes on after that. */
  async #findLeftovers(): Promise<void> {
    const { store, dataDir } = this.#options;
    try {
      for (const name of readdirSync(dataDir).filter((entry) => SPILL_FILE.test(entry))) {
        rmSync(join(dataDir, name), { force: true });
      }
      const ids = await store.read('files.unfinished', {});
      this.#takeOutAll(ids).catch((error) => this.#tell(error));
    } catch (error) {
      this.#tell(error);
    }
  }

  /** When the engine stops in between, the next start finds the same again. */
  #tell(error: unknown): void {
    if (!this.#disposed) this.#options.logger.error({ error }, 'taking out files that were being opened');
  }

  async #takeOutAll(ids: number[]): Promise<void> {
    for (const id of ids) await this.#takeOut(id);
  }
}
