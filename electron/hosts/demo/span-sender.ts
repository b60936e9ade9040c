import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Disposable } from '../../../shared/util/disposable.ts';
import type { Containers } from './containers.ts';
import { exportRequest } from './otlp.ts';
import type { DemoSpan } from './recorder.ts';
import type { ShopMetrics } from './shop-metrics.ts';
import type { ReceiverPorts } from './thread-messages.ts';
import { secondOf, spansOfSecond, startOfSecond } from './traffic.ts';
import { zipkinRequest } from './zipkin.ts';

/** Spans are sent once everything that began in their second has ended. */
const SETTLE_MS = 3_500;
const SECONDS_AT_ONCE = 10;
const TRIES = 5;
/** Its tracer is older than OTLP. */
const SPEAKS_ZIPKIN = 'nginx';

/** Sends the shop's spans to the engine's own receivers, second by second, from the past up to the present. */
export class SpanSender implements Disposable {
  readonly #ports: ReceiverPorts;
  readonly #containers: Containers;
  readonly #onTrouble: (message: string) => void;
  readonly #stop = new AbortController();
  readonly #metrics: ShopMetrics;
  readonly #statsd = createSocket('udp4').unref();
  #next: number;
  #sending: Promise<void> | null = null;
  #finishing = false;

  /** @param fromMs - nothing before this is sent. */
  constructor(
    ports: ReceiverPorts,
    containers: Containers,
    fromMs: number,
    onTrouble: (message: string) => void,
    metrics: ShopMetrics,
  ) {
    this.#metrics = metrics;
    this.#ports = ports;
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
    this.#statsd.close();
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
    const { otlp, zipkin } = this.#ports;
    const isZipkin = ({ service }: DemoSpan) => zipkin !== null && service === SPEAKS_ZIPKIN;
    const [viaZipkin, viaOtlp] = [spans.filter(isZipkin), spans.filter((span) => !isZipkin(span))];
    if (viaOtlp.length > 0) {
      await this.#deliver(`http://127.0.0.1:${otlp}/v1/traces`, exportRequest(viaOtlp, this.#containers));
    }
    if (viaZipkin.length > 0) {
      await this.#deliver(`http://127.0.0.1:${zipkin}/api/v2/spans`, zipkinRequest(viaZipkin));
    }
    await this.#sendMetrics(spans, startOfSecond(story, until));
  }

  async #sendMetrics(spans: readonly DemoSpan[], untilMs: number): Promise<void> {
    const { otlp, statsd } = this.#ports;
    this.#metrics.add(spans);
    const request = this.#metrics.otlpRequest(untilMs);
    if (request !== null) await this.#deliver(`http://127.0.0.1:${otlp}/v1/metrics`, request);
    const lines = this.#metrics.statsdLines(untilMs, Date.now());
    if (statsd !== null && lines.length > 0) this.#statsd.send(lines.join('\n'), statsd, '127.0.0.1');
  }

  async #deliver(url: string, body: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      const status = await this.#post(url, body);
      if (status === 200 || status === 202) return;
      if (tries === TRIES || ![429, 502, 503, 504].includes(status)) throw new Error(`answered ${status}`);
      await sleep(1_000, undefined, { signal: this.#stop.signal });
    }
  }

  async #post(url: string, body: string): Promise<number> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      signal: this.#stop.signal,
    });
    await answer.arrayBuffer();
    return answer.status;
  }
}
