import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import {
  type ContainerState,
  type ContainerSummary,
  entityKey,
  type Health,
  type PortMapping,
} from '../../../shared/model/container.ts';

import { maskNamed } from './secrets.ts';

/** The parts of GET /containers/{id}/json that the list does not tell. */
export interface ContainerFacts {
  health: Health;
  exitCode: number | null;
  startedMs: number | null;
  finishedMs: number | null;
  restarts: number | null;
  memoryLimited: boolean;
  /** As the person named it; the list says a digest once the tag has moved on. */
  image: string | null;
}

/** Podman's own words for states besides Docker's. */
const states: Record<string, ContainerState> = {
  created: 'created',
  configured: 'created',
  initialized: 'created',
  running: 'running',
  stopping: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'removing',
  exited: 'exited',
  stopped: 'exited',
  dead: 'dead',
};

/** Any daemon's state word; before API 1.23 the list has only the status text. */
export function containerState(state: string | undefined, status = ''): ContainerState {
  const known = state ? states[state.toLowerCase()] : undefined;
  if (known) return known;
  if (/^up\b.*\(paused\)/i.test(status)) return 'paused';
  if (/^up\b/i.test(status)) return 'running';
  if (/^restarting/i.test(status)) return 'restarting';
  if (/^created/i.test(status)) return 'created';
  if (/^dead/i.test(status)) return 'dead';
  return 'exited';
}

/** From the list's text `Up 4 minutes (health: starting)`. */
export function healthFromStatus(status: string): Health {
  const word = /\((?:health: )?(healthy|unhealthy|starting)\)/.exec(status)?.[1];
  return word ? (word as Health) : null;
}

const exitCodeFromStatus = (status: string): number | null => {
  const code = /^(?:exit|exited|restarting) \(?(-?\d+)\)?/i.exec(status)?.[1];
  return code === undefined ? null : Number(code);
};

/** A time of the daemon's in milliseconds; null for its year-one "never". */
export function daemonTimeMs(text: string | undefined): number | null {
  const ms = text ? Date.parse(text) : Number.NaN;
  return ms > 0 ? ms : null;
}

/** Reads an inspect answer of any API version; what is not there is null. */
export function containerFacts(inspect: ContainerInspectInfo): ContainerFacts {
  const { State: state, HostConfig: host, Config: config } = inspect;
  const health = state?.Health?.Status?.toLowerCase();
  const over = !state?.Running && !state?.Restarting;
  const finishedMs = daemonTimeMs(state?.FinishedAt);
  return {
    health: health === 'healthy' || health === 'unhealthy' || health === 'starting' ? health : null,
    exitCode: (over || state?.Restarting) && finishedMs !== null ? (state?.ExitCode ?? null) : null,
    startedMs: daemonTimeMs(state?.StartedAt),
    finishedMs,
    restarts: inspect.RestartCount ?? null,
    memoryLimited: (host?.Memory ?? 0) > 0,
    image: config?.Image || null,
  };
}

/** One entry of GET /containers/json with what inspect added to it; without facts the list's own words count. */
export function containerSummary(info: ContainerInfo, facts: ContainerFacts | null): ContainerSummary {
  const labels = Object.entries(info.Labels ?? {});
  const name = containerName(info);
  const byName = new Map(labels);
  const state = containerState(info.State, info.Status);
  const up = state === 'running' || state === 'paused';
  return {
    id: info.Id,
    name,
    entity: entityKey(name, byName),
    image: imageName(info, facts),
    imageId: info.ImageID ?? '',
    state,
    health: up ? (healthFromStatus(info.Status ?? '') ?? facts?.health ?? null) : null,
    exitCode: up || state === 'created' ? null : (facts?.exitCode ?? exitCodeFromStatus(info.Status ?? '')),
    composeProject: byName.get('com.docker.compose.project') ?? null,
    composeService: byName.get('com.docker.compose.service') ?? null,
    createdMs: createdMs(info.Created),
    startedMs: facts?.startedMs ?? null,
    finishedMs: facts?.finishedMs ?? null,
    restarts: facts?.restarts ?? null,
    memoryLimited: facts?.memoryLimited ?? false,
    ports: ports(info.Ports ?? []),
    networks: Object.entries(info.NetworkSettings?.Networks ?? {}).map(([network, settings]) => ({
      name: network,
      address: settings?.IPAddress || settings?.GlobalIPv6Address || null,
    })),
    // They are stored and shown everywhere, and people put passwords into them too.
    labels: labels.map(([label, value]) => [label, maskNamed(label, value)]),
    stats: null,
  };
}

/** Links give a container further names with a second slash (`/web/db`); its own has one. */
function containerName(info: ContainerInfo): string {
  const names = info.Names ?? [];
  const own = names.find((name) => name.lastIndexOf('/') <= 0) ?? names[0] ?? info.Id?.slice(0, 12) ?? '';
  return own.replace(/^\//, '');
}

function imageName(info: ContainerInfo, facts: ContainerFacts | null): string {
  const digest = /^(sha256:)?[0-9a-f]{12,64}$/.test(info.Image ?? '');
  return (digest ? facts?.image : null) ?? info.Image ?? '';
}

/** Seconds since the epoch in Docker's list; Podman has been seen to send RFC 3339. */
function createdMs(created: unknown): number {
  return typeof created === 'number' ? created * 1000 : (daemonTimeMs(String(created)) ?? 0);
}

/** A port published on 0.0.0.0 and :: alike is told twice; it is one mapping to a person. */
function ports(list: ContainerInfo['Ports']): PortMapping[] {
  const everywhere4 = new Set(list.filter(({ IP }) => IP === '0.0.0.0').map(portKey));
  return list
    .filter((port) => port.IP !== '::' || !everywhere4.has(portKey(port)))
    .map(({ PrivatePort, PublicPort, Type, IP }) => ({
      privatePort: PrivatePort,
      publicPort: PublicPort || null,
      protocol: Type ?? 'tcp',
      address: IP || null,
    }))
    .sort((a, b) => a.privatePort - b.privatePort || (a.publicPort ?? 0) - (b.publicPort ?? 0));
}

const portKey = ({ PrivatePort, PublicPort, Type }: ContainerInfo['Ports'][number]) =>
  `${PrivatePort}/${PublicPort}/${Type}`;
