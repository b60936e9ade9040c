import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Disposable } from '../../../shared/util/disposable.ts';
import type { Counters } from '../counters.ts';
import { BUSY_HEAP } from '../heap.ts';
import type { Store } from '../storage/store.ts';
import { workerUrl } from '../worker-url.ts';
import type { LiveTail } from './live-tail.ts';
import { type FeedOptions, LogFeed } from './log-feed.ts';
import type { FromLogThread, ToLogThread } from './thread-messages.ts';

export interface LogIngestOptions {
  store: Store;
  counters: Counters;
  tail: LiveTail;
  logger: Logger;
}

/**
 * From bytes of log streams to committed lines. Owns the log thread, which is started with the first feed; when
 * it dies every feed fails, and the next one starts another.
 */
export class LogIngest implements Disposable {
  readonly #options: LogIngestOptions;
  readonly #feeds = new Map<number, LogFeed>();
  readonly #listening: Disposable;
  #thread: Worker | null = null;
  #nextFeed = 1;
  #disposed = false;

  constructor(options: LogIngestOptions) {
    this.#options = options;
    this.#listening = options.tail.onWanted.on((wanted) =>
      this.#thread?.postMessage({ kind: 'live', wanted }),
    );
  }

  open(options: FeedOptions): LogFeed {
    if (this.#disposed) throw new Error('log ingest has ended');
    this.#thread ??= this.#start();
    const thread = this.#thread;
    const id = this.#nextFeed++;
    const send = (message: ToLogThread, transfer: ArrayBuffer[] = []) =>
      thread.postMessage(message, transfer);
    const { store, counters, tail } = this.#options;
    const onClosed = () => this.#feeds.delete(id);
    const feed = new LogFeed(id, options, { store, counters, tail, send, onClosed });
    this.#feeds.set(id, feed);
    return feed;
  }

  dispose(): void {
    this.#disposed = true;
    this.#listening.dispose();
    this.#failAll(new Error('log ingest has ended'));
    void this.#thread?.terminate();
    this.#thread = null;
  }

  #start(): Worker {
    const thread = new Worker(workerUrl(import.meta.url, './thread'), { resourceLimits: BUSY_HEAP });
    thread.on('message', (message: FromLogThread) => this.#feeds.get(message.feed)?.receive(message));
    thread.once('error', (error) => this.#options.logger.error({ error }, 'the log thread failed'));
    thread.once('exit', () => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      this.#failAll(new Error('the log thread ended'));
    });
    thread.postMessage({ kind: 'live', wanted: this.#options.tail.wanted } satisfies ToLogThread);
    return thread;
  }

  #failAll(error: Error): void {
    for (const feed of [...this.#feeds.values()]) feed.fail(error);
  }
}
