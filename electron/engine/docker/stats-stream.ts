import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Disposable } from '../../../shared/util/disposable.ts';
import type { StatsJson } from './stats-json.ts';
import { StatsLines } from './stats-lines.ts';

/** A stream that says nothing for so long hangs: the daemon sends a body every second. */
const SILENT_AFTER_MS = 10_000;
const BACK_OFF_MS = [1_000, 2_000, 5_000, 15_000, 30_000];

/** The daemon's stats stream of one container, opened again whenever it ends or falls silent. */
export class StatsStream implements Disposable {
  readonly #container: Dockerode.Container;
  readonly #onBody: (json: StatsJson) => void;
  readonly #silentAfterMs: number;
  #connection: AbortController | null = null;
  #heardMs = 0;
  #openAgainMs = 0;
  #failures = 0;
  #disposed = false;

  constructor(
    container: Dockerode.Container,
    onBody: (json: StatsJson) => void,
    silentAfterMs: number = SILENT_AFTER_MS,
  ) {
    this.#container = container;
    this.#onBody = onBody;
    this.#silentAfterMs = silentAfterMs;
  }

  /**
   * Called every second; opens, and ends a connection that hangs (moby 39523: streams stop until the daemon is
   * restarted).
   *
   * @param nowMs of a clock that only goes forward
   */
  tend(nowMs: number): void {
    if (this.#disposed) return;
    if (this.#connection) {
      if (nowMs - this.#heardMs > this.#silentAfterMs) this.#end(this.#connection, nowMs);
    } else if (nowMs >= this.#openAgainMs) {
      this.#heardMs = nowMs;
      const connection = new AbortController();
      this.#connection = connection;
      void this.#open(connection);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#connection?.abort();
    this.#connection = null;
  }

  async #open(connection: AbortController): Promise<void> {
    const { signal } = connection;
    try {
      const options = { stream: true, abortSignal: signal };
      const stream = (await this.#container.stats(options as never)) as unknown as Readable;
      if (signal.aborted) {
        stream.destroy();
        return;
      }
      signal.addEventListener('abort', () => stream.destroy(), { once: true });
      const lines = new StatsLines();
      stream.on('data', (chunk: Buffer) => this.#heard(lines.push(chunk), signal));
      const ended = () => this.#end(connection, performance.now());
      stream.on('error', ended).on('close', ended);
    } catch {
      // The container or the daemon went away; the list says which, and until it does this is tried again.
      this.#end(connection, performance.now());
    }
  }

  #heard(bodies: StatsJson[], signal: AbortSignal): void {
    if (signal.aborted || bodies.length === 0) return;
    this.#heardMs = performance.now();
    this.#failures = 0;
    for (const body of bodies) this.#onBody(body);
  }

  #end(connection: AbortController, nowMs: number): void {
    connection.abort();
    if (this.#connection !== connection) return;
    this.#connection = null;
    this.#openAgainMs = nowMs + (BACK_OFF_MS[Math.min(this.#failures++, BACK_OFF_MS.length - 1)] ?? 0);
  }
}
