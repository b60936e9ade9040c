import type { EngineStatus } from '../../../shared/contract/app.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import type { BoardGroup } from '../alerts/manager/rule-board.ts';
import type { DockerSource } from '../docker/docker-source.ts';
import type { QueryCounts } from '../promql/query-counts.ts';
import { containerFamilies, type RunningStats } from './container-families.ts';
import { DockerFamilies } from './docker-families.ts';
import type { Family } from './family.ts';
import { LifecycleCounts } from './lifecycle-counts.ts';
import { ProcessFamilies } from './process-families.ts';
import { queryFamilies } from './query-families.ts';
import { ruleFamilies } from './rule-families.ts';
import { trivetFamilies } from './trivet-families.ts';
import { OPEN_METRICS_TYPE, TEXT_TYPE, writeExposition } from './write-exposition.ts';

export interface OwnMetricsParts {
  version: string;
  startedMs: number;
  now(): number;
  docker: DockerSource;
  latestStats: ReadonlyMap<string, RunningStats>;
  status(): Promise<EngineStatus>;
  queries: QueryCounts;
  /** Groups of rules in force. */
  rules?(): readonly BoardGroup[];
}

export interface Exposition {
  contentType: string;
  text: string;
}

/** What `/metrics/custom` answers. */
export interface CustomMetrics {
  version: string;
  uptime_seconds: number;
  memory: { rss_bytes: number; heap_used_bytes: number; heap_total_bytes: number; external_bytes: number };
  cpu: { percent: number; user_seconds: number; system_seconds: number };
  store: { bytes: number; signals: EngineStatus['stores'] };
  receivers: { name: string; state: string; port: number | null; received: number; dropped: number }[];
}

/** What Trivet tells others in numbers: of itself, of Docker and of every container. */
export class OwnMetrics implements Disposable {
  readonly #parts: OwnMetricsParts;
  readonly #owned = new DisposableStore();
  readonly #lifecycle: LifecycleCounts;
  readonly #docker: DockerFamilies;
  /** Measuring the event loop costs something: from the first that asks on. */
  #process: ProcessFamilies | null = null;

  constructor(parts: OwnMetricsParts) {
    this.#parts = parts;
    this.#lifecycle = this.#owned.add(new LifecycleCounts(parts.docker));
    this.#docker = new DockerFamilies(parts.docker);
  }

  async exposition(openMetrics: boolean): Promise<Exposition> {
    const text = writeExposition(await this.#families(), openMetrics);
    return { contentType: openMetrics ? OPEN_METRICS_TYPE : TEXT_TYPE, text };
  }

  async custom(): Promise<CustomMetrics> {
    const { version, startedMs, now, status } = this.#parts;
    const { engine, stores, storeBytes, receivers, received, dropped } = await status();
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const sum = (list: { receiver: string; items: number }[], name: string) =>
      list.reduce((items, entry) => (entry.receiver === name ? items + entry.items : items), 0);
    return {
      version,
      uptime_seconds: (now() - startedMs) / 1000,
      memory: {
        rss_bytes: rss,
        heap_used_bytes: heapUsed,
        heap_total_bytes: heapTotal,
        external_bytes: external,
      },
      cpu: { percent: engine.cpuPercent, user_seconds: user / 1e6, system_seconds: system / 1e6 },
      store: { bytes: storeBytes, signals: stores },
      receivers: receivers.map(({ name, state, port }) => ({
        name,
        state,
        port,
        received: sum(received, name),
        dropped: sum(dropped, name),
      })),
    };
  }

  /** Of Trivet alone, without its process, containers and images, which are series by other ways. */
  async ofTrivet(): Promise<Family[]> {
    const { queries, status, version, rules = () => [] } = this.#parts;
    return [...trivetFamilies(await status(), version), ...queryFamilies(queries), ...ruleFamilies(rules())];
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #families(): Promise<Family[]> {
    const { docker, latestStats, queries, status, version, rules = () => [] } = this.#parts;
    this.#process ??= new ProcessFamilies();
    const [own, images, about] = await Promise.all([this.#process.read(), this.#docker.read(), status()]);
    return [
      ...trivetFamilies(about, version),
      ...queryFamilies(queries),
      ...ruleFamilies(rules()),
      ...own,
      ...containerFamilies(docker.containers.values(), latestStats),
      ...this.#lifecycle.families(),
      ...images,
    ];
  }
}
