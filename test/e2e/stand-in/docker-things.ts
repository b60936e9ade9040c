import type { ContainerDetail, ProcessTable } from '../../../shared/contract/containers.ts';
import type {
  ImageLayer,
  ImageSummary,
  NetworkSummary,
  PullProgress,
  VolumeSummary,
} from '../../../shared/contract/docker.ts';
import type { Sink } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import { type Member, MIB, summary } from './shop.ts';

export function detail(member: Member): ContainerDetail {
  const now = Date.now();
  const of = summary(member, now);
  return {
    summary: of,
    env: [
      { name: 'PATH', value: '/usr/local/bin:/usr/bin:/bin', masked: false },
      { name: 'LOG_LEVEL', value: 'info', masked: false },
      { name: 'DATABASE_PASSWORD', value: null, masked: true },
      { name: 'API_TOKEN', value: null, masked: true },
    ],
    command: ['/app/server', '--port', '8080'],
    workingDir: '/app',
    user: 'app',
    restartPolicy: 'unless-stopped',
    cpuLimitCores: member.limit > 0 ? 2 : null,
    memoryLimitBytes: member.limit > 0 ? member.limit * MIB : null,
    mounts: [
      { type: 'volume', source: 'shop_data', destination: '/var/lib/data', readOnly: false },
      { type: 'bind', source: '/home/dev/shop/config', destination: '/etc/shop', readOnly: true },
    ],
    healthLog: member.health
      ? [
          {
            startMs: now - 31_000,
            endMs: now - 29_000,
            exitCode: member.health === 'unhealthy' ? 1 : 0,
            output: 'GET /healthz timed out after 2 s',
          },
        ]
      : [],
    inspect: {
      Id: of.id,
      Name: `/${member.name}`,
      Config: { Image: member.image, Env: ['PATH=/usr/bin', 'API_TOKEN=•••'] },
      State: { Status: member.state },
    },
  };
}

export const processes = (member: Member): ProcessTable => ({
  titles: ['PID', 'USER', 'TIME', 'COMMAND'],
  rows: Array.from({ length: member.pids }, (_, i) => [
    String(41_877 + i),
    'app',
    `0:0${i % 10}`,
    i === 0 ? '/app/server --port 8080' : `worker ${i}`,
  ]),
});

export function images(team: Member[]): ImageSummary[] {
  const names = [...new Set(team.map(({ image }) => image))];
  return names.map((name, i) => ({
    id: `sha256:${String(i).padStart(4, '0')}${'ab12cd34'.repeat(7)}0000`,
    tags: i === 3 ? [] : [name],
    sizeBytes: (40 + ((i * 97) % 900)) * MIB,
    createdMs: Date.now() - (i + 1) * 86_400_000 * 3,
    containers: i === 3 ? 0 : team.filter(({ image }) => image === name).length,
  }));
}

export const layers: ImageLayer[] = [
  { createdBy: 'CMD ["/app/server"]', sizeBytes: 0, createdMs: Date.now() - 9e8 },
  { createdBy: 'COPY /app /app # buildkit', sizeBytes: 38 * MIB, createdMs: Date.now() - 9e8 },
  {
    createdBy: 'RUN /bin/sh -c apk add --no-cache tini',
    sizeBytes: 1.2 * MIB,
    createdMs: Date.now() - 9.1e8,
  },
  {
    createdBy: 'ADD alpine-minirootfs-3.20.3-x86_64.tar.gz /',
    sizeBytes: 7.8 * MIB,
    createdMs: Date.now() - 2e9,
  },
];

export const volumes: VolumeSummary[] = [
  {
    name: 'shop_data',
    driver: 'local',
    mountpoint: '/var/lib/docker/volumes/shop_data/_data',
    sizeBytes: 421 * MIB,
    inUse: true,
    composeProject: 'shop',
  },
  {
    name: 'blog_db',
    driver: 'local',
    mountpoint: '/var/lib/docker/volumes/blog_db/_data',
    sizeBytes: null,
    inUse: false,
    composeProject: 'blog',
  },
];

export const networks = (team: Member[]): NetworkSummary[] => [
  {
    id: 'a1b2c3d4e5f6',
    name: 'bridge',
    driver: 'bridge',
    subnets: ['172.17.0.0/16'],
    gateways: ['172.17.0.1'],
    internal: false,
    containers: [],
  },
  {
    id: 'b2c3d4e5f6a1',
    name: 'shop_default',
    driver: 'bridge',
    subnets: ['172.20.0.0/16'],
    gateways: ['172.20.0.1'],
    internal: false,
    containers: team
      .filter(({ project }) => project === 'shop')
      .map(({ name }, i) => ({ id: name, name, address: `172.20.0.${i + 2}/16` })),
  },
];

/** A pull of two layers in five steps. */
export function pull(sink: Sink<PullProgress>) {
  let step = 0;
  const timer = setInterval(() => {
    step++;
    const layer = (id: string) => ({
      id,
      status: step < 5 ? 'Downloading' : 'Pull complete',
      currentBytes: step * 2 * MIB,
      totalBytes: 10 * MIB,
    });
    sink.emit({
      layers: [layer('1a2b3c'), layer('4d5e6f')],
      status: step < 5 ? 'Pulling' : 'Downloaded newer image',
      done: step >= 5,
    });
    if (step < 5) return;
    clearInterval(timer);
    sink.end();
  }, 200);
  return disposable(() => clearInterval(timer));
}
