import { hashText, hexDigits, seeded } from './random.ts';

export interface Role {
  name: string;
  project: string | null;
  service: string;
  number: number;
  image: string;
  command: string[];
  env: string[];
  ports: { container: number; host: number | null }[];
  limitMiB: number | null;
  cpus: number | null;
  address: string | null;
  hasHealthCheck: boolean;
  /** How long before the demo's start it was started; null for a container that has ended. */
  upMs: number | null;
  mounts: { volume: string; path: string }[];
  processes: string[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Given = Partial<Role> & Pick<Role, 'name' | 'image'>;

function role(project: string | null, given: Given): Role {
  return {
    project,
    service: given.name,
    number: 1,
    command: [`/${given.name}`],
    env: [],
    ports: [],
    limitMiB: null,
    cpus: null,
    address: null,
    hasHealthCheck: false,
    upMs: 2 * DAY_MS + 4 * HOUR_MS,
    mounts: [],
    processes: [given.command?.join(' ') ?? `/${given.name}`],
    ...given,
  };
}

const published = (...numbers: number[]) => numbers.map((port) => ({ container: port, host: port }));
const OLD_MS = 9 * DAY_MS + 2 * HOUR_MS;
const OLDEST_MS = 31 * DAY_MS + 7 * HOUR_MS;
const otlp = (service: string) => [
  `OTEL_SERVICE_NAME=${service}`,
  'OTEL_EXPORTER_OTLP_ENDPOINT=http://host.docker.internal:4318',
];

const shop = [
  role('shop', {
    name: 'api',
    image: 'shop/api:3.4.0',
    command: ['node', 'server.js'],
    env: [
      ...otlp('api'),
      'SESSION_SECRET=9b1f3c77d2e84a60',
      'ORDERS_URL=grpc://orders:8080',
      'CHECKOUT_BUDGET_MS=800',
    ],
    ports: published(8080),
    limitMiB: 512,
    cpus: 2,
    address: '172.20.0.6',
    hasHealthCheck: true,
    processes: ['node server.js', 'node server.js (worker 1)', 'node server.js (worker 2)'],
  }),
  role('shop', {
    name: 'migrate',
    image: 'shop/orders:2.14.0',
    command: ['/orders', 'migrate', 'up'],
    env: ['DATABASE_URL=postgres://shop:correct-horse@postgres:5432/shop'],
    upMs: null,
  }),
  role('shop', {
    name: 'nginx',
    image: 'nginx:1.27-alpine',
    command: ['nginx', '-g', 'daemon off;'],
    ports: published(80, 443),
    limitMiB: 64,
    address: '172.20.0.2',
    processes: [
      'nginx: master process nginx -g daemon off;',
      'nginx: worker process',
      'nginx: worker process',
    ],
  }),
  role('shop', {
    name: 'orders',
    image: 'shop/orders:2.14.0',
    command: ['/orders', 'serve'],
    env: [
      ...otlp('orders'),
      'GOMEMLIMIT=460MiB',
      'DATABASE_URL=postgres://shop:correct-horse@postgres:5432/shop',
    ],
    ports: [{ container: 8080, host: null }],
    limitMiB: 512,
    cpus: 2,
    address: '172.20.0.7',
    hasHealthCheck: true,
  }),
  role('shop', {
    name: 'pay',
    image: 'shop/pay:1.9.2',
    command: ['node', 'pay.js'],
    env: [...otlp('pay'), 'PSP_API_KEY=sk_demo_51Hn2pQx8Rr', 'PSP_URL=https://psp.example'],
    limitMiB: 256,
    cpus: 1,
    address: '172.20.0.8',
    hasHealthCheck: true,
  }),
  role('shop', {
    name: 'postgres',
    image: 'postgres:16.4',
    command: ['postgres'],
    env: ['POSTGRES_USER=shop', 'POSTGRES_PASSWORD=correct-horse', 'POSTGRES_DB=shop'],
    ports: published(5432),
    limitMiB: 1024,
    cpus: 2,
    address: '172.20.0.3',
    hasHealthCheck: true,
    upMs: OLD_MS,
    mounts: [{ volume: 'shop_pgdata', path: '/var/lib/postgresql/data' }],
    processes: ['postgres', 'postgres: checkpointer', 'postgres: background writer', 'postgres: walwriter'],
  }),
  role('shop', {
    name: 'redis',
    image: 'redis:7.4-alpine',
    command: ['redis-server', '--save', '60', '1000'],
    ports: published(6379),
    limitMiB: 128,
    address: '172.20.0.4',
    hasHealthCheck: true,
    upMs: OLD_MS,
    mounts: [{ volume: 'shop_redis', path: '/data' }],
  }),
  role('shop', {
    name: 'web',
    image: 'shop/web:5.8.1',
    command: ['node', '.next/standalone/server.js'],
    env: [...otlp('web'), 'API_URL=http://api:8080'],
    ports: published(3000),
    limitMiB: 256,
    cpus: 1,
    address: '172.20.0.5',
  }),
  ...[1, 2].map((number) =>
    role('shop', {
      name: `worker-${number}`,
      service: 'worker',
      number,
      image: 'shop/worker:2.3.0',
      command: ['python', '-m', 'worker'],
      env: [...otlp('worker'), 'QUEUE=orders', `WORKER=${number}`],
      limitMiB: 256,
      cpus: 1,
      address: `172.20.0.${8 + number}`,
    }),
  ),
];

const tools = [
  role('tools', {
    name: 'adminer',
    image: 'adminer:4.8.1',
    ports: [{ container: 8080, host: 8081 }],
    upMs: OLD_MS,
  }),
  role('tools', {
    name: 'mailpit',
    image: 'axllent/mailpit:1.21',
    ports: published(1025, 8025),
    upMs: OLD_MS,
  }),
  role('tools', {
    name: 'minio',
    image: 'minio/minio:2025-09',
    command: ['minio', 'server', '/data', '--console-address', ':9001'],
    env: ['MINIO_ROOT_USER=minio', 'MINIO_ROOT_PASSWORD=minio-demo-1'],
    ports: published(9000, 9001),
    limitMiB: 512,
    upMs: OLD_MS,
    mounts: [{ volume: 'tools_minio', path: '/data' }],
  }),
];

const others = [
  role(null, { name: 'buildkit', image: 'moby/buildkit:0.17', command: ['buildkitd'], upMs: OLDEST_MS }),
  role(null, { name: 'registry', image: 'registry:2.8', ports: published(5000), upMs: OLDEST_MS }),
  role('blog', { name: 'ghost', image: 'ghost:5.96', command: ['node', 'current/index.js'], upMs: null }),
  role('blog', { name: 'mysql', image: 'mysql:8.4', command: ['mysqld'], upMs: null }),
];

/** Everybody in the demo, in the order in which the daemon lists them. */
export const cast: readonly Role[] = [...shop, ...tools, ...others];

const byName = new Map(cast.map((one) => [one.name, one]));

export function roleOf(name: string): Role {
  const found = byName.get(name);
  if (!found) throw new RangeError(`${name} is not in the demo`);
  return found;
}

/** Ids are asked for with every span and line, and there are few of them. */
function remembered(make: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
}

const digest = remembered((text) => hexDigits(seeded(hashText(text)), 64));

/** 64 hex digits, as the daemon names a container; a new one for each generation. */
export const containerId = (name: string, generation = 0): string =>
  digest(`container ${name} ${generation}`);

export const imageId = (image: string): string => `sha256:${digest(`image ${image}`)}`;
