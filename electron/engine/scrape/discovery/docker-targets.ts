import type { ContainerInfo, NetworkInspectInfo } from 'dockerode';
import type { DockerDiscovery } from '../config/discovery-config.ts';
import { sanitizedLabelName } from '../config/label-names.ts';
import type { DiscoveredTarget } from '../targets/target.ts';

type Meta = [name: string, value: string][];
type Networks = ContainerInfo['NetworkSettings']['Networks'];

/**
 * Targets of running containers with the meta labels that Prometheus' discovery/moby gives: one for each network
 * and each TCP port of a container; one with the configured port where it has none.
 */
export function dockerTargets(
  containers: readonly ContainerInfo[],
  networks: readonly NetworkInspectInfo[],
  config: Pick<DockerDiscovery, 'port' | 'hostNetworkingHost' | 'matchFirstNetwork'>,
): DiscoveredTarget[] {
  const byId = new Map(containers.map((container) => [container.Id, container]));
  const labelsOf = new Map(networks.map((network) => [network.Id, networkLabels(network)]));
  return containers.flatMap((container) => {
    const all = Object.entries(sharedNetworks(container, byId) ?? {}).filter(([, settings]) => settings);
    all.sort(([a], [b]) => (a < b ? -1 : 1));
    const used = config.matchFirstNetwork ? all.slice(0, 1) : all;
    return used.flatMap(([, settings]) =>
      networkTargets(container, settings.IPAddress ?? '', labelsOf.get(settings.NetworkID) ?? [], config),
    );
  });
}

/** A container in another one's network has none of its own. */
function sharedNetworks(
  container: ContainerInfo,
  byId: ReadonlyMap<string, ContainerInfo>,
): Networks | undefined {
  const seen = new Set<string>();
  let owner: ContainerInfo | undefined = container;
  while (owner && !seen.has(owner.Id)) {
    seen.add(owner.Id);
    const networks: Networks | undefined = owner.NetworkSettings?.Networks;
    if (networks && Object.keys(networks).length > 0) return networks;
    const mode: string = owner.HostConfig?.NetworkMode ?? '';
    owner = mode.startsWith('container:') ? byId.get(mode.slice('container:'.length)) : undefined;
  }
  return undefined;
}

function networkTargets(
  container: ContainerInfo,
  ip: string,
  networkMeta: Meta,
  config: Pick<DockerDiscovery, 'port' | 'hostNetworkingHost'>,
): DiscoveredTarget[] {
  const common: Meta = [...containerLabels(container), ...networkMeta, ['__meta_docker_network_ip', ip]];
  const ports = (container.Ports ?? []).filter(({ Type }) => Type === 'tcp');
  if (ports.length === 0) {
    const host = container.HostConfig?.NetworkMode === 'host';
    return [withAddress(common, host ? config.hostNetworkingHost : hostPort(ip, config.port))];
  }
  return ports.map(({ PrivatePort, PublicPort, IP }) => {
    const published: Meta = PublicPort
      ? [
          ['__meta_docker_port_public', String(PublicPort)],
          ['__meta_docker_port_public_ip', IP ?? ''],
        ]
      : [];
    const meta: Meta = [...common, ['__meta_docker_port_private', String(PrivatePort)], ...published];
    return withAddress(meta, hostPort(ip, PrivatePort));
  });
}

const withAddress = (meta: Meta, address: string): DiscoveredTarget =>
  new Map([...meta, ['__address__', address]]);

export const hostPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

function containerLabels({ Id, Names, HostConfig, Labels }: ContainerInfo): Meta {
  return [
    ['__meta_docker_container_id', Id],
    ['__meta_docker_container_name', Names?.[0] ?? ''],
    ['__meta_docker_container_network_mode', HostConfig?.NetworkMode ?? ''],
    ...labelsAs('__meta_docker_container_label_', Labels),
  ];
}

function networkLabels({ Id, Name, Scope, Internal, Ingress, Labels }: NetworkInspectInfo): Meta {
  return [
    ['__meta_docker_network_id', Id],
    ['__meta_docker_network_name', Name],
    ['__meta_docker_network_scope', Scope ?? ''],
    ['__meta_docker_network_internal', String(Internal ?? false)],
    ['__meta_docker_network_ingress', String(Ingress ?? false)],
    ...labelsAs('__meta_docker_network_label_', Labels),
  ];
}

const labelsAs = (prefix: string, labels: Record<string, string> | undefined): Meta =>
  Object.entries(labels ?? {}).map(([name, value]) => [prefix + sanitizedLabelName(name), value]);
