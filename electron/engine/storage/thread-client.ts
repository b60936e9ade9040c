import { type ResourceLimits, Worker } from 'node:worker_threads';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';

export interface ThreadRequest {
  id: number;
  name: string;
  params: unknown;
}

export type ThreadReply =
  | { kind: 'ready'; value: unknown }
  | { kind: 'failed'; name: string; message: string }
  | { kind: 'result'; id: number; value: unknown }
  /** A part of the answer; the next is made once this one is said to be taken. */
  | { kind: 'piece'; id: number; value: unknown }
  | { kind: 'error'; id: number; code: string; message: string }
  /** Nobody asked: what the owner of the thread has to know. */
  | { kind: 'notice'; notice: ThreadNotice };

export type ThreadNotice =
  /** The writer put fresh files in the place of damaged ones, which now have these names. */
  | { kind: 'set-aside'; files: string[] }
  /** A reader met damage in the file. */
  | { kind: 'damaged' };

interface Pending {
  resolve(value: never): void;
  reject(error: unknown): void;
  piece(value: unknown): Promise<void>;
}

export interface ThreadOptions {
  /** The thread in messages to people. */
  what?: string;
  /** What the thread tells unasked. */
  onNotice?: (notice: ThreadNotice) => void;
  resourceLimits?: ResourceLimits;
}

/**
 * Requests to a thread of the engine's, such as the store's writer. When the thread dies everything pending is rejected; who owns the
 * thread starts another.
 */
export class ThreadClient implements Disposable {
  readonly #worker: Worker;
  readonly #what: string;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #gone: TrivetError | null = null;
  /** Settles once the thread said it is ready, or why it cannot be. */
  readonly ready: Promise<unknown>;
  readonly exited: Promise<void>;

  constructor(entry: URL, workerData: unknown, options: ThreadOptions = {}) {
    const { what = 'the store', onNotice = () => undefined, resourceLimits = {} } = options;
    this.#what = what;
    this.#worker = new Worker(entry, { workerData, resourceLimits });
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.ready = promise;
    // The owner awaits `ready`; a thread that dies before anyone does must not become an unhandled rejection.
    promise.catch(() => undefined);
    this.#worker.on('message', (reply: ThreadReply) => {
      if (reply.kind === 'ready') resolve(reply.value);
      else if (reply.kind === 'failed') reject(Object.assign(new Error(reply.message), { name: reply.name }));
      else if (reply.kind === 'notice') onNotice(reply.notice);
      else if (reply.kind === 'piece') void this.#piece(reply.id, reply.value);
      else this.#settle(reply);
    });
    this.exited = new Promise((done) => {
      this.#worker.once('error', (error) => this.#lose(error, reject));
      this.#worker.once('exit', () => {
        this.#lose(new Error('the thread ended'), reject);
        done();
      });
    });
  }

  get pending(): number {
    return this.#pending.size;
  }

  request<R>(name: string, params: unknown, options: RequestOptions = {}): Promise<R> {
    if (this.#gone) return Promise.reject(this.#gone);
    const { signal, transfer, onPiece = async () => undefined } = options;
    if (signal?.aborted) return Promise.reject(new TrivetError('cancelled', 'cancelled'));
    const id = this.#nextId++;
    return new Promise<R>((resolve, reject) => {
      const cancel = () => this.#worker.postMessage({ id, name: 'cancel', params: null });
      signal?.addEventListener('abort', cancel, { once: true });
      const settle = () => signal?.removeEventListener('abort', cancel);
      this.#pending.set(id, {
        resolve(value) {
          settle();
          resolve(value);
        },
        reject(error) {
          settle();
          reject(error);
        },
        piece: onPiece,
      });
      this.#worker.postMessage({ id, name, params } satisfies ThreadRequest, transfer ?? []);
    });
  }

  /**
   * Asks the thread to finish and waits for it. Terminating a thread inside a native call can take the whole process
   * down, so that is left for one that does not answer.
   */
  async end(withinMs = 5_000): Promise<void> {
    this.#worker.postMessage({ id: 0, name: 'close', params: null } satisfies ThreadRequest);
    const patience = setTimeout(() => void this.#worker.terminate(), withinMs);
    await this.exited;
    clearTimeout(patience);
  }

  dispose(): void {
    void this.#worker.terminate();
  }

  async #piece(id: number, value: unknown): Promise<void> {
    const pending = this.#pending.get(id);
    let answer = 'taken';
    try {
      await pending?.piece(value);
    } catch (error) {
      // Who takes the pieces wants no more of them.
      answer = 'cancel';
      pending?.reject(error);
    }
    if (!this.#gone) this.#worker.postMessage({ id, name: answer, params: null } satisfies ThreadRequest);
  }

  #settle(reply: Extract<ThreadReply, { kind: 'result' | 'error' }>): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'result') pending?.resolve(reply.value as never);
    else pending?.reject(new TrivetError(reply.code as TrivetError['code'], reply.message));
  }

  #lose(cause: unknown, rejectReady: (error: unknown) => void): void {
    if (this.#gone) return;
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#gone = new TrivetError('unavailable', `${this.#what} is not running: ${message}`, { cause });
    rejectReady(this.#gone);
    for (const pending of this.#pending.values()) pending.reject(this.#gone);
    this.#pending.clear();
  }
}

export interface RequestOptions {
  signal?: AbortSignal | undefined;
  transfer?: ArrayBuffer[] | undefined;
  /** Takes the pieces of an answer; what it throws ends the query. */
  onPiece?: ((value: unknown) => Promise<void>) | undefined;
}
