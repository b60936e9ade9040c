import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { eventually, testUnless } from '../../docker.ts';
import { tempDir } from '../../temp-dir.ts';
import { sharedStore, startWriteReceiver, storedPoints } from './write-receiver.ts';

/** Debian's packages of these names have them. */
const programs = ['prometheus', 'prometheus-node-exporter'];
const missing = programs.find((program) => spawnSync(program, ['--version']).error);
const store = sharedStore();
/** A loaded machine lets scrapes time out. */
const PATIENCE_MS = 50_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function run(program: string, args: string[]): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** A Prometheus that scrapes a node_exporter every second and writes what it gets to the URL. */
async function startPrometheus(url: string): Promise<{ api: string; exporter: ChildProcess }> {
  const [port, exporterPort] = [await freePort(), await freePort()];
  const dir = tempDir();
  const exporter = run('prometheus-node-exporter', [
    `--web.listen-address=127.0.0.1:${exporterPort}`,
    '--collector.disable-defaults',
    ...['cpu', 'meminfo', 'loadavg', 'uname', 'time'].map((name) => `--collector.${name}`),
  ]);
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [{ job_name: 'node', static_configs: [{ targets: [`127.0.0.1:${exporterPort}`] }] }],
    remote_write: [
      {
        url,
        queue_config: { batch_send_deadline: '200ms', max_shards: 1 },
        metadata_config: { send_interval: '1s' },
      },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(dir, 'prometheus.yml'), JSON.stringify(config));
  run('prometheus', [
    `--config.file=${join(dir, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  return { api: `http://127.0.0.1:${port}/api/v1`, exporter };
}

type Matrix = { metric: Record<string, string>; values: [seconds: number, value: string][] }[];

/** Raw samples as Prometheus has them, by the text that storedPoints gives a series. */
async function prometheusPoints(api: string, selector: string, seconds: number) {
  const query = new URLSearchParams({ query: `${selector}[1h]`, time: String(seconds) });
  const answer = (await (await fetch(`${api}/query?${query}`)).json()) as { data: { result: Matrix } };
  return Object.fromEntries(
    answer.data.result.map(({ metric: { __name__: name, ...labels }, values }) => {
      const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
      const text = `${name}{${sorted.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
      return [text, values.map(([time, value]) => [Math.round(time * 1000), Number(value)])];
    }),
  );
}

const metrics = [
  'node_cpu_seconds_total',
  'node_memory_MemFree_bytes',
  'node_load1',
  'node_uname_info',
  'go_goroutines',
  'up',
];

testUnless(missing ? `${missing} is not installed` : null)(
  "Debian's Prometheus writes what it scrapes of a node_exporter: the samples here are those it has itself",
  async () => {
    const { url, faults } = await startWriteReceiver(store());
    const { api, exporter } = await startPrometheus(url);
    await eventually(
      'five scrapes are stored',
      async () => {
        const up = Object.values(await storedPoints(store(), 'up'))[0] ?? [];
        return up.filter(([, value]) => value === 1).length >= 5;
      },
      PATIENCE_MS,
    );
    exporter.kill('SIGKILL');
    const down = await eventually(
      'the target is down, and its series are marked stale',
      async () => {
        const up = Object.values(await storedPoints(store(), 'up'))[0] ?? [];
        const load = Object.values(await storedPoints(store(), 'node_load1'))[0] ?? [];
        return load.at(-1)?.[1] === 'stale' && up.at(-1)?.[1] === 0 && up;
      },
      PATIENCE_MS,
    );
    const endMs = down.at(-1)![0];
    for (const metric of metrics) {
      const theirs = await prometheusPoints(api, metric, endMs / 1000);
      const ours = await storedPoints(store(), metric, 0, endMs);
      expect(Object.keys(theirs).length, metric).toBeGreaterThan(0);
      const unmarked = Object.entries(ours).map(([text, points]) => [
        text,
        points.filter(([, value]) => value !== 'stale'),
      ]);
      expect(Object.fromEntries(unmarked), metric).toEqual(theirs);
    }
    const load = Object.values(await storedPoints(store(), 'node_load1'))[0] ?? [];
    expect(load.at(-1)?.[1]).toBe('stale');
    expect(faults.last('remote-write')).toBeNull();
  },
);
