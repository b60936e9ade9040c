import type { DroppedTarget as DroppedView, ScrapeTarget } from '../../../shared/contract/scrape.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { DisposableStore } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { MetricSink } from '../metrics/metric-sink.ts';
import type { ScrapeJob } from './config/scrape-job.ts';
import type { TargetSource } from './discovery/target-source.ts';
import type { Resolve } from './http/http-client.ts';
import { HttpFetcher } from './http/http-fetcher.ts';
import type { Gate } from './loop/gate.ts';
import { ScrapeLoop } from './loop/scrape-loop.ts';
import type { ScrapeResult } from './loop/target-scraper.ts';
import { buildTarget, type DroppedTarget, isDropped, type Target } from './targets/target.ts';

export interface ScrapePoolOptions {
  job: ScrapeJob;
  /** Where the job stands: a path, `settings`, `containers`. */
  origin: string;
  sink: MetricSink;
  counters: Counters;
  clock: Clock;
  gate: Gate;
  userAgent: string;
  resolve: Resolve;
  sources: readonly TargetSource[];
  /** The entity behind a target: its container's. */
  entityOf: (target: Target) => string | null;
  onChange: () => void;
}

/** What is kept of targets that are not scraped, for the page that shows them. */
const MOST_DROPPED = 1_000;
const MOST_TARGETS = 10_000;

/** The targets of one job: found by its sources, built, scraped. Owns the loops and the sources. */
export class ScrapePool implements Disposable {
  readonly #options: ScrapePoolOptions;
  readonly #owned = new DisposableStore();
  readonly #fetcher: HttpFetcher;
  readonly #loops = new Map<string, ScrapeLoop>();
  /** Gone, with markers still to write. */
  readonly #ending = new Map<string, ScrapeLoop>();
  #dropped: DroppedTarget[] = [];
  #tooMany: string | null = null;
  #whenEnded: () => void = () => undefined;

  /** @param before the pool of the same job under its earlier configuration, whose targets go on here */
  constructor(options: ScrapePoolOptions, before?: ScrapePool) {
    this.#options = options;
    this.#fetcher = this.#owned.add(
      new HttpFetcher({
        client: options.job.client,
        userAgent: options.userAgent,
        resolve: options.resolve,
      }),
    );
    for (const source of options.sources) {
      this.#owned.add(source);
      this.#owned.add(source.onChange.on(() => this.sync()));
    }
    if (before) this.#takeOver(before);
    this.sync();
  }

  get job(): ScrapeJob {
    return this.#options.job;
  }

  get origin(): string {
    return this.#options.origin;
  }

  /** What the sources cannot do for the moment. */
  get problems(): string[] {
    return this.#options.sources.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  }

  /** Makes the loops what the sources say. */
  sync(): void {
    const found = this.#options.sources.flatMap(({ targets }) => targets).slice(0, MOST_TARGETS);
    const targets = new Map<string, Target>();
    this.#dropped = [];
    for (const one of found) {
      const built = buildTarget(one, this.#options.job);
      if (!isDropped(built)) targets.set(built.key, built);
      else if (this.#dropped.length < MOST_DROPPED) this.#dropped.push(built);
    }
    const { targets: most } = this.#options.job.limits;
    this.#tooMany =
      most > 0 && targets.size > most
        ? `target_limit exceeded (number of targets: ${targets.size}, limit: ${most})`
        : null;
    for (const [key, loop] of this.#loops) if (!targets.has(key)) this.#end(key, loop);
    for (const [key, target] of targets) {
      const loop = this.#loops.get(key);
      if (loop) this.#renew(key, loop, target);
      else this.#start(key, target);
    }
    this.#options.onChange();
  }

  /** The job is gone, and with it all its targets. */
  end(done: () => void): void {
    for (const source of this.#options.sources) source.dispose();
    for (const [key, loop] of this.#loops) this.#end(key, loop);
    this.#whenEnded = () => {
      if (this.#ending.size > 0) return;
      this.dispose();
      done();
    };
    this.#whenEnded();
  }

  healths(): ScrapeTarget['health'][] {
    return [...this.#loops.values()].map(({ last }) => healthOf(last));
  }

  targetViews(): ScrapeTarget[] {
    return [...this.#loops.values()].map(({ target, last }) => ({
      job: this.job.name,
      origin: this.origin,
      url: target.url,
      labels: target.labels,
      discovered: target.discovered,
      health: healthOf(last),
      lastError: last?.error ?? null,
      note: last?.note ?? null,
      lastScrapeMs: last?.atMs ?? null,
      durationMs: last?.durationMs ?? null,
      samples: last === null || last.error !== null ? null : last.samples,
      bodyBytes: last === null || last.error !== null ? null : last.bodyBytes,
      entity: this.#options.entityOf(target),
      intervalMs: target.intervalMs,
      timeoutMs: target.timeoutMs,
    }));
  }

  droppedViews(): DroppedView[] {
    return this.#dropped.map(({ discovered, reason }) => ({
      job: this.job.name,
      origin: this.origin,
      discovered,
      reason,
    }));
  }

  loop(url: string): ScrapeLoop | null {
    return [...this.#loops.values()].find(({ target }) => target.url === url) ?? null;
  }

  dispose(): void {
    for (const loop of [...this.#loops.values(), ...this.#ending.values()]) loop.dispose();
    this.#loops.clear();
    this.#ending.clear();
    this.#owned.dispose();
  }

  /** Its targets are on their way out until a source of this one tells them again; then they go on as they were. */
  #takeOver(before: ScrapePool): void {
    for (const [key, loop] of before.#loops) {
      loop.stop();
      this.#end(key, loop);
    }
    for (const [key, loop] of before.#ending) this.#end(key, loop);
    before.#loops.clear();
    before.#ending.clear();
    before.dispose();
  }

  #start(key: string, target: Target): void {
    const former = this.#ending.get(key);
    former?.dispose();
    this.#ending.delete(key);
    this.#loops.set(key, this.#newLoop(target, former));
  }

  /** The same target with another interval or other facts behind it. */
  #renew(key: string, loop: ScrapeLoop, target: Target): void {
    if (JSON.stringify(loop.target) === JSON.stringify(target)) return;
    loop.dispose();
    this.#loops.set(key, this.#newLoop(target, loop));
  }

  #newLoop(target: Target, former: ScrapeLoop | undefined): ScrapeLoop {
    const { job, sink, counters, clock, gate, onChange, entityOf } = this.#options;
    const loop = new ScrapeLoop(
      {
        job,
        sink,
        counters,
        clock,
        gate,
        target,
        fetcher: this.#fetcher,
        onResult: onChange,
        entity: () => entityOf(target),
        forcedError: () => this.#tooMany,
      },
      former?.series,
    );
    loop.last = former?.last ?? null;
    return loop;
  }

  #end(key: string, loop: ScrapeLoop): void {
    this.#loops.delete(key);
    this.#ending.set(key, loop);
    loop.end(() => {
      if (this.#ending.get(key) === loop) this.#ending.delete(key);
      this.#whenEnded();
    });
  }
}

const healthOf = (last: ScrapeResult | null): ScrapeTarget['health'] =>
  last === null ? 'unknown' : last.error === null ? 'up' : 'down';
