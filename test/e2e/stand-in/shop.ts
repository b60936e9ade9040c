import type { ContainerEvent, ContainerSummary, Health } from '../../../shared/model/container.ts';
import { msToNano } from '../../../shared/model/time.ts';
import { ramp, smooth } from './noise.ts';

/**
 * A shop in trouble, as of `nowMs`: twelve minutes ago orders 2.14.0 was deployed, a query per item and a cache
 * without bound; it has been OOM-killed twice since.
 */
export const MIB = 2 ** 20;
const MIN = 60_000;

export interface Member {
  name: string;
  project: string | null;
  service: string | null;
  image: string;
  state: ContainerSummary['state'];
  health: Health;
  exitCode: number | null;
  cpu: number;
  memory: number;
  /** MiB; 0 for none of its own. */
  limit: number;
  network: [rx: number, tx: number];
  block: [read: number, write: number];
  pids: number;
  restarts: number;
  upMs: number;
  ports: [privatePort: number, publicPort: number | null][];
}

const KIB = 1024;
const day = 86_400_000;
const up = (
  name: string,
  image: string,
  cpu: number,
  memory: number,
  limit: number,
  network: [number, number],
  ports: number[],
  more: Partial<Member> = {},
): Member => ({
  name,
  project: 'shop',
  service: name.replace(/-\d$/, ''),
  image,
  state: 'running',
  health: null,
  exitCode: null,
  cpu,
  memory,
  limit,
  network: [network[0] * KIB, network[1] * KIB],
  block: [0, 12.3 * KIB],
  pids: 20 + (name.length % 9),
  restarts: 0,
  upMs: 2 * day + 4 * 3_600_000,
  ports: ports.map((port) => [port, port]),
  ...more,
});

export const members: Member[] = [
  up('api', 'shop/api:3.4.0', 31.2, 212, 512, [1167, 1402], [8080], { health: 'healthy', pids: 31 }),
  up('migrate', 'shop/orders:2.14.0', 0, 0, 0, [0, 0], [], { state: 'exited', exitCode: 0, upMs: 12 * MIN }),
  up('nginx', 'nginx:1.27-alpine', 1.83, 14.2, 64, [1443, 1351], [80, 443]),
  up('orders', 'shop/orders:2.14.0', 63.1, 431, 512, [1966, 625], [], {
    health: 'unhealthy',
    restarts: 2,
    upMs: 3 * MIN + 40_000,
    block: [400 * KIB, 113 * KIB],
  }),
  up('pay', 'shop/pay:1.9.2', 8.41, 96.3, 256, [41.2, 38.7], [], { health: 'healthy' }),
  up('postgres', 'postgres:16.4', 46.3, 605, 1024, [418, 1925], [5432], {
    health: 'healthy',
    pids: 38,
    block: [1044 * KIB, 2263 * KIB],
    upMs: 9 * day + 2 * 3_600_000,
  }),
  up('redis', 'redis:7.4-alpine', 4.12, 38.6, 128, [188, 214], [6379], { health: 'healthy', pids: 6 }),
  up('web', 'shop/web:5.8.1', 12.4, 148, 256, [612, 904], [3000]),
  up('worker-1', 'shop/worker:2.3.0', 5.58, 118, 256, [96.1, 44], []),
  up('worker-2', 'shop/worker:2.3.0', 5.24, 121, 256, [93.8, 42.9], []),
  up('adminer', 'adminer:4.8.1', 0.174, 17.3, 0, [0.31, 0.35], [8081], { project: 'tools' }),
  up('mailpit', 'axllent/mailpit:1.21', 0.312, 21.7, 0, [1.2, 0.41], [1025, 8025], { project: 'tools' }),
  up('minio', 'minio/minio:2025-09', 1.44, 184, 512, [0.62, 0.71], [9000, 9001], { project: 'tools' }),
  up('buildkit', 'moby/buildkit:0.17', 0.422, 57.7, 0, [0, 0], [], { project: null, service: null }),
  up('registry', 'registry:2.8', 0.418, 28.4, 0, [0, 0], [5000], { project: null, service: null }),
  up('ghost', 'ghost:5.96', 0, 0, 0, [0, 0], [], {
    project: 'blog',
    state: 'exited',
    exitCode: 0,
    upMs: day,
  }),
  up('mysql', 'mysql:8.4', 0, 0, 0, [0, 0], [], {
    project: 'blog',
    state: 'exited',
    exitCode: 137,
    upMs: day,
  }),
];

export const deployMs = (nowMs: number) => nowMs - 12 * MIN - 8000;
export const oomMs = (nowMs: number): [number, number] => [
  nowMs - 7 * MIN - 53_000,
  nowMs - 3 * MIN - 42_000,
];

const ordersDown = (t: number, now: number) =>
  [deployMs(now), ...oomMs(now)].some((at) => t > at - 3000 && t < at + 4000);

function ordersMemory(t: number, now: number): number {
  if (t < deployMs(now)) return 182;
  const [first, second] = oomMs(now);
  const start = t < first ? deployMs(now) : t < second ? first : second;
  return Math.min(510, 92 + 418 * ((t - start) / 252_000) ** 0.86);
}

