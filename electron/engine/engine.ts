import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { EngineStatus, ReceiverName } from '../../shared/contract/app.ts';
import { contract, type TrivetContract } from '../../shared/contract/contract.ts';
import { type Api, serveConnection } from '../../shared/rpc/server.ts';
import type { ServerTransport } from '../../shared/rpc/transport.ts';
import type { Disposable } from '../../shared/util/disposable.ts';
import { DisposableStore } from '../../shared/util/disposable.ts';
import { Alertmanager } from './alerts/dispatch/alertmanager.ts';
import { AlertRules } from './alerts/manager/alert-rules.ts';
import { MemoryGrowth } from './alerts/manager/memory-growth.ts';
import { entityNamer } from './alerts/manager/named-entity.ts';
import { type Keychain, noKeychain } from './alerts/secrets/keychain.ts';
import { SecretStore } from './alerts/secrets/secret-store.ts';
import { createApi } from './api/api.ts';
import { type Clock, systemClock } from './clock.ts';
import { Counters } from './counters.ts';
import { createDockerSource } from './docker/create-docker-source.ts';
import type { DockerSource } from './docker/docker-source.ts';
import { LifecycleSeries } from './docker/lifecycle-series.ts';
import { LogCollector } from './docker/log-collector.ts';
import { StatsCollector } from './docker/stats-collector.ts';
import type { FixedSettings } from './effective-settings.ts';
import { releaseYoungHeap, STARTED_AFTER_MS } from './heap.ts';
import { HostCollector } from './host-metrics/host-collector.ts';
import { LiveSettings } from './live-settings.ts';
import { mergeBlocksRegularly } from './logs/block-merger.ts';
import { PipelineFiles } from './logs/door/pipeline-files.ts';
import { LogFiles } from './logs/files/log-files.ts';
import { LiveTail } from './logs/live-tail.ts';
import { LogIngest } from './logs/log-ingest.ts';
import { LogIntake } from './logs/log-intake.ts';
import { LogSeries } from './logs/series/log-series.ts';
import { downsampleRegularly } from './metrics/downsampler.ts';
import { MetricAppender } from './metrics/metric-appender.ts';
import { MetricIngest } from './metrics/metric-ingest.ts';
import { RemoteWrite, type WriteTaker } from './metrics/remote-write.ts';
import { StatsdIngest } from './metrics/statsd/statsd-ingest.ts';
import type { RunningStats } from './own-metrics/container-families.ts';
import { OwnMetrics } from './own-metrics/own-metrics.ts';
import { recordOwnMetrics } from './own-metrics/own-recorder.ts';
import { QueryCounts } from './promql/query-counts.ts';
import { Decoder } from './receivers/decode/decoder.ts';
import { ReceiverFaults } from './receivers/receiver-faults.ts';
import { Receivers } from './receivers/receivers.ts';
import { Retention } from './retention.ts';
import { Offers } from './scrape/offers/offers.ts';
import { Scraper } from './scrape/scraper.ts';
import { checkFiles, type FilesCheck } from './storage/check/check-files.ts';
import { openDataDir } from './storage/data-dir.ts';
import { probeStore } from './storage/probe.ts';
import { Store } from './storage/store.ts';
import { StorageStatus } from './storage-status.ts';
import { ContainerTies } from './traces/container-tie.ts';
import { collectDictionariesRegularly } from './traces/dictionary-collector.ts';
import { TailSampler } from './traces/sampling/tail-sampler.ts';
import { SpanMetrics } from './traces/span-metrics/span-metrics.ts';
import { packSpansRegularly } from './traces/span-packer.ts';
import { TraceIngest } from './traces/trace-ingest.ts';

export interface EngineOptions {
  dataDir: string;
  version: string;
  logger: Logger;
  clock?: Clock;
  /** Ports by receiver; 0 picks a free one. What is not named takes its setting, else its default. */
  listen?: Partial<Record<ReceiverName, number | 'off'>>;
  /** More addresses for receivers to bind, and more names that they accept as Host. */
  bind?: string[];
  allowHosts?: string[];
  /** A docker endpoint instead of the one found. */
  dockerHost?: string;
  /** `off` looks for no daemon, as a command does that only opens the store. */
  docker?: 'on' | 'off';
  /** `off` scrapes nothing, as a command does that only opens the store. */
  scrape?: 'on' | 'off';
  /** `off` follows only the files that a command asks for, not those of the settings. */
  logFiles?: 'on' | 'off';
  /** Values that stand above the settings page, with where they come from. */
  fixedSettings?: { settings: FixedSettings; by: string };
  demo?: boolean;
  /** Seals what receivers need to be reached; without one it is kept in a file. */
  keychain?: Keychain;
  /** `off` measures neither the host, whatever the setting says, nor Trivet itself. */
  hostMetrics?: 'on' | 'off';
}

