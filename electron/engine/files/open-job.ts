import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { FileLogs, FileWarning, OpenFileError, OpenFileResult } from '../../../shared/contract/files.ts';
import type { PointBatch } from '../formats/otlp/metrics/point-batch.ts';
import type { SpanBatch } from '../formats/spans/span-batch.ts';
import { transferables } from '../formats/spans/span-batch.ts';
import type { LogWriter } from '../logs/log-writer.ts';
import type { Store } from '../storage/store.ts';
import { workerUrl } from '../worker-url.ts';
import type { FileSummary, FromReader, LogPart, ReadFileParams } from './messages.ts';
import type { Upload } from './upload.ts';

/** Spans live for a moment: with room for the young, few of them are moved about. The old bound what one file may take. */
const HEAP = { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 1024 };

export interface OpenJobOptions {
  store: Store;
  /** Under which the spans are stored. */
  fileId: number;
  name: string;
  /** Where the bytes come from. */
  source: { path: string } | { upload: Upload };
  partial: boolean;
  spillPath: string;
  now(): number;
  /** Settles when the points are stored; null where metrics are not taken. */
  /** Takes the content of a log; disposed by who made it. */
  logs: LogWriter | null;
  storePoints: ((batch: PointBatch) => Promise<unknown>) | null;
  progress(bytesRead: number, spans: number): void;
}

/** All spans are stored, under a file that is not finished yet. */
export interface ReadFile {
  summary: FileSummary;
  stored: number;
  duplicates: number;
  /** Of the duplicates, those whose content differs from the stored span's. */
  different: number;
}

type Outcome = { ok: true; value: ReadFile } | { ok: false; error: OpenFileError };

/**
 * Runs the thread that reads one file and hands its batches to the store. Whatever goes wrong, the thread has ended
 * and no batch is under way when `run` settles.
 */
export class OpenJob {
  readonly #options: OpenJobOptions;
  readonly #storedCount = new Int32Array(new SharedArrayBuffer(4));
  readonly #inserts = new Set<Promise<void>>();
  readonly #read = Promise.withResolvers<FileSummary | OpenFileError>();
  #worker: Worker | null = null;
  #logged: Promise<void> = Promise.resolve();
  #stored = 0;
  #duplicates = 0;
  #different = 0;

  constructor(options: OpenJobOptions) {
    this.#options = options;
    // `run` awaits it; a job that is cancelled before must not become an unhandled rejection.
    this.#read.promise.catch(() => undefined);
  }

  /** @throws what the store or the thread threw, and what `cancel` was given */
  async run(): Promise<Outcome> {
    try {
      this.#start();
      const read = await this.#read.promise;
      // Inserts are awaited before the verdict: a store that failed must not look like a file that was read.
      await Promise.all(this.#inserts);
      await this.#logged;
      if ('expected' in read) return { ok: false, error: read };
      if (read.logs) await this.#options.logs?.end();
      const counts = { stored: this.#stored, duplicates: this.#duplicates, different: this.#different };
      return { ok: true, value: { summary: read, ...counts } };
    } finally {
      await this.#worker?.terminate();
      await Promise.allSettled(this.#inserts);
      if ('upload' in this.#options.source) this.#options.source.upload.end();
      rmSync(this.#options.spillPath, { force: true });
      rmSync(archivePath(this.#options), { force: true });
    }
  }

  /** Makes `run` throw the error, if it is not over yet. */
  cancel(error: unknown): void {
    this.#read.reject(error);
  }

  #start(): void {
    const { source, partial, name, spillPath } = this.#options;
    const path = 'path' in source ? source.path : null;
    const stored = this.#storedCount.buffer;
    const workerData: ReadFileParams = {
      path,
      partial,
      name,
      spillPath,
      archivePath: archivePath(this.#options),
      stored,
    };
    const worker = new Worker(workerUrl(import.meta.url, './thread'), { workerData, resourceLimits: HEAP });
    this.#worker = worker;
    worker.on('message', (message: FromReader) => this.#receive(message));
    worker.on('error', (error) => {
      const refusal = unreadable(path, error);
      if (refusal) this.#read.resolve(refusal);
      else this.#read.reject(error);
    });
    worker.on('exit', () => this.#read.reject(new Error('the thread that reads the file ended')));
  }

  #receive(message: FromReader): void {
    switch (message.kind) {
      case 'batch':
        this.#insert(message.batch).catch((error) => this.#read.reject(error));
        return;
      case 'points':
        this.#storePoints(message.batch).catch((error) => this.#read.reject(error));
        return;
      case 'log':
        this.#writeLog(message.part);
        return;
      case 'progress':
        this.#options.progress(message.bytesRead, message.spans);
        return;
      case 'want': {
        const { source } = this.#options;
        if ('upload' in source) source.upload.want((piece) => this.#worker?.postMessage(piece));
        return;
      }
      case 'done':
        this.#read.resolve(message.summary);
        return;
      case 'refused':
        this.#read.resolve(message.error);
    }
  }

  /** One after the other: the parts of a log are in its order. */
  #writeLog(part: LogPart): void {
    this.#logged = this.#logged.then(async () => {
      const { logs } = this.#options;
      if (part.kind === 'records') await logs?.records(part.records);
      else await logs?.[part.kind](part.bytes);
      this.#tellStored();
    });
    this.#logged.catch((error) => this.#read.reject(error));
  }

  async #storePoints(batch: PointBatch): Promise<void> {
    const stored = Promise.resolve(this.#options.storePoints?.(batch)).then(() => this.#tellStored());
    this.#inserts.add(stored);
    await stored;
    this.#inserts.delete(stored);
  }

  /** The thread waits while too many are under way. */
  #tellStored(): void {
    Atomics.add(this.#storedCount, 0, 1);
    Atomics.notify(this.#storedCount, 0);
  }

  async #insert(batch: SpanBatch): Promise<void> {
    const { store, fileId, name, now } = this.#options;
    const params = { batch, source: { kind: 'file' as const, fileId, name }, nowMs: now() };
    const insert = store
      .write('spans.insert', params, transferables(batch))
      .then(({ stored, duplicates, different }) => {
        this.#stored += stored;
        this.#duplicates += duplicates;
        this.#different += different;
        this.#tellStored();
      });
    this.#inserts.add(insert);
    await insert;
    this.#inserts.delete(insert);
  }
}

const archivePath = ({ spillPath }: Pick<OpenJobOptions, 'spillPath'>) => `${spillPath}.zip`;

/** A file that the system does not let be read is told like one that is broken. */
function unreadable(path: string | null, error: unknown): OpenFileError | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (path === null || !/^E[A-Z]+$/.test(code)) return null;
  return { where: path, expected: 'a file that can be read', found: code, partialPossible: false };
}

/** The answer for a file of which everything is stored. */
export function resultOf(
  { summary, stored, duplicates, different }: ReadFile,
  finished: { fileId: number; traces: number; firstTraceId: string | null; logs: FileLogs | null },
): OpenFileResult {
  const { format, notStored, moreWarnings } = summary;
  const { fileId, traces, firstTraceId, logs } = finished;
  const warnings = [...summary.warnings, ...(different > 0 ? [differing(different)] : [])];
  return {
    fileId,
    format,
    traces,
    spans: stored,
    duplicates,
    logs,
    notStored,
    warnings,
    moreWarnings,
    firstTraceId,
  };
}

/** Ids, kind, service and start are a span's identity: of two that share them one is kept. */
const differing = (count: number): FileWarning => ({
  where: 'the whole file',
  what: `${count} of the duplicates differ in content from the stored span of the same ids, kind, service and start, which was kept`,
});