/** The figure of a member at a moment; NaN while it is down. Bytes, bytes a second, percent of a core. */
export function figure(member: Member, kind: string, t: number, now: number): number {
  if (member.state !== 'running') return Number.NaN;
  const n = smooth(`${member.name}.${kind}`, Math.floor(t / 3000));
  const after = t > deployMs(now);
  if (member.name === 'orders') {
    if (ordersDown(t, now)) return Number.NaN;
    if (kind === 'cpu')
      return after ? 47 + 16 * ramp(t, deployMs(now), deployMs(now) + 120_000) + n * 9 : 21 + n * 5;
    if (kind === 'memory') return (ordersMemory(t, now) + n * 4) * MIB;
    if (kind === 'rx') return member.network[0] * (after ? 1 + n * 0.1 : 0.2 + n * 0.05);
  }
  if (kind === 'cpu') {
    const busy =
      member.name === 'postgres' ? 0.37 + 0.63 * ramp(t, deployMs(now), deployMs(now) + 60_000) : 1;
    return Math.max(0, member.cpu * busy * (1 + n * 0.13));
  }
  const base: Record<string, number> = {
    memory: member.memory * MIB * (1 + n * 0.01),
    rx: member.network[0] * (1 + n * 0.2),
    tx: member.network[1] * (1 + n * 0.2),
    read: member.block[0] * Math.max(0, 0.6 + n),
    write: member.block[1] * Math.max(0, 0.8 + n),
  };
  return Math.max(0, base[kind] ?? 0);
}

const idOf = (name: string) =>
  Array.from(name.padEnd(32, '.'), (c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
    .slice(0, 64);

export function entityOf({ name, project, service }: Member): string {
  return project && service
    ? `compose:${project}/${service}/${/-(\d)$/.exec(name)?.[1] ?? '1'}`
    : `name:${name}`;
}

export function summary(member: Member, now: number): ContainerSummary {
  const running = member.state === 'running';
  const at = (kind: string) => (running ? figure(member, kind, now, now) : null);
  const memoryLimitBytes = running ? (member.limit || 15_872) * MIB : null;
  return {
    id: idOf(member.name),
    name: member.name,
    entity: entityOf(member),
    image: member.image,
    imageId: `sha256:${idOf(member.image)}`,
    state: member.state,
    health: member.health,
    exitCode: member.exitCode,
    composeProject: member.project,
    composeService: member.project ? member.service : null,
    createdMs: now - (member.name === 'orders' ? 12 * MIN + 8000 : member.upMs),
    startedMs: now - member.upMs,
    finishedMs: running ? null : now - member.upMs + 4000,
    restarts: member.restarts,
    memoryLimited: member.limit > 0,
    ports: member.ports.map(([privatePort, publicPort]) => ({
      privatePort,
      publicPort,
      protocol: 'tcp',
      address: '127.0.0.1',
    })),
    networks: member.project
      ? [{ name: `${member.project}_default`, address: `172.20.0.${member.name.length + 2}` }]
      : [],
    labels: member.project
      ? [
          ['com.docker.compose.project', member.project],
          ['com.docker.compose.service', member.service ?? ''],
        ]
      : [],
    stats: running
      ? {
          timeMs: now,
          cpuPercent: at('cpu'),
          cpuPercentOfLimit: at('cpu'),
          memoryBytes: at('memory'),
          memoryUsageBytes: at('memory'),
          memoryLimitBytes,
          memoryCacheBytes: 4 * MIB,
          memoryRssBytes: at('memory'),
          networkRxBytes: 1e9,
          networkTxBytes: 1e9,
          blockReadBytes: 1e8,
          blockWriteBytes: 1e8,
          networkRxRate: at('rx'),
          networkTxRate: at('tx'),
          blockReadRate: at('read'),
          blockWriteRate: at('write'),
          pids: member.pids,
        }
      : null,
  };
}

const event = (
  timeMs: number,
  name: string,
  action: string,
  attributes: [string, string][] = [],
): ContainerEvent => {
  const member = members.find((candidate) => candidate.name === name);
  return {
    timeUnixNano: msToNano(timeMs),
    type: 'container',
    action,
    id: idOf(name),
    name,
    entity: member ? entityOf(member) : `name:${name}`,
    attributes: [['image', member?.image ?? ''], ...attributes],
  };
};

/** Newest last. */
export function events(now: number): ContainerEvent[] {
  const [first, second] = oomMs(now);
  const deploy = deployMs(now);
  return [
    event(now - 13 * MIN - 50_000, 'nginx', 'kill', [['signal', '1']]),
    event(deploy - 2000, 'orders', 'destroy'),
    event(deploy - 1500, 'orders', 'create'),
    event(deploy, 'orders', 'start'),
    ...[first, second].flatMap((at) => [
      event(at - 500, 'orders', 'oom'),
      event(at, 'orders', 'die', [['exitCode', '137']]),
      event(at + 2500, 'orders', 'start'),
      event(at + 26_000, 'orders', 'health_status: healthy'),
    ]),
    event(now - 4 * MIN - 19_000, 'orders', 'health_status: unhealthy'),
    event(now - 29_000, 'orders', 'health_status: unhealthy'),
  ].sort((a, b) => (a.timeUnixNano < b.timeUnixNano ? -1 : 1));
}
