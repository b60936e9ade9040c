import { setTimeout as sleep } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import type { Logger } from 'pino';
import type { SourceStatus } from '../../../shared/contract/app.ts';
import type { ContainerDetail } from '../../../shared/contract/containers.ts';
import type { ContainerEvent, ContainerSummary } from '../../../shared/model/container.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { Store } from '../storage/store.ts';
import { connectToFirst, type DaemonConnection } from './connect.ts';
import { DaemonSession, type SessionTimings, standardTimings } from './daemon-session.ts';
import type { DockerSource } from './docker-source.ts';
import { discoverEndpoints, type Surroundings } from './endpoint.ts';
import { EventLog } from './event-log.ts';
import { guarded } from './guarded.ts';
import { Inventory } from './inventory.ts';

export interface DockerCollectorOptions {
  store: Store;
  counters: Counters;
  clock: Clock;
  logger: Logger;
  machine: Surroundings;
  /** Asked at every connection, for the setting may change. */
  dockerHost: () => Promise<string | null>;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  timings?: Partial<SessionTimings>;
}

const STEADY_AFTER_MS = 5_000;
/** A lost daemon is back in seconds; looking at a local socket costs next to nothing. */
const BACK_OFF_MS = [250, 500, 1_000, 2_000, 4_000];

/** Finds the daemon, stays with it, and comes back to it for as long as the engine lives. */
export class DockerCollector implements DockerSource, Disposable {
  readonly onStatus = new Emitter<SourceStatus>();
  readonly onContainers = new Emitter<ReadonlyMap<string, ContainerSummary>>();
  readonly onEvent = new Emitter<ContainerEvent>();
  readonly #options: DockerCollectorOptions;
  readonly #wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #stop = new AbortController();
  #reconnect = new AbortController();
  readonly #inventory = new Inventory({
    onInspected: (details) => this.#remember(details),
    onUnreadable: (id, err) => this.#options.logger.warn({ id, err }, 'a container cannot be read'),
  });
  readonly #events: EventLog;
  #failures = 0;
  #connection: DaemonConnection | null = null;
  #status: SourceStatus = {
    name: 'docker',
    state: 'connecting',
    endpoint: null,
    detail: null,
    running: 0,
    total: 0,
    cause: null,
    cure: null,
  };

  constructor(options: DockerCollectorOptions) {
    this.#options = options;
    this.#wait = options.wait ?? (async (ms, signal) => sleep(ms, undefined, { signal }));
    this.#events = new EventLog({ ...options, onEvent: this.onEvent });
    void this.#run();
  }

  get status(): SourceStatus {
    return this.#status;
  }

  get docker(): Dockerode | null {
    return this.#connection?.client.docker ?? null;
  }

  get containers(): ReadonlyMap<string, ContainerSummary> {
    return this.#inventory.containers;
  }

  /** Looks for the daemon afresh, as after a change of the setting. */
  reconnect(): void {
    this.#reconnect.abort();
  }

  dispose(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#reconnect = new AbortController();
      const signal = AbortSignal.any([this.#stop.signal, this.#reconnect.signal]);
      try {
        if (await this.#connect(signal)) await this.#serve(signal);
      } catch (error) {
        if (!signal.aborted) this.#lost(error);
      } finally {
        this.#connection?.client.dispose();
        this.#connection = null;
      }
      await this.#backOff(signal);
    }
  }

  async #backOff(signal: AbortSignal): Promise<void> {
    const ms = BACK_OFF_MS[Math.min(this.#failures++, BACK_OFF_MS.length - 1)] ?? 0;
    // Cut short by a reconnect or the end of the engine.
    await this.#wait(ms, signal).catch(() => undefined);
  }

  async #connect(signal: AbortSignal): Promise<boolean> {
    const { machine, dockerHost } = this.#options;
    const found = discoverEndpoints(machine, await dockerHost());
    const connection = found.ok ? await connectToFirst(found.value, machine.platform, signal) : null;
    if (connection?.ok) {
      this.#connection = connection.value;
      return true;
    }
    const failed = connection ?? found;
    if (!failed.ok && !signal.aborted) {
      const { cause, cure } = failed.error;
      const endpoint = 'endpoint' in failed.error ? failed.error.endpoint : null;
      const cleared = this.#inventory.clear();
      this.#tell({ state: 'unavailable', endpoint: endpoint as string | null, detail: null, cause, cure });
      if (cleared) this.#changed();
    }
    return false;
  }

  async #serve(signal: AbortSignal): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    const { clock, logger, timings } = this.#options;
    const { endpoint, detail, client } = connection;
    const session = new DaemonSession({
      docker: client.docker,
      inventory: this.#inventory,
      events: this.#events,
      clock,
      logger,
      wait: this.#wait,
      timings: { ...standardTimings, ...timings },
      onReconciled: (first) => {
        if (first) logger.info({ endpoint: endpoint.url, detail }, 'connected to the Docker daemon');
        this.#tell({ state: 'connected', endpoint: endpoint.url, detail, cause: null, cure: null });
        this.#changed();
      },
    });
    const startedAt = performance.now();
    try {
      await session.run(signal);
    } finally {
      // A session that ends at once, again and again, must not be begun four times a second.
      if (performance.now() - startedAt > STEADY_AFTER_MS) this.#failures = 0;
    }
  }

  /** So that a container can be looked at after it is gone. */
  #remember(details: ContainerDetail[]): void {
    const { store, clock, logger } = this.#options;
    store.write('entities.remember', { details, nowMs: clock.now() }).catch((error) => {
      if (!this.#stop.signal.aborted) logger.warn({ err: error }, 'containers could not be remembered');
    });
  }

  #lost(error: unknown): void {
    this.#options.logger.warn({ err: error }, 'the connection to the Docker daemon was lost');
    this.#tell({ state: 'connecting', cause: 'The connection to the Docker daemon was lost.', cure: null });
  }

  #changed(): void {
    guarded(this.#options.logger, () => this.onContainers.fire(this.containers));
  }

  #tell(change: Partial<SourceStatus>): void {
    const all = [...this.containers.values()];
    const running = all.filter(({ state }) => state === 'running' || state === 'paused').length;
    const next = { ...this.#status, ...change, running, total: all.length };
    if (JSON.stringify(next) === JSON.stringify(this.#status)) return;
    this.#status = next;
    guarded(this.#options.logger, () => this.onStatus.fire(next));
  }
}
