import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { Counters } from '../../../electron/engine/counters.ts';
import type { DockerSource } from '../../../electron/engine/docker/docker-source.ts';
import { Scraper } from '../../../electron/engine/scrape/scraper.ts';
import { type Settings, settingsSchema } from '../../../shared/contract/settings.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import { tempDir } from '../../temp-dir.ts';
import { MemorySink } from './memory-sink.ts';

/** Settings that a test changes as a person would. */
export class TestSettings {
  current: Settings = settingsSchema.parse({});
  readonly onChange = new Emitter<unknown>();

  set(scrape: Partial<Settings['scrape']>): void {
    this.current = { ...this.current, scrape: { ...this.current.scrape, ...scrape } };
    this.onChange.fire(null);
  }
}

/** A daemon whose containers a test says. */
export function testDocker() {
  const containers = new Map<string, ContainerSummary>();
  const docker = {
    status: { cause: 'no daemon in this test' },
    docker: null,
    containers,
    onContainers: new Emitter<ReadonlyMap<string, ContainerSummary>>(),
  };
  return {
    source: docker as unknown as DockerSource,
    set(...list: ContainerSummary[]) {
      containers.clear();
      for (const container of list) containers.set(container.id, container);
      docker.onContainers.fire(containers);
    },
  };
}

export const container = (given: Partial<ContainerSummary>): ContainerSummary => ({
  id: 'c1',
  name: 'shop-api-1',
  entity: 'compose:shop/api/1',
  image: 'shop/api',
  imageId: '',
  state: 'running',
  health: null,
  exitCode: null,
  composeProject: 'shop',
  composeService: 'api',
  createdMs: 0,
  startedMs: 0,
  finishedMs: null,
  restarts: 0,
  memoryLimited: false,
  ports: [],
  networks: [],
  labels: [],
  stats: null,
  ...given,
});

/** A port on this machine that answers with metrics, unless the test says otherwise. */
export async function metricsServer(listener?: RequestListener): Promise<number> {
  const server = createServer(
    listener ??
      ((_request, response) => response.setHeader('content-type', 'text/plain; version=0.0.4').end('a 1\n')),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export function scraperWorld(scrape: Partial<Settings['scrape']> = {}) {
  const settings = new TestSettings();
  settings.set(scrape);
  const docker = testDocker();
  const sink = new MemorySink();
  const dataDir = tempDir();
  const scraper = new Scraper({
    sink,
    counters: new Counters({ now: () => Date.now() }),
    clock: { now: () => Date.now() },
    docker: docker.source,
    settings,
    dataDir,
    version: '0.0.0',
    scrapes: true,
    lookEveryMs: 20,
  });
  onTestFinished(() => scraper.dispose());
  return { scraper, settings, docker, sink, dataDir };
}
