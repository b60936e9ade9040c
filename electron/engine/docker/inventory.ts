import type Dockerode from 'dockerode';
import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { ContainerDetail } from '../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { containerDetail } from './container-detail.ts';
import {
  type ContainerFacts,
  containerFacts,
  containerState,
  containerSummary,
} from './container-summary.ts';

const INSPECTS_AT_ONCE = 8;
const REQUEST_TIMEOUT_MS = 20_000;

interface Known {
  facts: ContainerFacts | null;
  /** The list's own words when the facts were taken; other words make them stale. */
  seen: string;
}

/**
 * What the daemon has, as the list says. The list is asked again and again and is the truth; inspect is asked
 * only for what the list does not tell, and kept until an event or the list itself says that it is old.
 */
export class Inventory {
  readonly #known = new Map<string, Known>();
  readonly #onInspected: (details: ContainerDetail[]) => void;
  #containers: ReadonlyMap<string, ContainerSummary> = new Map();

  /** `onInspected` is given what was inspected afresh, secrets masked. */
  constructor(onInspected: (details: ContainerDetail[]) => void) {
    this.#onInspected = onInspected;
  }

  get containers(): ReadonlyMap<string, ContainerSummary> {
    return this.#containers;
  }

  /** Something happened to this container: inspect it at the next reconciliation. */
  touch(id: string): void {
    const known = this.#known.get(id);
    if (known) known.seen = '';
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
    const had = this.#containers.size > 0;
    this.#containers = new Map();
    return had;
  }

  /** Lists, inspects where needed, and tells whether anything is different from before. */
  async reconcile(docker: Dockerode, signal: AbortSignal): Promise<boolean> {
    const within = () => AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
    const list = await docker.listContainers({ all: true, abortSignal: within() });
    this.#forgetAllBut(new Set(list.map(({ Id }) => Id)));
    const inspected: ContainerInspectInfo[] = [];
    const stale = list.filter((info) => this.#known.get(info.Id)?.seen !== words(info));
    await inParallel(stale, INSPECTS_AT_ONCE, async (info) => {
      const answer = await inspect(docker, info.Id, within());
      this.#known.set(info.Id, { facts: answer && containerFacts(answer), seen: answer ? words(info) : '' });
      if (answer) inspected.push(answer);
    });
    const changed = this.#replace(list);
    this.#remember(inspected);
    return changed;
  }

  #remember(inspected: ContainerInspectInfo[]): void {
    const details = inspected.flatMap((answer) => {
      const summary = this.#containers.get(answer.Id);
      return summary ? [containerDetail(answer, summary)] : [];
    });
    if (details.length > 0) this.#onInspected(details);
  }

  #forgetAllBut(ids: ReadonlySet<string>): void {
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
  }

  #replace(list: ContainerInfo[]): boolean {
    const next = new Map<string, ContainerSummary>();
    for (const info of list) {
      next.set(info.Id, containerSummary(info, this.#known.get(info.Id)?.facts ?? null));
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
  `${containerState(State, Status)} ${/\(.*\)/.exec(Status ?? '')?.[0] ?? ''} ${Names?.join() ?? ''}`;

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
