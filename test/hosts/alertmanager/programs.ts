import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { createEngine, type Engine } from '../../../electron/engine/engine.ts';
import { startWebServer } from '../../../electron/hosts/web/web-server.ts';
import { receiverNames } from '../../../shared/contract/app.ts';

const starts = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** Debian's prometheus-alertmanager has both. */
export const hasAlertmanager = starts('prometheus-alertmanager') && starts('amtool');
export const hasPrometheus = starts('prometheus');

export interface Server {
  url: string;
  headers: Record<string, string>;
  stop(): Promise<void>;
}

export interface TrivetServer extends Server {
  engine: Engine;
  port: number;
}

export const TOKEN = 'a-token-of-the-test-0123456789';
const STARTS_WITHIN_MS = 60_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

export async function startTrivet(dataDir: string, routing: string): Promise<TrivetServer> {
  const engine = await createEngine({
    dataDir,
    version: '0.0.0',
    logger: pino({ level: process.env.TRIVET_TEST_LOG ?? 'silent' }),
    docker: 'off',
    hostMetrics: 'off',
    fixedSettings: { settings: { alerts: { routing } }, by: 'the test' },
    listen: Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])),
  });
  const server = await startWebServer({ engine, port: 0, token: TOKEN, rendererDir: dataDir });
  return {
    engine,
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    headers: { authorization: `Bearer ${TOKEN}` },
    async stop() {
      await server.stop();
      await engine.stop();
    },
  };
}

export async function startAlertmanager(dir: string, config: string): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return started(url, 'prometheus-alertmanager', [
    `--config.file=${config}`,
    `--storage.path=${join(dir, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]);
}

/** A Prometheus whose only rule always fires, with these Alertmanagers. */
export async function startFiringPrometheus(dir: string, trivet: TrivetServer): Promise<Server> {
  const port = await freePort();
  const rules = join(dir, 'rules.yml');
  const config = join(dir, 'prometheus.yml');
  writeFileSync(
    rules,
    `groups:
  - name: always
    rules:
      - alert: AlwaysFires
        expr: vector(42) > 1
        labels: { severity: page }
        annotations: { summary: 'it is {{ $value }}' }
`,
  );
  writeFileSync(
    config,
    `global: { evaluation_interval: 1s, external_labels: { from: debian } }
rule_files: [${rules}]
alerting:
  alertmanagers:
    - static_configs: [{ targets: ['127.0.0.1:${trivet.port}'] }]
      basic_auth: { username: trivet, password: ${TOKEN} }
`,
  );
  return started(`http://127.0.0.1:${port}`, 'prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(dir, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--rules.alert.resend-delay=1s',
  ]);
}

async function started(url: string, program: string, args: string[]): Promise<Server> {
  const child = spawn(program, args, { stdio: 'ignore' });
  const deadline = performance.now() + STARTS_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const ready = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return { url, headers: {}, stop: () => ended(child) };
    await delay(50);
  }
  await ended(child);
  throw new Error(`${program} does not start`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await closed;
}

export interface Caught {
  /** First part of the path: who told it. */
  by: string;
  atMs: number;
  body: Record<string, unknown> & { receiver: string; groupKey: string };
}

/** Takes webhooks at `/WHO/…`. */
export async function startCatcher(): Promise<{ url: string; caught: Caught[]; stop(): Promise<void> }> {
  const caught: Caught[] = [];
  const server = createHttpServer(async (request, response) => {
    const atMs = performance.now();
    const body = JSON.parse(await textOf(request));
    caught.push({ by: request.url?.split('/')[1] ?? '', atMs, body });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    caught,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
