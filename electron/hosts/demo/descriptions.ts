/** The daemon's answers about things that stand still: containers as lists and inspect show them, images, and so on. */
import { cast, imageId, type Role } from './cast.ts';
import type { Container } from './containers.ts';
import { labelsOf } from './events.ts';
import { hashText, hexDigits, seeded } from './random.ts';
import { HOST } from './stats.ts';

const MIB = 1_048_576;
const NEVER = '0001-01-01T00:00:00Z';
const iso = (ms: number | null) => (ms === null ? NEVER : new Date(ms).toISOString());
const networkOf = ({ project }: Role) => (project === null ? 'bridge' : `${project}_default`);

function networkSettings(role: Role): Record<string, object> {
  const address =
    role.address ?? `172.${role.project === null ? 17 : 21}.0.${2 + (hashText(role.name) % 200)}`;
  const name = networkOf(role);
  return { [name]: { NetworkID: networkId(name), IPAddress: address, Gateway: '', MacAddress: '' } };
}

const networkId = (name: string) => hexDigits(seeded(hashText(`network ${name}`)), 64);

function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.floor(ms / 1_000))} seconds`;
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2_880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1_440)} days`;
}

function statusText({ state, health, startedMs, finishedMs, exitCode }: Container, nowMs: number): string {
  if (state === 'exited') return `Exited (${exitCode}) ${ago(nowMs - (finishedMs ?? nowMs))} ago`;
  const word = health === 'starting' ? 'health: starting' : health;
  const up = `Up ${ago(nowMs - startedMs)}`;
  return state === 'paused' ? `${up} (Paused)` : word ? `${up} (${word})` : up;
}

export function listEntry(container: Container, nowMs: number): object {
  const { role, id, image, state, createdMs } = container;
  return {
    Id: id,
    Names: [`/${role.name}`],
    Image: image,
    ImageID: imageId(image),
    Command: role.command.join(' '),
    Created: Math.floor(createdMs / 1_000),
    State: state,
    Status: statusText(container, nowMs),
    Ports: state === 'exited' ? [] : ports(role),
    Labels: labelsOf(container),
    HostConfig: { NetworkMode: networkOf(role) },
    NetworkSettings: { Networks: networkSettings(role) },
    Mounts: mounts(role),
  };
}

const ports = (role: Role) =>
  role.ports.map(({ container, host }) => ({
    PrivatePort: container,
    Type: 'tcp',
    ...(host === null ? {} : { IP: '0.0.0.0', PublicPort: host }),
  }));

const mounts = (role: Role) =>
  role.mounts.map(({ volume, path }) => ({
    ...{ Type: 'volume', Name: volume, Source: volumePath(volume), Destination: path },
    ...{ Driver: 'local', Mode: 'z', RW: true, Propagation: '' },
  }));

const volumePath = (name: string) => `/var/lib/docker/volumes/${name}/_data`;

export function inspectAnswer(container: Container): object {
  const { role, id, image, state, createdMs, restarts } = container;
  const [path = '', ...args] = role.command;
  return {
    Id: id,
    Created: iso(createdMs),
    Path: path,
    Args: args,
    State: stateOf(container),
    Image: imageId(image),
    Name: `/${role.name}`,
    RestartCount: restarts,
    Driver: 'overlay2',
    Platform: 'linux',
    Mounts: mounts(role),
    HostConfig: {
      NanoCpus: (role.cpus ?? 0) * 1e9,
      Memory: (role.limitMiB ?? 0) * MIB,
      RestartPolicy: { Name: role.upMs === null ? 'no' : 'unless-stopped', MaximumRetryCount: 0 },
      NetworkMode: networkOf(role),
      PortBindings: {},
      LogConfig: { Type: 'json-file', Config: {} },
    },
    Config: {
      Hostname: id.slice(0, 12),
      User: '',
      Tty: false,
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...role.env],
      Cmd: role.command,
      Image: image,
      WorkingDir: '/app',
      Labels: labelsOf(container),
    },
    NetworkSettings: { Networks: state === 'exited' ? {} : networkSettings(role) },
  };
}

function stateOf({ state, health, startedMs, finishedMs, exitCode, restarts }: Container): object {
  return {
    Status: state,
    Running: state !== 'exited',
    Paused: state === 'paused',
    Restarting: false,
    // Killed by the kernel in the run before this one: the daemon clears it when the container starts.
    OOMKilled: state === 'exited' && exitCode === 137 && restarts > 0,
    Dead: false,
    // Of no process on this machine, so that nobody looks for it in /proc.
    Pid: 0,
    ExitCode: exitCode,
    Error: '',
    StartedAt: iso(startedMs),
    FinishedAt: iso(finishedMs),
    ...(health === null
      ? {}
      : { Health: { Status: health, FailingStreak: health === 'unhealthy' ? 3 : 0, Log: [] } }),
  };
}

export function processList({ role, startedMs }: Container): object {
  const started = new Date(startedMs).toISOString().slice(11, 16);
  const pid = 2_000 + (hashText(role.name) % 40_000);
  return {
    Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
    Processes: role.processes.map((command, index) => {
      const parent = index === 0 ? pid - 21 : pid;
      return ['root', String(pid + index), String(parent), '0', started, '?', '00:00:04', command];
    }),
  };
}

