import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Counter, Histogram, Registry } from 'prom-client';
import { afterAll, beforeAll } from 'vitest';
import { eventually, missing, testUnless } from '../../docker.ts';
import { sharedEngine } from '../shared-engine.ts';

/** The same targets for Debian's Prometheus and for Trivet: real exporters, a program with prom-client, TLS. */

const absent =
  missing('prometheus-node-exporter', ['--version']) ??
  missing('prometheus-redis-exporter', ['--version']) ??
  missing('redis-server', ['--version']) ??
  missing('prometheus', ['--version']) ??
  missing('openssl', ['version']);

const dir = mkdtempSync(join(tmpdir(), 'trivet-scrape-'));
const children: ChildProcess[] = [];
const servers: Server[] = [];
const shared = sharedEngine({});
let config = '';
let prometheusUrl = '';

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const start = (program: string, args: string[]) => {
  children.push(spawn(program, args, { stdio: 'ignore', cwd: dir }));
};

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A program as people write them. */
function promClient(): Server {
  const registry = new Registry();
  registry.setDefaultLabels({ app: 'shop' });
  const orders = new Counter({
    name: 'shop_orders_total',
    help: 'Orders.',
    labelNames: ['route'],
    registers: [registry],
  });
  orders.inc({ route: '/cart' }, 3);
  orders.inc({ route: '/pa"y\\\n' }, 4.5);
  const seconds = new Histogram({
    name: 'shop_seconds',
    help: 'How long.',
    buckets: [0.1, 1],
    registers: [registry],
  });
  for (const value of [0.05, 0.5, 5]) seconds.observe(value);
  return createServer(async (_request, response) => {
    response.setHeader('content-type', registry.contentType).end(await registry.metrics());
  });
}

/** Behind a certificate of its own and basic auth. */
function tlsServer(): Server {
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-subj',
      '/CN=shop.test',
      '-addext',
      'subjectAltName=DNS:shop.test',
    ],
    { cwd: dir, stdio: 'ignore' },
  );
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(dir, name)));
  return createTlsServer({ key, cert }, (request, response) => {
    const known =
      request.headers.authorization === `Basic ${Buffer.from('me:open sesame').toString('base64')}`;
    if (!known) response.writeHead(401).end();
    else response.setHeader('content-type', 'text/plain; version=0.0.4').end('secret_value 42\n');
  });
}

beforeAll(async () => {
  if (absent) return;
  const [redis, redisExporter, nodeExporter, prometheus] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  start('redis-server', ['--port', String(redis), '--bind', '127.0.0.1', '--save', '']);
  start('prometheus-redis-exporter', [
    `-redis.addr=redis://127.0.0.1:${redis}`,
    `-web.listen-address=127.0.0.1:${redisExporter}`,
  ]);
  const collectors = ['uname', 'meminfo', 'loadavg'].map((name) => `--collector.${name}`);
  start('prometheus-node-exporter', [
    `--web.listen-address=127.0.0.1:${nodeExporter}`,
    '--collector.disable-defaults',
    ...collectors,
  ]);
  const [app, tls] = [await listen(promClient()), await listen(tlsServer())];
  writeFileSync(join(dir, 'password'), 'open sesame\n');
  config = `global: { scrape_interval: 1s }
scrape_configs:
- job_name: node
  static_configs: [{ targets: ['127.0.0.1:${nodeExporter}'] }]
- job_name: redis
  static_configs: [{ targets: ['127.0.0.1:${redisExporter}'], labels: { env: dev } }]
- job_name: app
  static_configs: [{ targets: ['127.0.0.1:${app}'] }]
  metric_relabel_configs: [{ source_labels: [__name__, le], regex: 'shop_seconds_bucket;0.1', action: drop }]
- job_name: tls
  scheme: https
  tls_config: { ca_file: ${dir}/cert.pem, server_name: shop.test }
  basic_auth: { username: me, password_file: ${dir}/password }
  static_configs: [{ targets: ['127.0.0.1:${tls}'] }]
- job_name: tls-unknown-ca
  scheme: https
  static_configs: [{ targets: ['127.0.0.1:${tls}'] }]
- job_name: tls-no-password
  scheme: https
  tls_config: { insecure_skip_verify: true }
  static_configs: [{ targets: ['127.0.0.1:${tls}'] }]
- job_name: down
  static_configs: [{ targets: ['127.0.0.1:1'] }]
`;
  writeFileSync(join(dir, 'prometheus.yml'), config);
  start('prometheus', [
    `--config.file=${dir}/prometheus.yml`,
    `--storage.tsdb.path=${dir}/data`,
    `--web.listen-address=127.0.0.1:${prometheus}`,
  ]);
  prometheusUrl = `http://127.0.0.1:${prometheus}/api/v1`;
  const { settings } = await shared.client.call('settings.get', {});
  await shared.client.call('settings.set', { settings: { scrape: { ...settings.scrape, text: config } } });
}, 60_000);

