import type { Label } from '../../../../shared/model/series.ts';
import type { DockerSource } from '../../docker/docker-source.ts';
import { type ProcessMemory, readProcessMemory } from '../../docker/process-memory.ts';

/** Between two looks at the same container at least. */
const LOOK_EVERY_MS = 10_000;
/** Alerts do not wait longer for it. */
const WITHIN_MS = 2_000;
/** Containers that are looked at, at most. */
const MOST_WATCHED = 50;
const MIB = 2 ** 20;

interface Watched {
  container: string;
  firstMs: number;
  lastMs: number;
  first: ReadonlyMap<number, ProcessMemory>;
  last: ReadonlyMap<number, ProcessMemory>;
}

/**
 * Which process of a container grew since an alert about its memory began: its processes are looked at only as long as
 * there is such an alert, so that nothing is spent on containers that are well.
 */
export class MemoryGrowth {
  readonly #docker: Pick<DockerSource, 'docker' | 'containers'>;
  readonly #now: () => number;
  readonly #watched = new Map<string, Watched>();

  constructor(docker: Pick<DockerSource, 'docker' | 'containers'>, now: () => number) {
    this.#docker = docker;
    this.#now = now;
  }

  /** Looks at the containers of these entities and forgets all others. Never rejects; takes a bounded time. */
  async look(entities: ReadonlySet<string>): Promise<void> {
    for (const entity of this.#watched.keys()) if (!entities.has(entity)) this.#watched.delete(entity);
    const wanted = [...entities].slice(0, MOST_WATCHED);
    await Promise.all(wanted.map((entity) => this.#lookAt(entity)));
  }

  /** What is known of the process that grew most; nothing where it cannot be found out. */
  annotation(entity: string): Label[] {
    const watched = this.#watched.get(entity);
    if (!watched) return [];
    const grown = [...watched.last.values()].map((now) => {
      const before = watched.first.get(now.pid);
      return { now, byBytes: now.rssBytes - (before?.name === now.name ? before.rssBytes : 0) };
    });
    const [most] = grown.sort((a, b) => b.byBytes - a.byBytes || b.now.rssBytes - a.now.rssBytes);
    if (!most) return [];
    const { now, byBytes } = most;
    const who = `${now.name} (pid ${now.pid}) of ${watched.container}`;
    const has = `${Math.round(now.rssBytes / MIB)} MiB`;
    const seconds = Math.round((watched.lastMs - watched.firstMs) / 1000);
    const isFirst = watched.last === watched.first || byBytes < MIB;
    const text = isFirst
      ? `${who} has ${has}, more than any other of its processes`
      : `${who} grew by ${Math.round(byBytes / MIB)} MiB to ${has} within ${seconds} s`;
    return [['process', text]];
  }

  async #lookAt(entity: string): Promise<void> {
    const { docker, containers } = this.#docker;
    const summary = [...containers.values()].find((one) => one.entity === entity && one.state === 'running');
    const known = this.#watched.get(entity);
    const nowMs = this.#now();
    if (!docker || !summary || (known && nowMs - known.lastMs < LOOK_EVERY_MS)) return;
    const found = await readProcessMemory(docker.getContainer(summary.id), AbortSignal.timeout(WITHIN_MS));
    if (!found) return;
    const last = new Map(found.map((one) => [one.pid, one]));
    const first = known ? { first: known.first, firstMs: known.firstMs } : { first: last, firstMs: nowMs };
    this.#watched.set(entity, { container: summary.name, ...first, last, lastMs: nowMs });
  }
}
