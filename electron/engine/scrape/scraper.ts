import type { Problem, ScrapeCounts } from '../../../shared/contract/app.ts';
import type { ScrapeConfigFile, ScrapeStatus } from '../../../shared/contract/scrape.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { DisposableStore } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { DockerSource } from '../docker/docker-source.ts';
import type { MetricSink } from '../metrics/metric-sink.ts';
import type { ScrapeJob } from './config/scrape-job.ts';
import { configPath, type LoadedConfig, loadFile, loadText, SETTINGS_ORIGIN } from './config-files.ts';
import { CONTAINERS_ORIGIN, containerJob } from './container-job.ts';
import { containerAt, containersNamed, waysTo } from './discovery/container-addresses.ts';
import { containerSource } from './discovery/container-source.ts';
import { jobSources } from './discovery/job-sources.ts';
import type { TargetSource } from './discovery/target-source.ts';
import { WatchedFiles } from './discovery/watched-files.ts';
import { jobFingerprint } from './job-fingerprint.ts';
import { Gate } from './loop/gate.ts';
import type { ScrapeResult } from './loop/target-scraper.ts';
import { ScrapePool } from './scrape-pool.ts';
import type { Target } from './targets/target.ts';

export interface ScraperOptions {
  sink: MetricSink;
  counters: Counters;
  clock: Clock;
  docker: DockerSource;
  settings: { readonly current: Settings; readonly onChange: Emitter<unknown> };
  /** What relative paths in the settings' text start from. */
  dataDir: string;
  version: string;
  /** False reads the configurations and scrapes nothing. */
  scrapes: boolean;
  /** How often the files are looked at. */
  lookEveryMs?: number;
}

const MOST_AT_ONCE = 200;
const TELL_EVERY_MS = 500;

interface Running {
  pool: ScrapePool;
  fingerprint: string;
}

/**
 * Everything that is scraped: reads the configurations, keeps a pool for each of their jobs and one for containers.
 *
 * Owns the pools; a pool owns its sources and loops. A configuration that is broken leaves its last good one running.
 */
export class Scraper implements Disposable {
  readonly #options: ScraperOptions;
  readonly #owned = new DisposableStore();
  readonly #gate = new Gate(MOST_AT_ONCE);
  readonly #configs = new Map<string, LoadedConfig>();
  readonly #pools = new Map<string, Running>();
  /** Of jobs that are gone, until the markers of their series are written. */
  readonly #ending = new Set<ScrapePool>();
  #telling: NodeJS.Timeout | null = null;
  readonly onChange = new Emitter<void>();

