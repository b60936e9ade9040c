import type Dockerode from 'dockerode';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import type { MetricAppender } from '../metrics/metric-appender.ts';
import type { RunningStats } from '../own-metrics/container-families.ts';
import type { DockerSource } from './docker-source.ts';
import { statsFamilies } from './stats-families.ts';
import { StatsRun } from './stats-run.ts';
import { StatsStream } from './stats-stream.ts';

export interface StatsCollectorOptions {
  source: DockerSource;
  appender: MetricAppender;
  /** Where the newest figures of each running container are kept, by full id. */
  latestStats: Map<string, RunningStats>;
  silentAfterMs?: number;
}

interface Followed extends Disposable {
  readonly docker: Dockerode;
  readonly startedMs: number | null;
  readonly stream: StatsStream;
  readonly run: StatsRun;
}

const TEND_EVERY_MS = 1_000;

/** Follows the stats of every running container, one stream each. */
export class StatsCollector implements Disposable {
  readonly #options: StatsCollectorOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #owned = new DisposableStore();

  constructor(options: StatsCollectorOptions) {
    this.#options = options;
    const { source, appender } = options;
    for (const [name, metadata] of statsFamilies) appender.describe(name, metadata);
    this.#owned.add(source.onContainers.on(() => this.#follow()));
    this.#owned.add(source.onStatus.on(() => this.#follow()));
    this.#owned.add(
      source.onEvent.on(({ type, action, id }) => {
        if (type === 'container' && action === 'update') this.#followed.get(id)?.run.forgetFacts();
      }),
    );
    const timer = setInterval(() => this.#tend(), TEND_EVERY_MS);
    this.#owned.onDispose(() => clearInterval(timer));
    this.#follow();
  }

  dispose(): void {
    this.#owned.dispose();
    for (const id of [...this.#followed.keys()]) this.#leave(id);
  }

  /** Makes what is followed the same as what runs. */
  #follow(): void {
    const { docker, containers } = this.#options.source;
    for (const [id, followed] of this.#followed) {
      const summary = containers.get(id);
      const same = summary && isUp(summary) && summary.startedMs === followed.startedMs;
      if (!same || followed.docker !== docker) this.#leave(id);
    }
    if (!docker) return;
    for (const summary of containers.values()) {
      if (isUp(summary) && !this.#followed.has(summary.id)) this.#start(docker, summary);
    }
  }

  #start(docker: Dockerode, summary: ContainerSummary): void {
    const { appender, latestStats, silentAfterMs } = this.#options;
    const container = docker.getContainer(summary.id);
    const run = new StatsRun(summary, container, appender);
    const ended = new AbortController();
    const stream = new StatsStream(
      container,
      (json) => {
        const stats = run.take(json, ended.signal);
        if (stats) latestStats.set(summary.id, stats);
      },
      silentAfterMs,
    );
    const dispose = () => {
      ended.abort();
      stream.dispose();
      latestStats.delete(summary.id);
    };
    this.#followed.set(summary.id, { docker, startedMs: summary.startedMs, stream, run, dispose });
    stream.tend(performance.now());
  }

  #leave(id: string): void {
    this.#followed.get(id)?.dispose();
    this.#followed.delete(id);
  }

  #tend(): void {
    const now = performance.now();
    for (const { stream } of this.#followed.values()) stream.tend(now);
  }
}

/** A paused container still has its memory. */
const isUp = ({ state }: ContainerSummary) => state === 'running' || state === 'paused';