const imageBytes: Record<string, number> = {
  'postgres:16.4': 432_000_000,
  'mysql:8.4': 608_000_000,
  'ghost:5.96': 571_000_000,
  'minio/minio:2025-09': 183_000_000,
  'nginx:1.27-alpine': 48_200_000,
  'redis:7.4-alpine': 41_500_000,
};

export function imageList(createdMs: number): object[] {
  const names = new Set([
    ...cast.map(({ image }) => image),
    'shop/orders:2.13.2',
    'node:24-slim',
    'golang:1.23',
  ]);
  return [...names].map((name) => ({
    Id: imageId(name),
    ParentId: '',
    RepoTags: [name],
    RepoDigests: [],
    Created: Math.floor(createdMs / 1_000) - (hashText(name) % 5_000_000),
    Size: imageSize(name),
    SharedSize: -1,
    VirtualSize: imageSize(name),
    Labels: {},
    Containers: cast.filter(({ image }) => image === name).length,
  }));
}

const imageSize = (name: string) => imageBytes[name] ?? 60_000_000 + (hashText(name) % 220_000_000);

export function imageHistory(name: string, createdMs: number): object[] {
  const size = imageSize(name);
  const steps = [
    'CMD ["serve"]',
    'COPY /out /app',
    'RUN /bin/sh -c apk add ca-certificates',
    'ADD rootfs.tar.xz /',
  ];
  const shares = [0, 0.62, 0.08, 0.3];
  return steps.map((step, index) => ({
    Id: index === 0 ? imageId(name) : '<missing>',
    Created: Math.floor(createdMs / 1_000) - index,
    CreatedBy: step,
    Size: Math.round(size * (shares[index] ?? 0)),
    Tags: index === 0 ? [name] : null,
    Comment: 'buildkit.dockerfile.v0',
  }));
}

const volumes = [
  { name: 'shop_pgdata', project: 'shop', bytes: 1_284_000_000 },
  { name: 'shop_redis', project: 'shop', bytes: 18_400_000 },
  { name: 'tools_minio', project: 'tools', bytes: 5_120_000_000 },
  { name: 'blog_content', project: 'blog', bytes: 344_000_000 },
];

const volumeEntry = ({ name, project }: (typeof volumes)[number]) => ({
  Name: name,
  Driver: 'local',
  Mountpoint: volumePath(name),
  Scope: 'local',
  Labels: { 'com.docker.compose.project': project, 'com.docker.compose.volume': name.split('_')[1] },
  Options: null,
});

export const volumeList = () => ({ Volumes: volumes.map(volumeEntry), Warnings: null });

export function networkList(): object[] {
  const networks = [
    { name: 'bridge', subnet: 17 },
    { name: 'shop_default', subnet: 20 },
    { name: 'tools_default', subnet: 21 },
    { name: 'blog_default', subnet: 22 },
  ];
  return networks.map(({ name, subnet }) => ({
    Name: name,
    Id: networkId(name),
    Created: NEVER,
    Scope: 'local',
    Driver: 'bridge',
    Internal: false,
    IPAM: { Driver: 'default', Config: [{ Subnet: `172.${subnet}.0.0/16`, Gateway: `172.${subnet}.0.1` }] },
    Containers: {},
    Labels: {},
  }));
}

export function diskUsageAnswer(createdMs: number): object {
  const images = imageList(createdMs) as { Size: number }[];
  return {
    LayersSize: images.reduce((sum, { Size }) => sum + Size, 0),
    Images: images,
    Containers: [],
    Volumes: volumes.map((volume) => ({
      ...volumeEntry(volume),
      UsageData: { Size: volume.bytes, RefCount: volume.name === 'blog_content' ? 0 : 1 },
    })),
    BuildCache: [{ ID: 'demo', Type: 'regular', InUse: false, Shared: false, Size: 1_910_000_000 }],
  };
}

export const versionAnswer = {
  Platform: { Name: 'Trivet demo' },
  Version: '28.2.2',
  ApiVersion: '1.50',
  MinAPIVersion: '1.24',
  Os: 'linux',
  Arch: 'amd64',
  KernelVersion: '6.8.0',
  Components: [{ Name: 'Engine', Version: '28.2.2' }],
};

export const infoAnswer = (containers: Container[], nowMs: number) => ({
  ID: 'trivet-demo',
  Name: 'demo',
  ServerVersion: versionAnswer.Version,
  SystemTime: new Date(nowMs).toISOString(),
  OperatingSystem: 'Simulated by Trivet',
  OSType: 'linux',
  Architecture: 'x86_64',
  KernelVersion: versionAnswer.KernelVersion,
  NCPU: HOST.cpus,
  MemTotal: HOST.memoryBytes,
  CgroupVersion: '2',
  CgroupDriver: 'systemd',
  Driver: 'overlay2',
  LoggingDriver: 'json-file',
  Containers: containers.length,
  ContainersRunning: containers.filter(({ state }) => state === 'running').length,
  ContainersPaused: containers.filter(({ state }) => state === 'paused').length,
  ContainersStopped: containers.filter(({ state }) => state === 'exited').length,
});
