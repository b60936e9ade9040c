import { SMALL_HEAP } from '../../heap.ts';
import { workerUrl } from '../../worker-url.ts';
import { type RequestOptions, ThreadClient } from '../thread-client.ts';

/** These run on one thread, which keeps series decoded between queries. */
const KEEPS_SERIES = /^(promql\.|metrics\.range$)/;

/** A few reader threads, started when first needed; each query goes to the one with the least to do. */
export class ReaderPool {
  readonly #dataDir: string;
  readonly #size: number;
  readonly #onDamaged: () => void;
  #threads: ThreadClient[] = [];
  #ofSeries: ThreadClient | null = null;
  /** Queries of each thread, those included that wait for it to start: two asked at once go to two threads. */
  readonly #asked = new WeakMap<ThreadClient, number>();
  #disposed = false;

  constructor(dataDir: string, onDamaged: () => void, size = 2) {
    this.#dataDir = dataDir;
    this.#onDamaged = onDamaged;
    this.#size = size;
  }

  async request<R>(name: string, params: unknown, options: RequestOptions = {}): Promise<R> {
    const thread = KEEPS_SERIES.test(name) ? this.#pickOfSeries() : this.#pick();
    this.#asked.set(thread, this.#load(thread) + 1);
    try {
      await thread.ready;
      return await thread.request<R>(name, params, options);
    } finally {
      this.#asked.set(thread, this.#load(thread) - 1);
    }
  }

  /** Cancels what is asked and resolves once every thread has closed its file. */
  async end(): Promise<void> {
    this.#disposed = true;
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map((thread) => thread.end()));
  }

  #pick(): ThreadClient {
    const idle = this.#threads.find((thread) => this.#load(thread) === 0);
    if (idle) return idle;
    if (this.#threads.length < this.#size && !this.#disposed) return this.#start();
    const [first, ...rest] = this.#threads;
    if (!first) throw new Error('the reader pool is closed');
    return rest.reduce((least, thread) => (this.#load(thread) < this.#load(least) ? thread : least), first);
  }

  #load(thread: ThreadClient): number {
    return this.#asked.get(thread) ?? 0;
  }

  #pickOfSeries(): ThreadClient {
    if (!this.#ofSeries || !this.#threads.includes(this.#ofSeries)) this.#ofSeries = this.#pick();
    return this.#ofSeries;
  }

  #start(): ThreadClient {
    const entry = workerUrl(import.meta.url, './thread');
    const onNotice = () => {
      if (!this.#disposed) this.#onDamaged();
    };
    const options = { onNotice, resourceLimits: SMALL_HEAP };
    const thread = new ThreadClient(entry, { dataDir: this.#dataDir }, options);
    this.#threads.push(thread);
    void thread.exited.then(() => {
      this.#threads = this.#threads.filter((other) => other !== thread);
    });
    return thread;
  }
}
