import type { UnixNano } from './time.ts';

export type ContainerState =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead'
  /** Known from stored data only; the daemon no longer has it. */
  | 'gone';

export type Health = 'healthy' | 'unhealthy' | 'starting' | null;

export interface PortMapping {
  privatePort: number;
  /** Null when the port is exposed but not published. */
  publicPort: number | null;
  protocol: string;
  address: string | null;
}

/** What the daemon did not report is null: an em dash on screen, never 0. */
export interface ContainerStats {
  timeMs: number;
  /** 100 is one core. Null until two readings of the same run exist. */
  cpuPercent: number | null;
  /** Of the CPU limit, else of all cores. */
  cpuPercentOfLimit: number | null;
  /** Working set: usage less inactive file cache, as `docker stats` shows it. */
  memoryBytes: number | null;
  memoryUsageBytes: number | null;
  /** The host's memory for an unlimited container, as docker reports it. */
  memoryLimitBytes: number | null;
  memoryCacheBytes: number | null;
  memoryRssBytes: number | null;
  /** Totals since the container's start. */
  networkRxBytes: number | null;
  networkTxBytes: number | null;
  blockReadBytes: number | null;
  blockWriteBytes: number | null;
  /** Per second, from this reading and the one before. */
  networkRxRate: number | null;
  networkTxRate: number | null;
  blockReadRate: number | null;
  blockWriteRate: number | null;
  pids: number | null;
}

export interface ContainerSummary {
  id: string;
  /** Without the leading slash. */
  name: string;
  /** Who this is across re-creation; see entityKey. */
  entity: string;
  image: string;
  imageId: string;
  state: ContainerState;
  health: Health;
  exitCode: number | null;
  composeProject: string | null;
  composeService: string | null;
  createdMs: number;
  startedMs: number | null;
  finishedMs: number | null;
  restarts: number | null;
  /** True where the user set a memory limit of its own. */
  memoryLimited: boolean;
  ports: PortMapping[];
  networks: { name: string; address: string | null }[];
  labels: [name: string, value: string][];
  stats: ContainerStats | null;
}

/** A container or image event of the daemon. */
export interface ContainerEvent {
  timeUnixNano: UnixNano;
  /** container, image, network, volume, daemon; trivet for what Trivet itself notes, such as a gap. */
  type: string;
  /** create, start, die, oom, kill, health_status: healthy, … as the daemon words it. */
  action: string;
  id: string;
  name: string;
  entity: string;
  attributes: [name: string, value: string][];
}

/**
 * The key under which a container's stats, logs and events are kept across re-creation: compose project,
 * service and number where compose made it, else its name.
 */
export function entityKey(name: string, labels: ReadonlyMap<string, string>): string {
  const project = labels.get('com.docker.compose.project');
  const service = labels.get('com.docker.compose.service');
  if (project && service) {
    return `compose:${project}/${service}/${labels.get('com.docker.compose.container-number') ?? '1'}`;
  }
  return `name:${name}`;
}
