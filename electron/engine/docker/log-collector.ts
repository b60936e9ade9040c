import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { msToNano } from '../../../shared/model/time.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import type { LogIngest } from '../logs/log-ingest.ts';
import type { Store } from '../storage/store.ts';
import type { DockerSource } from './docker-source.ts';
import { LogFollower } from './log-follower.ts';

export interface LogCollectorOptions {
  source: DockerSource;
  store: Store;
  ingest: LogIngest;
  clock: Clock;
  logger: Logger;
  /** How long logs are kept: what is older is not asked for. */
  maxAgeMs(): number;
  watchEveryMs?: number;
}

/** Logs of ended containers are read this many at a time. */
const ENDED_AT_ONCE = 3;

/** Reads the log of every container that the daemon has, each by a follower of its own. */
export class LogCollector implements Disposable {
  readonly #options: LogCollectorOptions;
  readonly #followers = new Map<string, LogFollower>();
  readonly #summaries = new Map<string, ContainerSummary>();
  readonly #owned = new DisposableStore();
  readonly #turns = new Turns(ENDED_AT_ONCE);
  #docker: DockerSource['docker'] = null;

  constructor(options: LogCollectorOptions) {
    this.#options = options;
    const { source } = options;
    this.#owned.add(source.onContainers.on((containers) => this.#reconcile(containers)));
    this.#reconcile(source.containers);
  }

  dispose(): void {
    for (const follower of this.#followers.values()) follower.dispose();
    this.#followers.clear();
    this.#owned.dispose();
  }

  #reconcile(containers: ReadonlyMap<string, ContainerSummary>): void {
    const { docker } = this.#options.source;
    if (docker === null) return;
    const reconnected = docker !== this.#docker;
    this.#docker = docker;
    for (const [id, summary] of containers) {
      const before = this.#summaries.get(id);
      this.#summaries.set(id, summary);
      const follower = this.#followers.get(id);
      if (!follower) this.#followers.set(id, this.#follow(id));
      else if (reconnected || !before || runOf(before) !== runOf(summary)) follower.poke();
    }
    for (const [id, follower] of this.#followers) if (!containers.has(id)) follower.finish();
  }

  #follow(id: string): LogFollower {
    const { source, store, ingest, logger, clock, maxAgeMs, watchEveryMs } = this.#options;
    return new LogFollower(id, {
      store,
      ingest,
      logger,
      docker: () => source.docker,
      summary: () => this.#summaries.get(id) as ContainerSummary,
      oldest: () => Math.max(0, Math.floor((clock.now() - maxAgeMs()) / 1000)),
      onGap: () => this.#noteGap(id),
      onFinished: () => {
        this.#followers.delete(id);
        this.#summaries.delete(id);
      },
      wait: async (ms, signal) => sleep(ms, undefined, { signal }),
      turn: (work) => this.#turns.take(work),
      ...(watchEveryMs === undefined ? {} : { watchEveryMs }),
    });
  }

  #noteGap(id: string): void {
    const { store, clock, logger } = this.#options;
    const summary = this.#summaries.get(id);
    if (!summary) return;
    const event = {
      timeUnixNano: msToNano(clock.now()),
      type: 'trivet',
      action: 'log_gap',
      id,
      name: summary.name,
      entity: summary.entity,
      attributes: [],
    };
    store
      .write('events.insert', { events: [event] })
      .catch((error) => logger.warn({ error }, 'a gap in a log could not be noted as an event'));
  }
}

/** Changes with every start and end of the container. */
const runOf = ({ state, startedMs, finishedMs }: ContainerSummary) => `${state} ${startedMs} ${finishedMs}`;

/** So many at a time; the rest wait in line. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
