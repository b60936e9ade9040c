import type { Logger } from 'pino';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import type { Result } from '../../../../shared/util/result.ts';
import type { DecodedPoints } from '../../formats/otlp/metrics/point-batch.ts';
import type { DecodedTraces } from '../../formats/otlp/traces-request.ts';
import { BUSY_HEAP } from '../../heap.ts';
import { ThreadClient } from '../../storage/thread-client.ts';
import { workerUrl } from '../../worker-url.ts';
import type { AnsweredLogs, LogsTask } from './decode-logs.ts';
import type { MetricsTask } from './decode-metrics.ts';
import type { BodyRefusal, DecodeTask } from './decode-traces.ts';

/** The decoder thread; it starts with the first request, and again after it has died. */
export class Decoder implements Disposable {
  readonly #logger: Logger;
  #thread: ThreadClient | null = null;
  #disposed = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** The body's buffer is handed over and empty afterwards. @throws TrivetError `unavailable` */
  async traces(task: DecodeTask): Promise<Result<DecodedTraces, BodyRefusal>> {
    const thread = this.#running();
    await thread.ready;
    return thread.request('traces', task, { transfer: [task.bytes.buffer] });
  }

  /** The same for data points. */
  async metrics(task: MetricsTask): Promise<Result<DecodedPoints, BodyRefusal>> {
    const thread = this.#running();
    await thread.ready;
    return thread.request('metrics', task, { transfer: [task.bytes.buffer] });
  }

  /** The same for log records. */
  async logs(task: LogsTask): Promise<Result<AnsweredLogs, BodyRefusal>> {
    const thread = this.#running();
    await thread.ready;
    return thread.request('logs', task, { transfer: [task.bytes.buffer] });
  }

  dispose(): void {
    this.#disposed = true;
    this.#thread?.dispose();
    this.#thread = null;
  }

  #running(): ThreadClient {
    if (this.#thread) return this.#thread;
    const thread = new ThreadClient(workerUrl(import.meta.url, './thread'), null, {
      what: 'the decoder',
      resourceLimits: BUSY_HEAP,
    });
    void thread.exited.then(() => {
      if (this.#thread === thread) this.#thread = null;
      if (!this.#disposed) this.#logger.error('the decoder thread died and is started again when needed');
    });
    this.#thread = thread;
    return thread;
  }
}
