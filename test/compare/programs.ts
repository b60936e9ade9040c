import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { Counters } from '../../electron/engine/counters.ts';
import { createEngine, type EngineOptions } from '../../electron/engine/engine.ts';
import { MetricAppender } from '../../electron/engine/metrics/metric-appender.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { startWebServer } from '../../electron/hosts/web/web-server.ts';
import { receiverNames } from '../../shared/contract/app.ts';
import { openMetricsText, type SampleFamily } from './samples.ts';

/** Something that answers Prometheus' HTTP API. */
export interface Api {
  url: string;
  headers: Record<string, string>;
  stop(): Promise<void>;
}

const logger = pino({ level: 'silent' });
const STARTS_WITHIN_MS = 60_000;

export const hasPrometheus =
  spawnSync('prometheus', ['--version']).status === 0 && spawnSync('promtool', ['--version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

/** Debian's Prometheus over blocks that promtool has made of the samples. */
export async function startPrometheus(dir: string, families: SampleFamily[]): Promise<Api> {
  const text = join(dir, 'samples.om');
  const data = join(dir, 'prometheus');
  writeFileSync(text, openMetricsText(families));
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', text, data], { stdio: 'pipe' });
  return runPrometheus(dir, 'global:\n  scrape_interval: 1h\n');
}

/** Debian's Prometheus with a configuration, its data in the folder `prometheus` beside it. */
export async function runPrometheus(dir: string, config: string, more: string[] = []): Promise<Api> {
  const file = join(dir, 'prometheus.yml');
  writeFileSync(file, config);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(dir, 'prometheus')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--storage.tsdb.retention.time=100y',
        '--enable-feature=promql-at-modifier,promql-negative-offset',
        ...more,
      ],
      { stdio: 'ignore' },
    );
    const url = `http://127.0.0.1:${port}`;
    if (await answers(`${url}/-/ready`, child)) return { url, headers: {}, stop: () => ended(child) };
    await ended(child);
    // The port may have been taken in between.
    if (attempt === 3) throw new Error('prometheus does not start');
  }
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + STARTS_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return true;
    await delay(50);
  }
  return false;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await closed;
}

/** Trivet over the same samples. */
export async function startTrivet(
  dir: string,
  families: SampleFamily[],
  options: Partial<EngineOptions> = {},
): Promise<Api & { token: string }> {
  await storeSamples(dir, families);
  const engine = await createEngine({
    dataDir: dir,
    version: '0.0.0',
    logger,
    docker: 'off',
    listen: Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])),
    ...options,
  });
  const token = 'a-token-of-the-comparison-0123456789';
  const server = await startWebServer({ engine, port: 0, token, rendererDir: dir });
  return {
    url: `http://127.0.0.1:${server.port}`,
    headers: { authorization: `Bearer ${token}` },
    token,
    async stop() {
      await server.stop();
      await engine.stop();
    },
  };
}

/** Puts the samples into the store of a data directory, of any age. */
export async function storeSamples(dir: string, families: SampleFamily[]): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const store = await Store.open(dir, false, logger);
  const metrics = new MetricAppender({ store, counters: new Counters({ now: Date.now }), logger });
  for (const { name, type, help, series } of families) {
    metrics.describe(name, { type, help, unit: '' });
    const batch = metrics.batch();
    for (const { labels, timesMs, values } of series) {
      const handle = metrics.series('comparison', labels);
      for (const [at, value] of values.entries()) batch.add(handle, timesMs[at] ?? 0, value);
    }
    await metrics.commit(batch, { backfill: true });
  }
  await metrics.flush();
  metrics.dispose();
  await store.close();
}
