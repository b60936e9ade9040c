import type { ContainerInfo, NetworkInspectInfo } from 'dockerode';
import type { DockerSource } from '../../docker/docker-source.ts';
import type { DockerDiscovery } from '../config/discovery-config.ts';
import { dockerTargets } from './docker-targets.ts';
import { PolledSource } from './polled-source.ts';
import type { TargetSource } from './target-source.ts';

const TIMEOUT_MS = 20_000;

/** docker_sd_configs, asked of the daemon that Trivet is connected to, at every change of its containers. */
export function dockerSource(config: DockerDiscovery, docker: DockerSource): TargetSource {
  const filters = JSON.stringify(Object.fromEntries(config.filters));
  const source = new PolledSource(config.refreshMs, async (stop) => {
    const daemon = docker.docker;
    if (!daemon) throw new Error(docker.status.cause ?? 'there is no connection to a Docker daemon yet');
    const abortSignal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
    const containers: ContainerInfo[] = await daemon.listContainers({ filters, abortSignal });
    const networks: NetworkInspectInfo[] = await daemon.listNetworks({ abortSignal });
    return { targets: dockerTargets(containers, networks, config), problem: null };
  });
  return source.owns(docker.onContainers.on(() => void source.refresh()));
}
