import { setTimeout as sleep } from 'node:timers/promises';
import type { Disposable } from '../../../shared/util/disposable.ts';
import type { Containers } from './containers.ts';
import { exportRequest } from './otlp.ts';
import { secondOf, spansOfSecond, startOfSecond } from './traffic.ts';

/** Spans are sent once everything that began in their second has ended. */
const SETTLE_MS = 3_500;
const SECONDS_AT_ONCE = 10;
const TRIES = 5;

/** Sends the shop's spans to the engine's own receiver, second by second, from the past up to the present. */
export class SpanSender implements Disposable {
  readonly #url: string;
  readonly #containers: Containers;
  readonly #onTrouble: (message: string) => void;
  readonly #stop = new AbortController();
  #next: number;
  #sending: Promise<void> | null = null;
  #finishing = false;

  /** @param fromMs - nothing before this is sent. */
  constructor(port: number, containers: Containers, fromMs: number, onTrouble: (message: string) => void) {
    this.#url = `http://127.0.0.1:${port}/v1/traces`;
    this.#containers = containers;
    this.#onTrouble = onTrouble;
    this.#next = secondOf(containers.story, fromMs);
  }

  /** Everything before this moment is sent and acknowledged. */
  get sentUntilMs(): number {
    return startOfSecond(this.#containers.story, this.#next);
  }

  /** Sends what has ended by now; while it is still at it, a further call does nothing. */
  catchUp(nowMs: number): void {
    this.#sending ??= this.#sendUntil(nowMs).finally(() => {
      this.#sending = null;
    });
  }

  /** Lets what is on its way arrive, so that it is not sent again by the next start. */
  async finish(): Promise<void> {
    this.#finishing = true;
    await this.#sending;
  }

  dispose(): void {
    this.#stop.abort();
  }

  async #sendUntil(nowMs: number): Promise<void> {
    try {
      const end = secondOf(this.#containers.story, nowMs - SETTLE_MS);
      while (this.#next < end && !this.#finishing) {
        const until = Math.min(end, this.#next + SECONDS_AT_ONCE);
        await this.#send(this.#next, until);
        this.#next = until;
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#onTrouble(`spans could not be sent: ${String(error)}`);
    }
  }

  async #send(from: number, until: number): Promise<void> {
    const { story } = this.#containers;
    const seconds = Array.from({ length: until - from }, (_, index) => from + index);
    const spans = seconds
      .flatMap((second) => spansOfSecond(story, second))
      .filter(({ container, startMs }) => this.#containers.isUp(container, startMs));
    if (spans.length === 0) return;
    const body = exportRequest(spans, this.#containers);
    for (let tries = 1; ; tries++) {
      const status = await this.#post(body);
      if (status === 200) return;
      if (tries === TRIES || ![429, 502, 503, 504].includes(status)) throw new Error(`answered ${status}`);
      await sleep(1_000, undefined, { signal: this.#stop.signal });
    }
  }

  async #post(body: string): Promise<number> {
    const answer = await fetch(this.#url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      signal: this.#stop.signal,
    });
    await answer.arrayBuffer();
    return answer.status;
  }
}
