import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import type { Counters } from '../counters.ts';
import { BUSY_HEAP } from '../heap.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { Store } from '../storage/store.ts';
import { workerUrl } from '../worker-url.ts';
import type { PipelineCount } from './door/pipeline/pipeline-counts.ts';
import type { PipelineFiles } from './door/pipeline-files.ts';
import { type DoorSettings, doorSettings } from './door-settings.ts';
import type { LiveTail } from './live-tail.ts';
import { LogCommits } from './log-commits.ts';
import { type FeedOptions, LogFeed, type StoredBlock } from './log-feed.ts';
import type { LogCommitOutcome, LogGroup, LogSink } from './log-sink.ts';
import type { FromLogThread, ToLogThread } from './thread-messages.ts';

export interface LogIngestOptions {
  store: Store;
  counters: Counters;
  tail: LiveTail;
  logger: Logger;
  settings: Pick<LiveSettings, 'current' | 'onChange'>;
  /** Whose stages lines go through; none without it. */
  pipelines?: Pick<PipelineFiles, 'texts' | 'onChange' | 'count'>;
  /** Bytes of commits on their way, and streams told apart by their labels; see LogCommits. */
  limits?: { mostBytes?: number; mostVariants?: number };
}

/** A source of plain lines: a file, standard input. Their time is what their text says, else the last one seen, else now. */
export interface PlainFeedOptions extends Omit<FeedOptions, 'encoding' | 'cursorAt'> {
  /**
   * The text to store beside the lines that end so many bytes behind the first one pushed; it is committed with them,
   * and refused where another is stored than `cursor` said.
   */
  cursorAt(consumed: number): string | null;
}

/**
 * The way into the store for all logs: bytes of streams that are read on, and records that senders wait for an answer
 * for. Owns the log thread, which is started when first needed; when it dies every feed fails and every commit is
 * refused, and the next one starts another.
 */
export class LogIngest implements Disposable, LogSink {
  readonly #options: LogIngestOptions;
  readonly #feeds = new Map<number, LogFeed>();
  readonly #commits: LogCommits;
  readonly #owned = new DisposableStore();
  /** Fires after the commit of each block. */
  readonly onStored = new Emitter<StoredBlock>();
  #thread: Worker | null = null;
  #nextFeed = 1;
  #disposed = false;

  constructor(options: LogIngestOptions) {
    this.#options = options;
    const { store, counters, tail, settings } = options;
    const send = (message: ToLogThread, transfer: ArrayBuffer[] = []) => this.#tell(message, transfer);
    this.#commits = new LogCommits({
      ...{ store, counters, tail, send, ...options.limits },
      onStored: (stored) => this.onStored.fire(stored),
    });
    this.#owned.add(tail.onWanted.on((wanted) => this.#thread?.postMessage({ kind: 'live', wanted })));
    this.#owned.add(settings.onChange.on(() => this.#configure()));
    const { pipelines } = options;
    if (pipelines) this.#owned.add(pipelines.onChange.on(() => this.#configure()));
  }

  /** Reads one source's bytes from its cursor on. */
  open(options: FeedOptions): LogFeed {
    const thread = this.#running();
    const id = this.#nextFeed++;
    const send = (message: ToLogThread, transfer: ArrayBuffer[] = []) =>
      thread.postMessage(message, transfer);
    const { store, counters, tail } = this.#options;
    const onClosed = () => this.#feeds.delete(id);
    const feed = new LogFeed(id, options, {
      ...{ store, counters, tail, send, onClosed },
      onStored: (stored) => this.onStored.fire(stored),
    });
    this.#feeds.set(id, feed);
    return feed;
  }

  /** As `open`, for bytes in which nothing stands before the lines: UTF-8 text of a file or of standard input. */
  openFile({ cursorAt, ...options }: PlainFeedOptions): LogFeed {
    return this.open({
      ...options,
      encoding: { kind: 'plain' },
      cursorAt: ({ consumed }) => cursorAt(consumed),
    });
  }

  async commit(receiver: string, groups: readonly LogGroup[]): Promise<LogCommitOutcome> {
    this.#running();
    return this.#commits.commit(receiver, groups);
  }

  dispose(): void {
    this.#disposed = true;
    this.#owned.dispose();
    this.#failAll(new Error('log ingest has ended'));
    void this.#thread?.terminate();
    this.#thread = null;
  }

  #running(): Worker {
    if (this.#disposed) throw new TrivetError('unavailable', 'log ingest has ended');
    this.#thread ??= this.#start();
    return this.#thread;
  }

  #tell(message: ToLogThread, transfer: ArrayBuffer[]): void {
    if (!this.#disposed) this.#running().postMessage(message, transfer);
  }

  #start(): Worker {
    const thread = new Worker(workerUrl(import.meta.url, './thread'), {
      resourceLimits: BUSY_HEAP,
      workerData: this.#doorSettings(),
    });
    thread.on('message', (message: FromLogThread) => this.#receive(message));
    thread.once('error', (error) => this.#options.logger.error({ error }, 'the log thread failed'));
    thread.once('exit', () => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      this.#failAll(new Error('the log thread ended'));
    });
    thread.postMessage({ kind: 'live', wanted: this.#options.tail.wanted } satisfies ToLogThread);
    return thread;
  }

  #receive(message: FromLogThread): void {
    if (message.kind === 'group') void this.#commits.receive(message);
    else if (message.kind === 'pipelines') this.#count(message.counts);
    else this.#feeds.get(message.feed)?.receive(message);
  }

  #count(counts: readonly PipelineCount[]): void {
    const { counters, pipelines } = this.#options;
    for (const count of counts) {
      pipelines?.count(count);
      counters.dropped('pipeline', 'logs', 'sampled', count.dropped);
    }
  }

  #doorSettings(): DoorSettings {
    const { settings, pipelines } = this.#options;
    return doorSettings(settings.current.logs, pipelines?.texts);
  }

  #configure(): void {
    const settings = this.#doorSettings();
    this.#thread?.postMessage({ kind: 'settings', settings } satisfies ToLogThread);
  }

  #failAll(error: Error): void {
    for (const feed of [...this.#feeds.values()]) feed.fail(error);
    this.#commits.failAll();
  }
}
