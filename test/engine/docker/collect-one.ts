import type Dockerode from 'dockerode';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { Counters } from '../../../electron/engine/counters.ts';
import type { DockerSource } from '../../../electron/engine/docker/docker-source.ts';
import { LogCollector } from '../../../electron/engine/docker/log-collector.ts';
import type { Store } from '../../../electron/engine/storage/store.ts';
import type { LogRow } from '../../../shared/contract/logs.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { logIngest } from '../log-ingest.ts';
import { openStore } from '../open-store.ts';

export interface CollectedLog {
  collector: LogCollector;
  counters: Counters;
  /** All lines, oldest first. */
  rows(): Promise<LogRow[]>;
}

/** Collects the log of one container of a daemon, and nothing else of it. */
export async function collectOne(
  docker: Dockerode,
  container: { id: string; name: string },
  options: { watchEveryMs?: number; store?: Store } = {},
): Promise<CollectedLog> {
  const store = options.store ?? (await openStore());
  const counters = new Counters(systemClock);
  const ingest = logIngest(store, { counters });
  const collector = new LogCollector({
    source: sourceOf(docker, container),
    store,
    ingest,
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    maxAgeMs: () => 10 * 365 * 86_400_000,
    ...(options.watchEveryMs === undefined ? {} : { watchEveryMs: options.watchEveryMs }),
  });
  onTestFinished(() => {
    collector.dispose();
    ingest.dispose();
  });
  const everything = { start: 0n, end: 2n ** 62n, query: '', direction: 'forward' as const, limit: 5000 };
  return { collector, counters, rows: async () => (await store.read('logs.query', everything)).records };
}

function sourceOf(docker: Dockerode, { id, name }: { id: string; name: string }): DockerSource {
  const summary = { id, name, entity: `name:${name}`, state: 'running' } as ContainerSummary;
  return {
    status: {
      name: 'docker',
      state: 'connected',
      endpoint: null,
      detail: null,
      running: 1,
      total: 1,
      cause: null,
      cure: null,
    },
    docker,
    containers: new Map([[id, summary]]),
    onStatus: new Emitter(),
    onContainers: new Emitter(),
    onEvent: new Emitter(),
    reconnect: () => undefined,
  };
}
