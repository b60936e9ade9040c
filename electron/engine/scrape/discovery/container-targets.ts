import type { ContainerSummary } from '../../../../shared/model/container.ts';
import type { DiscoveredTarget } from '../targets/target.ts';
import { waysTo } from './container-addresses.ts';
import { hostPort } from './docker-targets.ts';

/** A container that a person said is to be scraped, across its re-creation. */
export interface TakenContainer {
  entity: string;
  /** Inside the container. */
  port: number;
  path: string;
}

/** Which containers are scraped that no file names. */
export interface AskedContainers {
  /** Those that say so by their labels. */
  labels: boolean;
  taken: readonly TakenContainer[];
}

export interface LabelledTargets {
  targets: DiscoveredTarget[];
  /** Containers that ask to be scraped in a way that cannot be followed. */
  faults: { container: string; reason: string }[];
}

/**
 * Running containers that say by their labels that they are to be scraped: `prometheus.io/scrape: "true"`, with
 * `prometheus.io/port`, `/path` and `/scheme` where the standards do not fit; and those that were taken.
 */
export function containerTargets(
  containers: Iterable<ContainerSummary>,
  asked: AskedContainers,
): LabelledTargets {
  const found: LabelledTargets = { targets: [], faults: [] };
  for (const container of containers) {
    if (container.state !== 'running') continue;
    const labels = new Map(container.labels);
    if (asked.labels && labels.get('prometheus.io/scrape') === 'true') labelled(container, labels, found);
    else addTaken(container, asked.taken, found);
  }
  return found;
}

function labelled(
  container: ContainerSummary,
  labels: ReadonlyMap<string, string>,
  found: LabelledTargets,
): void {
  const fault = (reason: string) => found.faults.push({ container: container.name, reason });
  const text = labels.get('prometheus.io/port');
  const port = text === undefined ? onlyPort(container) : /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port === null) {
    fault('prometheus.io/port is missing, and the container has not exactly one TCP port');
  } else if (port < 1 || port > 65_535) {
    fault(`prometheus.io/port: "${text}" is no port`);
  } else {
    const target = targetOf(
      container,
      port,
      labels.get('prometheus.io/path'),
      labels.get('prometheus.io/scheme'),
    );
    if (target) found.targets.push(target);
    else fault(`port ${port} is not published, and the container has no address of its own`);
  }
}

function addTaken(
  container: ContainerSummary,
  taken: readonly TakenContainer[],
  found: LabelledTargets,
): void {
  for (const { entity, port, path } of taken) {
    if (entity !== container.entity) continue;
    const target = targetOf(container, port, path);
    if (target) found.targets.push(target);
  }
}

function onlyPort({ ports }: ContainerSummary): number | null {
  const all = new Set(
    ports.filter(({ protocol }) => protocol === 'tcp').map(({ privatePort }) => privatePort),
  );
  const [port] = all;
  return all.size === 1 && port !== undefined ? port : null;
}

/** `job` is the compose service or the container's name, `container` its name, `instance` the address. */
function targetOf(
  container: ContainerSummary,
  port: number,
  path = '/metrics',
  scheme = 'http',
): DiscoveredTarget | null {
  const inHostNetwork = container.networks.some(({ name }) => name === 'host');
  const [way] = inHostNetwork ? [{ host: '127.0.0.1', port }] : waysTo(container, port);
  if (!way) return null;
  return new Map([
    ['__address__', hostPort(way.host, way.port)],
    ['__metrics_path__', path.startsWith('/') ? path : `/${path}`],
    ['__scheme__', scheme],
    ['__meta_docker_container_id', container.id],
    ['__meta_docker_container_name', `/${container.name}`],
    ['__meta_docker_port_private', String(port)],
    ['job', container.composeService ?? container.name],
    ['container', container.name],
  ]);
}