/** What every part of the engine is built from. */
export interface EngineContext {
  readonly options: EngineOptions;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: Counters;
  readonly store: Store;
  readonly startedMs: number;
  readonly settings: LiveSettings;
  readonly docker: DockerSource;
  /** The way in for spans that are received. */
  readonly traces: TraceIngest;
  /** The way in for data points of OTLP. */
  readonly points: MetricIngest;
  readonly receivers: Receivers;
  readonly tailSampler: TailSampler;
  /** The way in for log records that are received, and for lines that are read. */
  readonly logs: LogIngest;
  /** The files whose stages lines go through. */
  readonly pipelines: PipelineFiles;
  /** Files whose lines are read as they are written. */
  readonly logFiles: LogFiles;
  /** Log lines as they are committed. */
  readonly logTail: LiveTail;
  /** The newest reading of each running container, by full id; written by the stats collector. */
  readonly latestStats: Map<string, RunningStats>;
  /** Takes samples of any source and stores them a few seconds at a time. */
  readonly metrics: MetricAppender;
  /** What is scraped, and what could be. */
  readonly scraper: Scraper;
  readonly offers: Offers;
  /** Rules and what they say. */
  readonly alerts: AlertRules;
  /** Groups alerts and tells receivers of them. */
  readonly alertmanager: Alertmanager;
  /** What receivers need to be reached. */
  readonly secrets: SecretStore;
  readonly storage: StorageStatus;
  readonly queries: QueryCounts;
  /** What a stop waits for, a few seconds at most, before everything owned ends. */
  readonly beforeStop: Set<() => Promise<void>>;
  /** Everything that must end with the engine, before the store is closed. */
  readonly owned: DisposableStore;
}

export interface Engine {
  readonly dataDir: string;
  status(): Promise<EngineStatus>;
  /** Why the store cannot take data now, or null when it can; found out by a commit. */
  checkStore(): Promise<string | null>;
  /** Whether the data directory can be written to, and has room. */
  checkFiles(): Promise<FilesCheck>;
  /** What `/metrics` tells. */
  readonly metrics: Pick<OwnMetrics, 'exposition' | 'custom'>;
  /** Takes what a Prometheus writes remotely, for hosts that have a port for it. */
  readonly remoteWrite: WriteTaker;
  /** Who takes alerts and tells of them, for hosts that have a port for Alertmanager's API. */
  readonly alertmanager: Alertmanager;
  /** Serves the contract to one connection until it closes. */
  connect(transport: ServerTransport): Disposable;
  /** Flushes, closes the store and gives the data directory free. */
  stop(): Promise<void>;
}

const FINISH_WITHIN_MS = 3_000;