afterAll(async () => {
  for (const child of children) {
    const over = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    child.kill('SIGKILL');
    await over;
  }
  for (const server of servers) {
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)();
    server.close();
  }
  rmSync(dir, { recursive: true, force: true });
});

const programTest = testUnless(absent);

async function ask(path: string): Promise<{ metric?: Record<string, string>; value?: [number, string] }[]> {
  const response = await fetch(prometheusUrl + path);
  const { data } = (await response.json()) as { data: { result: [] } };
  return data.result;
}

const vector = async (expr: string): Promise<Record<string, number>> => {
  const samples = await ask(`/query?query=${encodeURIComponent(expr)}`);
  return Object.fromEntries(
    samples.map(({ metric, value }) => [key(Object.entries(metric ?? {})), Number(value?.[1])]),
  );
};

const own = async (expr: string): Promise<Record<string, number>> => {
  const answer = await shared.client.call('promql.instant', { expr, timeMs: Date.now() });
  if (answer.type !== 'vector') throw new Error(answer.type);
  return Object.fromEntries(answer.samples.map(({ labels, value }) => [key(labels), value]));
};

/** Bounds by their value: Prometheus 3 writes them as 1.0 where Debian's 2.42 keeps the sender's 1. */
const key = (labels: [string, string][]): string =>
  JSON.stringify(
    labels
      .map(([name, value]) => [
        name,
        /^(le|quantile)$/.test(name) ? String(Number(value.replace('+Inf', 'Infinity'))) : value,
      ])
      .sort(),
  );

/** Both have scraped each of the targets. */
async function bothReady(): Promise<void> {
  await eventually('every target of Trivet', async () => {
    const { targets } = await shared.client.call('scrape.status', {});
    return targets.length === 7 && targets.every(({ health }) => health !== 'unknown');
  });
  for (const query of [own, vector]) {
    await eventually(
      'what is up',
      async () => {
        const up = await query('sum(up)').catch(() => ({}));
        return Object.values(up)[0] === 4;
      },
      60_000,
    );
  }
}

/** Both say the same, if not at the first try: on a busy machine a scrape may take longer than its second. */
const agree = (expr: string): Promise<boolean> =>
  eventually(`one answer to ${expr}`, async () => {
    const [ours, theirs] = [await own(expr), await vector(expr)];
    const same = (values: Record<string, number>) => JSON.stringify(Object.entries(values).sort());
    return Object.keys(ours).length > 0 && same(ours) === same(theirs);
  });

programTest('every target is up or down as Prometheus finds it, with the reason', async () => {
  await bothReady();
  await agree('up');
  const expected: Record<string, RegExp | null> = {
    node: null,
    redis: null,
    app: null,
    tls: null,
    'tls-unknown-ca': /self-signed certificate|does not match/,
    'tls-no-password': /^server returned HTTP status 401 Unauthorized$/,
    down: /^connection refused by 127\.0\.0\.1:1$/,
  };
  await eventually('the reasons', async () => {
    const { targets } = await shared.client.call('scrape.status', {});
    return targets.every(({ job, lastError }) =>
      lastError === null ? expected[job] === null : expected[job]?.test(lastError),
    );
  });
});

programTest('the series of each target are those that Prometheus has, label by label', async () => {
  await bothReady();
  for (const job of ['node', 'redis', 'app', 'tls', 'down']) {
    const names = `group by (__name__, instance, job, route, le, quantile, app, env, version, db, role) ({job="${job}"})`;
    await eventually(`the same series of ${job}`, async () => {
      const [ours, theirs] = [await own(names), await vector(names)];
      return (
        Object.keys(ours).length > 4 &&
        JSON.stringify(Object.keys(ours).sort()) === JSON.stringify(Object.keys(theirs).sort())
      );
    });
  }
});

programTest('values that do not move are the same', async () => {
  await bothReady();
  for (const expr of [
    'shop_orders_total',
    'shop_seconds_bucket',
    'shop_seconds_sum',
    'node_memory_MemTotal_bytes',
    'node_uname_info',
    'redis_up',
    'redis_instance_info',
    'secret_value',
    'scrape_samples_scraped{job=~"app|tls|down"}',
    'scrape_samples_post_metric_relabeling{job=~"app|tls|down"}',
  ]) {
    await agree(expr);
  }
});

programTest(
  'a target that goes away is stale in both: an instant query finds nothing of it any more',
  async () => {
    await bothReady();
    const exporter = children[2]!;
    const over = once(exporter, 'exit');
    exporter.kill('SIGKILL');
    await over;
    for (const query of [own, vector]) {
      await eventually('no more samples', async () => Object.keys(await query('node_load1')).length === 0);
      await eventually(
        'it is down',
        async () => Object.keys(await query('up{job="node"} == 0')).length === 1,
      );
    }
  },
);
