import type { ContainerSummary } from '../../../shared/model/container.ts';
import { type Disposable, DisposableStore } from '../../../shared/util/disposable.ts';
import type { DockerSource } from '../docker/docker-source.ts';
import type { BatchResource, ContainerTie } from '../formats/spans/span-batch.ts';

const SHORT_ID = 12;

type TiedResource = Pick<BatchResource, 'service' | 'containerId' | 'hostName'>;

interface ContainerIndex {
  byShortId: Map<string, ContainerSummary>;
  byName: Map<string, ContainerSummary>;
  byAddress: Map<string, ContainerSummary>;
  /** Null where several containers, such as replicas, have the service's name. */
  byService: Map<string, ContainerSummary | null>;
}

/**
 * Finds the container behind a span's resource: by `container.id`, else by `host.name` equal to a short id,
 * else by the sender's address inside a Docker network, else by a compose service named as `service.name`.
 */
export class ContainerTies implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #docker: DockerSource;
  #index: ContainerIndex | null = null;

  constructor(docker: DockerSource) {
    this.#docker = docker;
    this.#owned.add(docker.onContainers.on(() => (this.#index = null)));
  }

  /** @param peer the sender's address, null where it says nothing about the producer */
  find(resource: TiedResource, peer: string | null): ContainerTie | null {
    const found = this.findContainer(resource, peer);
    return found ? tie(found.container, found.by) : null;
  }

  /** As `find`, with the container itself. A container's name counts where a sender tells it, as collectors of logs do. */
  findContainer(
    { containerId, hostName, service, containerName }: TiedResource & { containerName?: string | null },
    peer: string | null,
  ): { container: ContainerSummary; by: ContainerTie['by'] } | null {
    this.#index ??= indexOf(this.#docker.containers.values());
    const { byShortId, byName, byAddress, byService } = this.#index;
    const byId = containerId && sameId(byShortId.get(containerId.slice(0, SHORT_ID)), containerId);
    if (byId) return { container: byId, by: 'container.id' };
    const byHost = hostName?.length === SHORT_ID ? byShortId.get(hostName) : undefined;
    if (byHost) return { container: byHost, by: 'host.name' };
    const called = containerName ? byName.get(containerName.replace(/^\//, '')) : undefined;
    if (called) return { container: called, by: 'container.name' };
    const sender = peer === null ? undefined : byAddress.get(peer);
    if (sender) return { container: sender, by: 'sender address' };
    const named = byService.get(service);
    return named ? { container: named, by: 'compose service' } : null;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

const tie = ({ entity, name }: ContainerSummary, by: ContainerTie['by']): ContainerTie => ({
  entity,
  name,
  by,
});

const sameId = (container: ContainerSummary | undefined, id: string) =>
  container && (container.id.startsWith(id) || id.startsWith(container.id)) ? container : null;

function indexOf(containers: Iterable<ContainerSummary>): ContainerIndex {
  const index: ContainerIndex = {
    byShortId: new Map(),
    byName: new Map(),
    byAddress: new Map(),
    byService: new Map(),
  };
  for (const container of containers) {
    index.byShortId.set(container.id.slice(0, SHORT_ID), container);
    if (container.state === 'running' || !index.byName.has(container.name)) {
      index.byName.set(container.name, container);
    }
    if (container.state !== 'running') continue;
    for (const { address } of container.networks) if (address) index.byAddress.set(address, container);
    const service = container.composeService;
    if (service) index.byService.set(service, index.byService.has(service) ? null : container);
  }
  return index;
}
