import type Dockerode from 'dockerode';
import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { ContainerDetail } from '../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { containerDetail } from './container-detail.ts';
import { type ContainerFacts, containerFacts, containerSummary } from './container-summary.ts';

const INSPECTS_AT_ONCE = 8;
const REQUEST_TIMEOUT_MS = 20_000;

interface Known {
  facts: ContainerFacts | null;
  /** The list's own words when the facts were taken; other words make them stale. */
  seen: string;
}

export interface InventoryOptions {
  /** Given what was inspected afresh, secrets masked. */
  onInspected(details: ContainerDetail[]): void;
  onUnreadable(id: string, error: unknown): void;
}

/**
 * What the daemon has, as the list says. The list is asked again and again and is the truth; inspect is asked
 * only for what the list does not tell, and kept until an event or the list itself says that it is old.
 */
export class Inventory {
  readonly #known = new Map<string, Known>();
  readonly #touched = new Set<string>();
  readonly #options: InventoryOptions;
  #containers: ReadonlyMap<string, ContainerSummary> = new Map();

  constructor(options: InventoryOptions) {
    this.#options = options;
  }

  get containers(): ReadonlyMap<string, ContainerSummary> {
    return this.#containers;
  }

  /** Something happened to this container: inspect it at the next reconciliation. */
  touch(id: string): void {
    if (this.#known.has(id)) this.#touched.add(id);
  }

  /** Running containers are inspected afresh, in case an event was lost on its way. */
  touchRunning(): void {
    for (const { id, state } of this.#containers.values()) {
      if (state === 'running' || state === 'restarting') this.touch(id);
    }
  }

  /** Nothing known is sure any more, as after a lost connection. */
  touchAll(): void {
    for (const id of this.#known.keys()) this.touch(id);
  }

  /** The daemon is gone, and nothing is known to run; false when nothing was known before. */
  clear(): boolean {
    this.#known.clear();
    this.#touched.clear();
    const had = this.#containers.size > 0;
    this.#containers = new Map();
    return had;
  }

  /** Lists, inspects where needed, and tells whether anything is different from before. */
  async reconcile(docker: Dockerode, signal: AbortSignal): Promise<boolean> {
    const within = () => AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
    const list = entries(await docker.listContainers({ all: true, abortSignal: within() }));
    this.#forgetAllBut(new Set(list.map(({ Id }) => Id)));
    const inspected: ContainerInspectInfo[] = [];
    await inParallel(list.filter(this.#isStale), INSPECTS_AT_ONCE, async (info) => {
      // What happens from here on makes the answer old again.
      this.#touched.delete(info.Id);
      const answer = await inspect(docker, info.Id, within());
      const facts = answer && this.#read(info.Id, () => containerFacts(answer));
      this.#known.set(info.Id, { facts, seen: answer ? words(info) : '' });
      if (answer) inspected.push(answer);
    });
    const changed = this.#replace(list);
    this.#remember(inspected);
    return changed;
  }

  readonly #isStale = (info: ContainerInfo): boolean =>
    this.#touched.has(info.Id) || this.#known.get(info.Id)?.seen !== words(info);

  /** One container that a daemon describes in an unheard-of way must not hide the others. */
  #read<T>(id: string, work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      this.#options.onUnreadable(id, error);
      return null;
    }
  }

  #remember(inspected: ContainerInspectInfo[]): void {
    const details = inspected.flatMap((answer) => {
      const summary = this.#containers.get(answer.Id);
      const detail = summary && this.#read(answer.Id, () => containerDetail(answer, summary));
      return detail ? [detail] : [];
    });
    if (details.length > 0) this.#options.onInspected(details);
  }

  #forgetAllBut(ids: ReadonlySet<string>): void {
    for (const id of this.#known.keys()) {
      if (ids.has(id)) continue;
      this.#known.delete(id);
      this.#touched.delete(id);
    }
  }

  #replace(list: ContainerInfo[]): boolean {
    const next = new Map<string, ContainerSummary>();
    for (const info of list) {
      const facts = this.#known.get(info.Id)?.facts ?? null;
      const summary = this.#read(info.Id, () => containerSummary(info, facts));
      if (summary) next.set(info.Id, summary);
    }
    const changed =
      next.size !== this.#containers.size ||
      [...next].some(([id, summary]) => !same(summary, this.#containers.get(id)));
    if (changed) this.#containers = next;
    return changed;
  }
}

const same = (a: ContainerSummary, b: ContainerSummary | undefined) =>
  JSON.stringify(a) === JSON.stringify(b);

/** What in a list entry tells that a container has changed; the minutes in `Up 4 minutes` do not. */
const words = ({ State, Status, Names }: ContainerInfo): string =>
  JSON.stringify([State, Names, typeof Status === 'string' ? Status.match(/^\w+|\(.*\)/g) : null]);

const entries = (answer: unknown): ContainerInfo[] =>
  Array.isArray(answer) ? answer.filter((entry) => typeof entry?.Id === 'string' && entry.Id !== '') : [];

/** Null when the container went away in between, or the daemon cannot say. */
async function inspect(
  docker: Dockerode,
  id: string,
  abortSignal: AbortSignal,
): Promise<ContainerInspectInfo | null> {
  try {
    return await docker.getContainer(id).inspect({ abortSignal });
  } catch (error) {
    if (typeof (error as { statusCode?: unknown }).statusCode === 'number') return null;
    throw error;
  }
}

async function inParallel<T>(items: T[], most: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}