/**
 * The table of contents: what an engine is made of and in which order it starts.
 *
 * @throws DataDirLockedError when another engine owns the directory, SchemaTooNewError when its store was
 * written by a newer version.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const clock = options.clock ?? systemClock;
  const owned = new DisposableStore();
  const dataDir = openDataDir(options.dataDir);
  try {
    const store = await Store.open(dataDir.path, dataDir.uncleanStop, options.logger);
    const counters = new Counters(clock);
    const faults = new ReceiverFaults(counters, clock);
    const { logger } = options;
    const settings = await LiveSettings.load(store, options);
    const docker = owned.add(createDockerSource(options, { clock, counters, store, logger }));
    const outOfOrderMs = () => settings.current.metrics.outOfOrderMs;
    const decoder = owned.add(new Decoder(logger));
    const ties = owned.add(new ContainerTies(docker));
    const metrics = owned.add(new MetricAppender({ store, counters, clock, logger, outOfOrderMs }));
    const ingest = { counters, logger, decoder, ties, faults, settings };
    const traces = new TraceIngest({ ...ingest, clock, store });
    const points = new MetricIngest({ ...ingest, sink: metrics });
    const logTail = new LiveTail(() => settings.current.logs.formats);
    const pipelines = owned.add(new PipelineFiles(settings, () => clock.now()));
    const logs = owned.add(new LogIngest({ store, counters, tail: logTail, logger, settings, pipelines }));
    const records = new LogIntake({ ...ingest, sink: logs });
    const remoteWrite = new RemoteWrite({ sink: metrics, faults, logger });
    const statsd = owned.add(new StatsdIngest({ ...ingest, sink: metrics, clock, store }));
    const { version } = options;
    const scrapes = options.scrape !== 'off';
    const scraper = owned.add(
      new Scraper({
        sink: metrics,
        counters,
        clock,
        docker,
        settings,
        dataDir: dataDir.path,
        version,
        scrapes,
      }),
    );
    const isScraped = scraper.isScraped.bind(scraper);
    owned.add(mergeBlocksRegularly(store, logger));
    const secrets = new SecretStore(dataDir.path, options.keychain ?? noKeychain, clock);
    const secret = (name: string) => secrets.value(name);
    const alertmanager = owned.add(
      await Alertmanager.open({ store, settings, clock, counters, logger, secret }),
    );
    const context: EngineContext = {
      options,
      clock,
      logger,
      counters,
      store,
      settings,
      docker,
      traces,
      receivers: owned.add(
        new Receivers({
          options,
          docker,
          logger,
          traces,
          points,
          logs: records,
          remoteWrite,
          statsd,
          settings,
          faults,
        }),
      ),
      tailSampler: owned.add(new TailSampler({ store, settings, counters, clock, logger })),
      logTail,
      pipelines,
      logs,
      logFiles: owned.add(
        new LogFiles({ store, ingest: logs, settings, logger, followsSettings: options.logFiles !== 'off' }),
      ),
      latestStats: new Map(),
      points,
      metrics,
      scraper,
      offers: owned.add(
        new Offers({ docker, settings, version, isScraped, probes: scrapes && !options.demo }),
      ),
      alerts: owned.add(
        new AlertRules({
          clock,
          logger,
          dataDir: dataDir.path,
          metrics,
          settings,
          setAside: store.setAside,
          sink: alertmanager,
          suppression: (fingerprint) => alertmanager.suppression(fingerprint),
          ofPrometheus: () => scraper.ruleFiles(),
          entityOf: entityNamer(ties, scraper),
          growth: new MemoryGrowth(docker, () => clock.now()),
          routing: alertmanager,
        }),
      ),
      alertmanager,
      secrets,
      storage: new StorageStatus(store),
      queries: new QueryCounts(),
      startedMs: clock.now(),
      beforeStop: new Set(),
      owned,
    };
    context.beforeStop.add(() => alertmanager.settled());
    owned.add(new StatsCollector({ source: docker, latestStats: context.latestStats, appender: metrics }));
    owned.add(new LifecycleSeries({ source: docker, sink: metrics, clock }));
    const enabled = () => options.hostMetrics !== 'off' && settings.current.hostMetrics;
    owned.add(new HostCollector({ sink: metrics, clock, logger, enabled }));
    owned.add(new SpanMetrics({ traces, appender: metrics, clock, logger }));
    owned.add(new LogSeries({ sink: metrics, ingest: logs, tail: logTail, settings, clock, logger }));
    const maxAgeMs = () => settings.current.retention.logs.maxAgeMs;
    owned.add(new LogCollector({ source: docker, store, ingest: logs, clock, logger, maxAgeMs }));
    owned.add(new Retention({ store, settings, clock, logger }));
    owned.add(packSpansRegularly(store, clock, logger));
    owned.add(collectDictionariesRegularly(store, logger));
    owned.add(downsampleRegularly(store, clock, logger));
    const started = setTimeout(releaseYoungHeap, STARTED_AFTER_MS).unref();
    owned.onDispose(() => clearTimeout(started));
    context.beforeStop.add(() => context.alerts.settled());
    const api: Api<TrivetContract> = createApi(context);
    const status = async () => api.methods['app.status']({}, { signal: new AbortController().signal });
    const { latestStats, queries, startedMs } = context;
    const now = () => clock.now();
    const ownMetrics = owned.add(
      new OwnMetrics({
        version: options.version,
        startedMs,
        now,
        docker,
        latestStats,
        status,
        queries,
        rules: () => context.alerts.groups,
      }),
    );
    if (options.hostMetrics !== 'off') {
      const families = () => ownMetrics.ofTrivet();
      owned.add(recordOwnMetrics({ sink: metrics, clock, logger, families }));
    }
    const connections = new Set<Disposable>();
    const disconnectAll = () => {
      for (const connection of connections) connection.dispose();
    };
    owned.onDispose(disconnectAll);
    await context.receivers.start();
    return {
      dataDir: dataDir.path,
      status,
      checkStore: () => probeStore(store),
      checkFiles: () => checkFiles(dataDir.path),
      metrics: ownMetrics,
      remoteWrite,
      alertmanager,
      connect(transport) {
        const connection = serveConnection(contract, api, transport);
        connections.add(connection);
        transport.onClose(() => connections.delete(connection));
        return connection;
      },
      async stop() {
        disconnectAll();
        await finish(context.beforeStop);
        owned.dispose();
        await context.metrics.flush();
        await store.close();
        dataDir.dispose();
      },
    };
  } catch (error) {
    owned.dispose();
    dataDir.dispose();
    throw error;
  }
}

async function finish(work: Iterable<() => Promise<void>>): Promise<void> {
  const all = Promise.allSettled([...work].map((part) => part()));
  const patience = new AbortController();
  const limit = sleep(FINISH_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([all, limit]);
  patience.abort();
}
