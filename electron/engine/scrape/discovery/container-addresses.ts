import { isIP } from 'node:net';
import type { ContainerSummary } from '../../../../shared/model/container.ts';

/** Where a container's port can be reached from this machine. */
export interface Reachable {
  host: string;
  port: number;
}

type Containers = Iterable<ContainerSummary>;

const EVERYWHERE = new Set(['0.0.0.0', '::', '']);
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;

/** The ways to a container's TCP port, the best first: where it is published, then its own addresses. */
export function waysTo(container: ContainerSummary, port: number): Reachable[] {
  const published = container.ports.flatMap(({ privatePort, publicPort, protocol, address }) =>
    protocol === 'tcp' && privatePort === port && publicPort !== null
      ? [{ host: publishedHost(address), port: publicPort }]
      : [],
  );
  const own = container.networks.flatMap(({ address }) => (address ? [{ host: address, port }] : []));
  return [...published, ...own];
}

/** A port published on every address is on the loopback one too. */
export function publishedHost(address: string | null): string {
  if (address === '::') return '::1';
  return EVERYWHERE.has(address ?? '') ? '127.0.0.1' : (address ?? '');
}

/**
 * The running containers that a name of a compose network means: the service, else the container's own name. Of
 * several projects with the same service the one whose folder the configuration lies in comes first.
 */
export function containersNamed(containers: Containers, name: string, baseDir: string): ContainerSummary[] {
  if (isIP(name) !== 0 || LOOPBACK.test(name)) return [];
  const running = [...containers].filter(({ state }) => state === 'running');
  const byService = running.filter(({ composeService }) => composeService === name);
  const found = byService.length > 0 ? byService : running.filter((container) => container.name === name);
  const near = (container: ContainerSummary) => (isNear(container, baseDir) ? 0 : 1);
  return found.sort((a, b) => near(a) - near(b) || (a.name < b.name ? -1 : 1));
}

function isNear({ labels }: ContainerSummary, baseDir: string): boolean {
  const folder = labels.find(([name]) => name === 'com.docker.compose.project.working_dir')?.[1];
  return folder !== undefined && (baseDir === folder || baseDir.startsWith(`${folder}/`));
}

/** Whose port an address is: published on this machine, or a container's own. */
export function containerAt(containers: Containers, host: string, port: number): ContainerSummary | null {
  for (const container of containers) {
    if (container.state !== 'running') continue;
    if (container.networks.some(({ address }) => address === host)) return container;
    const published = container.ports.some(
      ({ publicPort, protocol, address }) =>
        protocol === 'tcp' &&
        publicPort === port &&
        (address === host ||
          (LOOPBACK.test(host) && (EVERYWHERE.has(address ?? '') || LOOPBACK.test(address ?? '')))),
    );
    if (published) return container;
  }
  return null;
}