  constructor(options: ScraperOptions) {
    this.#options = options;
    const { settings, docker } = options;
    this.reload();
    let known = JSON.stringify(settings.current.scrape);
    this.#owned.add(
      settings.onChange.on(() => {
        const now = JSON.stringify(settings.current.scrape);
        if (now === known) return;
        known = now;
        this.reload();
      }),
    );
    this.#owned.add(
      new WatchedFiles(
        () => this.#watched(),
        () => this.reload(),
        options.lookEveryMs,
      ),
    );
    this.#owned.add(docker.onContainers.on(() => this.#tell()));
  }

  /** Reads all configurations afresh and makes the pools what they say. */
  reload(): void {
    const { text, files, extraMetrics } = this.#options.settings.current.scrape;
    const options = { extraMetrics, nowMs: this.#options.clock.now() };
    const paths = [...new Set(files.map(configPath))];
    const loaded = paths.map((path) => loadFile(path, this.#configs.get(path), options));
    if (text.trim() !== '') {
      loaded.unshift(loadText(text, this.#options.dataDir, this.#configs.get(SETTINGS_ORIGIN), options));
    }
    this.#configs.clear();
    for (const config of loaded) this.#configs.set(config.origin, config);
    this.#makePools();
  }

  /** What a text would do, without taking it. */
  check(text: string): ScrapeConfigFile {
    const { dataDir, clock, settings } = this.#options;
    const options = { extraMetrics: settings.current.scrape.extraMetrics, nowMs: clock.now() };
    return loadText(text, dataDir, undefined, options).view;
  }

  status(): Omit<ScrapeStatus, 'offers' | 'probed'> {
    const pools = [...this.#pools.values()].map(({ pool }) => pool);
    return {
      pools: pools.map((pool) => ({ job: pool.job.name, origin: pool.origin, problems: pool.problems })),
      targets: pools.flatMap((pool) => pool.targetViews()),
      dropped: pools.flatMap((pool) => pool.droppedViews()),
      configs: [...this.#configs.values()].map(({ view }) => view),
    };
  }

  counts(): ScrapeCounts {
    const health = [...this.#pools.values()].flatMap(({ pool }) => pool.healths());
    return {
      up: health.filter((one) => one === 'up').length,
      down: health.filter((one) => one === 'down').length,
      total: health.length,
      refused: [...this.#configs.values()].filter(({ view }) => view.state === 'refused').length,
    };
  }

  /** Configurations that are refused. */
  problems(): Problem[] {
    return [...this.#configs.values()].flatMap(({ origin, view: { error, jobs } }) => {
      if (!error) return [];
      const place = error.line === null ? origin : `${origin}:${error.line}`;
      const cure =
        jobs > 0 ? 'Until it is mended, what was last right goes on.' : 'Nothing is scraped by it.';
      return [
        {
          key: `scrape:${origin}`,
          severity: 'warning' as const,
          message: `${place}: ${error.message}`,
          cure,
        },
      ];
    });
  }

  /** Rule files that the configurations name. */
  ruleFiles(): { pattern: string; intervalMs: number | null }[] {
    return [...this.#configs.values()].flatMap(({ config }) => config?.ruleFiles ?? []);
  }

  isScraped(entity: string, url: string): boolean {
    return this.status().targets.some((target) => target.url === url || target.entity === entity);
  }

  /** Null when there is no such target. */
  async scrapeNow(job: string, url: string): Promise<ScrapeResult | null> {
    for (const { pool } of this.#pools.values()) {
      const loop = pool.job.name === job ? pool.loop(url) : null;
      if (loop) return loop.scrapeNow();
    }
    return null;
  }

  dispose(): void {
    this.#owned.dispose();
    if (this.#telling) clearTimeout(this.#telling);
    for (const { pool } of this.#pools.values()) pool.dispose();
    for (const pool of this.#ending) pool.dispose();
  }

  #watched(): string[] {
    const named = [...this.#configs.values()].flatMap(({ config }) => config?.files ?? []);
    return [...this.#options.settings.current.scrape.files.map(configPath), ...named];
  }

  #makePools(): void {
    const wanted = new Map((this.#options.scrapes ? this.#wantedPools() : []).map((one) => [one.key, one]));
    for (const [key, { pool }] of this.#pools) {
      if (wanted.has(key)) continue;
      this.#pools.delete(key);
      this.#ending.add(pool);
      pool.end(() => this.#ending.delete(pool));
    }
    for (const { key, fingerprint, make } of wanted.values()) {
      const running = this.#pools.get(key);
      if (running?.fingerprint === fingerprint) continue;
      this.#pools.set(key, { fingerprint, pool: make(running?.pool) });
    }
    this.#tell();
  }

  #wantedPools() {
    const { docker, version, settings } = this.#options;
    const { containers, taken, extraMetrics } = settings.current.scrape;
    const fromFiles = [...this.#configs.values()].flatMap(({ origin, config, baseDir }) =>
      (config?.jobs ?? []).map((job) => {
        const http = { userAgent: `Trivet/${version}`, resolve: this.#resolve(baseDir) };
        return this.#wanted(origin, job, baseDir, '', () => jobSources(job, docker, http));
      }),
    );
    if (!containers && taken.length === 0) return fromFiles;
    const job = containerJob(extraMetrics);
    const asked = { labels: containers, taken };
    const facts = JSON.stringify(asked);
    return [
      ...fromFiles,
      this.#wanted(CONTAINERS_ORIGIN, job, '/', facts, () => [containerSource(docker, asked)]),
    ];
  }

  #wanted(origin: string, job: ScrapeJob, baseDir: string, facts: string, sources: () => TargetSource[]) {
    const { sink, counters, clock, version } = this.#options;
    const make = (before?: ScrapePool) =>
      new ScrapePool(
        {
          job,
          origin,
          sink,
          counters,
          clock,
          gate: this.#gate,
          userAgent: `Trivet/${version}`,
          resolve: this.#resolve(baseDir),
          sources: sources(),
          entityOf: (target) => this.#entityOf(target, baseDir),
          onChange: () => this.#tell(),
        },
        before,
      );
    return { key: `${origin}\0${job.name}`, fingerprint: jobFingerprint(job) + facts, make };
  }

  /** Names of a compose network mean their containers here; every other name is DNS's. */
  #resolve(baseDir: string) {
    return (host: string, port: number) =>
      containersNamed(this.#options.docker.containers.values(), host, baseDir).flatMap((container) =>
        waysTo(container, port),
      );
  }

  #entityOf({ url, discovered }: Target, baseDir: string): string | null {
    const { containers } = this.#options.docker;
    const id = discovered.find(([name]) => name === '__meta_docker_container_id')?.[1];
    const known = id === undefined ? undefined : containers.get(id);
    if (known) return known.entity;
    const { hostname, port, protocol } = new URL(url);
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const [named] = containersNamed(containers.values(), host, baseDir);
    const number = Number(port) || (protocol === 'https:' ? 443 : 80);
    return (named ?? containerAt(containers.values(), host, number))?.entity ?? null;
  }

  /** Many targets change at once: who listens is told some moments later, once. */
  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = null;
      this.onChange.fire();
    }, TELL_EVERY_MS).unref();
  }
}
