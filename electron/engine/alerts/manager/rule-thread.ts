import type { Logger } from 'pino';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import { BUSY_HEAP } from '../../heap.ts';
import { ThreadClient } from '../../storage/thread-client.ts';
import { workerUrl } from '../../worker-url.ts';

/** What holds more is ended, and the group that was evaluated is told. */
const MOST_HEAP_MB = 768;

export interface RuleThreadOptions {
  dataDir: string;
  logger: Logger;
  /** The thread died: what it knew is gone, and the next request starts another. */
  onLost(error: Error): void;
}

/** The thread of rules: started with the first request, ended when no rules are left. */
export class RuleThread implements Disposable {
  readonly #options: RuleThreadOptions;
  #client: ThreadClient | null = null;
  #disposed = false;

  constructor(options: RuleThreadOptions) {
    this.#options = options;
  }

  get runs(): boolean {
    return this.#client !== null;
  }

  async request<R>(name: string, params: unknown): Promise<R> {
    if (this.#disposed) throw new TrivetError('unavailable', 'rules are no longer evaluated');
    const client = this.#client ?? this.#start();
    await client.ready;
    return client.request<R>(name, params);
  }

  /** Resolves once the thread has closed its file. */
  async end(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  dispose(): void {
    this.#disposed = true;
    void this.end();
  }

  #start(): ThreadClient {
    const { dataDir, logger, onLost } = this.#options;
    const entry = workerUrl(import.meta.url, './thread');
    const resourceLimits = { ...BUSY_HEAP, maxOldGenerationSizeMb: MOST_HEAP_MB };
    const client = new ThreadClient(entry, { dataDir }, { what: 'the thread of rules', resourceLimits });
    this.#client = client;
    void client.exited.then(() => {
      if (this.#client !== client) return;
      this.#client = null;
      logger.warn('the thread of rules ended and is started again');
      onLost(new Error('the thread of rules ended'));
    });
    return client;
  }
}
